import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEMO, type Emulator, HOSTS } from "../emulator/emulator.ts";
import { alertText, eventually, softphoneSwitch, stored, untilSwitched } from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote, enterCcm, findMe, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";

const { sid, userId, phoneNumber, email } = DEMO.ccm;

/** The options page, filled in for CCM but for the user ID. */
async function withoutUserId(handle: Hookswitch, entries = {}): Promise<Page> {
  const options = await handle.openOptions();
  await enterCcm(options, { userId: "", ...entries });
  return options;
}

async function filledIn(options: Page): Promise<string> {
  await options.getByRole("status").filter({ hasText: "User ID filled in" }).waitFor();
  return await options.getByLabel("User ID").inputValue();
}

/** Nothing of an account is stored, and the toolbar says that there is none. */
async function expectNothingSaved(handle: Hookswitch): Promise<void> {
  const { local, session } = await stored(handle);
  expect({ account: local.account ?? null, session }).toEqual({ account: null, session: {} });
  expect(local["vault.credentials"]).toBeUndefined();
  expect(await badge(handle.keeper)).toMatchObject({ text: "" });
}

/** The requests as method, path and status. */
function asked(emulator: Emulator): string[] {
  return emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
}

const USERS = `/v2/accounts/${sid}/users`;

test("an agent is found with the Enter key, which does not save yet, and is connected", async ({
  hookswitch,
  emulator,
}) => {
  const options = await withoutUserId(hookswitch);
  await options.getByLabel("Phone number or email").fill(phoneNumber.replace("+91", "0"));
  await options.getByLabel("Phone number or email").press("Enter");
  expect(await filledIn(options)).toBe(userId);
  const note = await options.getByRole("status").filter({ hasText: "User ID filled in" }).innerText();
  for (const text of ["Asha Rao", email, phoneNumber]) expect(note).toContain(text);
  expect(asked(emulator)).toEqual([`GET ${USERS} 200`]);
  expect((await stored(hookswitch)).local.account ?? null).toBeNull();
  await save(options);
  await connectedNote(options).waitFor();
  await waitForBadge(hookswitch, "TEL");
  expect(asked(emulator)).toEqual([`GET ${USERS} 200`, `GET ${USERS}/${userId} 200`]);
  expect(emulator.requests.at(0)).toMatchObject({
    host: HOSTS.mumbai,
    query: { fields: "devices", "devices.contact_uri": phoneNumber },
  });
});

test("a search that is given up gives whom it has found up to then, and says that there may be more", async ({
  hookswitch,
  emulator,
}) => {
  emulator.faults.always({
    kind: "transform",
    transform: (_json, { query }) => {
      const data = { id: Number(query.offset) + 1, first_name: "Asha", email };
      const isMatch = query.offset === "0" && query.email === email;
      const record = { code: 200, status: "success", error_data: null };
      return {
        metadata: { total: 1_000_000 },
        response: [{ ...record, data: isMatch ? data : { ...data, email: "else@example.com" } }],
      };
    },
  });
  const options = await withoutUserId(hookswitch, { userId: "usr_from_before" });
  await findMe(options, email);
  const choice = options.getByRole("group", { name: "1 user matches. Is it you?" }).getByRole("radio");
  await choice.waitFor();
  await options.getByText("The search stopped early, so there may be more.").waitFor();
  expect(await alertText(options)).toBe("");
  expect(await options.getByLabel("User ID").inputValue()).toBe("");
  expect(await faultsOf(options, "ccm-found-in-part")).toEqual([]);
  await choice.check();
  expect(await filledIn(options)).toBe("1");
});

test("a key that is refused because of the wrong region is offered in the right one, by Find me and by connecting", async ({
  hookswitch,
  emulator,
}) => {
  const options = await withoutUserId(hookswitch, { region: "singapore" });
  const offered = /^Exotel accepts your key in Mumbai, not in Singapore\./;
  await findMe(options, email);
  await eventually(() => alertText(options)).toMatch(offered);
  expect(await faultsOf(options, "options-find-other-region")).toEqual([]);
  await options.getByRole("button", { name: "Find me in Mumbai" }).click();
  expect(await filledIn(options)).toBe(userId);
  expect(await options.getByLabel("Region").inputValue()).toBe("mumbai");
  const from = emulator.requests.length;
  await options.getByLabel("Region").selectOption("singapore");
  await save(options);
  await eventually(() => alertText(options)).toMatch(offered);
  await expectNothingSaved(hookswitch);
  expect(emulator.requests.slice(from).map(({ host, status }) => [host, status])).toEqual([
    [HOSTS.singapore, 401],
    [HOSTS.mumbai, 200],
  ]);
  expect(await faultsOf(options, "options-other-region")).toEqual([]);
  await options.getByRole("button", { name: "Connect in Mumbai" }).click();
  await connectedNote(options).waitFor();
  expect((await stored(hookswitch)).local.account).toMatchObject({ region: "mumbai" });
});

for (const keepSignedIn of [true, false]) {
  test(`key and token are nowhere but in the vault and in the header (kept: ${keepSignedIn})`, async ({
    hookswitch,
    emulator,
  }) => {
    const key = "canary-key-ключ-7a1f";
    const token = "canary-token-ß-2c9e";
    const refused = "canary-token-refused-5d00";
    const basic = Buffer.from(`${key}:${token}`).toString("base64");
    const secrets = [key, token, refused, basic, encodeURIComponent(key), encodeURIComponent(token)];
    emulator.store.account().keys.set(key, { token, revoked: false, mayWrite: true });
    const seen: string[] = [];
    const lookRound = async () => {
      for (const page of hookswitch.context.pages()) {
        seen.push(page.url(), await page.title(), await page.content());
      }
      const { local, session } = await stored(hookswitch);
      for (const { "vault.credentials": _credentials, ...rest } of [local, session]) {
        seen.push(JSON.stringify(rest));
      }
      seen.push(JSON.stringify(await badge(hookswitch.keeper)));
    };

    const first = await withoutUserId(hookswitch, { apiKey: key, apiToken: refused, keepSignedIn });
    await findMe(first, email);
    await eventually(() => alertText(first)).toContain("refused");
    await lookRound();
    await first.getByLabel("API token").fill(token);
    await findMe(first, email);
    await filledIn(first);
    await lookRound();
    await save(first);
    await connectedNote(first).waitFor();
    for (const label of ["API key", "API token"]) {
      expect(await first.getByLabel(label).inputValue()).toBe("");
    }
    const popup = await hookswitch.openPopup();
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "S?");
    await untilSwitched(hookswitch);
    // A server that says back what it was sent.
    const echo = `The credentials ${key}:${token} (Basic ${basic}) are not allowed.`;
    const error_data = { code: 4711, description: echo, message: echo };
    const response = { code: 403, status: "failure", error_data, data: null };
    emulator.faults.always({ kind: "status", status: 403, json: { request_id: basic, response } });
    await softphoneSwitch(popup).click();
    await popup.getByRole("button", { name: "Turn it off" }).click();
    await eventually(() => alertText(popup)).toContain("does not allow");
    await lookRound();
    emulator.faults.clear();
    emulator.store.setCredentialsRevoked("ccm", true);
    await popup.getByRole("button", { name: "Check now" }).click();
    await waitForBadge(hookswitch, "KEY");
    await hookswitch.openOptions();
    await lookRound();
    for (const { host, path, query, headers, body } of emulator.requests) {
      seen.push(JSON.stringify({ host, path, query, headers, body }));
    }

    for (const text of seen) for (const secret of secrets) expect(text).not.toContain(secret);
    // They were really in use, and lie where they may.
    expect(emulator.requests.filter(({ status }) => status === 200).length).toBeGreaterThan(4);
    const all = await stored(hookswitch);
    const [there, elsewhere] = keepSignedIn ? [all.local, all.session] : [all.session, all.local];
    expect(JSON.stringify(there["vault.credentials"])).toContain(token);
    expect(JSON.stringify(elsewhere)).not.toContain(token);
  });
}
