import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator, HOSTS } from "../emulator/emulator.ts";
import { tooManyRequests } from "../emulator/faults.ts";
import {
  alertText,
  devicesOn,
  eventually,
  setUpByHand,
  setUpCcmByHand,
  softphoneSwitch,
  stored,
  switches,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote, enterCcm, findMe, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";

const { sid, userId, phoneNumber, sipUri, email, apiKey, apiToken } = DEMO.ccm;

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
const BY_NUMBER = { "devices.contact_uri": phoneNumber };

describe("an agent is found", () => {
  const ways: { by: string; typed: string; filter: Record<string, string> }[] = [
    { by: "the number with 0 in front", typed: phoneNumber.replace("+91", "0"), filter: BY_NUMBER },
    {
      by: "the number as it is copied from a card",
      typed: "Ph: \u202a091762-20001\u202c ext 4",
      filter: BY_NUMBER,
    },
    { by: "the email in capitals", typed: email.toUpperCase(), filter: { email: email.toUpperCase() } },
    { by: "the bare SIP name", typed: sipUri.slice(4), filter: { "devices.contact_uri": sipUri } },
  ];
  for (const { by, typed, filter } of ways) {
    test(`by ${by}, and connected`, async ({ hookswitch, emulator }) => {
      const options = await withoutUserId(hookswitch);
      await findMe(options, typed);
      expect(await filledIn(options)).toBe(userId);
      const note = await options.getByRole("status").filter({ hasText: "User ID filled in" }).innerText();
      for (const text of ["Asha Rao", email, phoneNumber]) expect(note).toContain(text);
      await save(options);
      await connectedNote(options).waitFor();
      await waitForBadge(hookswitch, "TEL");
      expect(asked(emulator)).toEqual([`GET ${USERS} 200`, `GET ${USERS}/${userId} 200`]);
      expect(emulator.requests.at(0)).toMatchObject({
        host: HOSTS.mumbai,
        query: { fields: "devices", ...filter },
      });
    });
  }

  test("by the user ID alone, in one request", async ({ hookswitch, emulator }) => {
    const options = await hookswitch.openOptions();
    await enterCcm(options);
    await save(options);
    const found = await connectedNote(options).innerText();
    for (const text of ["Asha Rao", phoneNumber, sipUri]) expect(found).toContain(text);
    expect(asked(emulator)).toEqual([`GET ${USERS}/${userId} 200`]);
    expect(await alertText(options)).toBe("");
  });

  test("with the Enter key, which does not save yet", async ({ hookswitch, emulator }) => {
    const options = await withoutUserId(hookswitch);
    await options.getByLabel("Phone number or email").fill(email);
    await options.getByLabel("Phone number or email").press("Enter");
    expect(await filledIn(options)).toBe(userId);
    expect(asked(emulator)).toEqual([`GET ${USERS} 200`]);
    expect((await stored(hookswitch)).local.account ?? null).toBeNull();
  });

  test("again with the saved key, which need not be typed anew", async ({ hookswitch, emulator }) => {
    await setUpCcmByHand(hookswitch);
    const options = await hookswitch.openOptions();
    await findMe(options, DEMO.ccm.threeDevicesEmail);
    expect(await filledIn(options)).toBe(DEMO.ccm.threeDevicesUserId);
    await save(options);
    await connectedNote(options).filter({ hasText: "Divya Shah" }).waitFor();
    expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
  });
});

describe("several matches", () => {
  test("are offered for choice, and none is saved without one", async ({ hookswitch, emulator }) => {
    const options = await withoutUserId(hookswitch, { userId: "usr_from_before" });
    await findMe(options, DEMO.ccm.sharedEmail);
    await options.getByRole("radio", { name: /Farid/ }).waitFor();
    expect(
      await options
        .getByRole("group", { name: /2 users match/ })
        .getByRole("radio")
        .count(),
    ).toBe(2);
    expect(await options.getByLabel("User ID").inputValue()).toBe("");
    await save(options);
    await options.getByText("Enter the user ID.").waitFor();
    expect(asked(emulator)).toHaveLength(1);
    await options.getByRole("radio", { name: /Gita/ }).check();
    expect(await filledIn(options)).toBe("usr_gita");
    await save(options);
    await connectedNote(options).filter({ hasText: "Gita Front" }).waitFor();
    await waitForBadge(hookswitch, "TEL");
  });

  test("are read from all pages of the list", async ({ hookswitch, emulator }) => {
    const everyone = [...emulator.store.account().users.values()];
    for (const user of everyone) user.email = DEMO.ccm.sharedEmail;
    const options = await withoutUserId(hookswitch);
    await findMe(options, DEMO.ccm.sharedEmail);
    const choices = options.getByRole("group", { name: /67 users match/ }).getByRole("radio");
    await choices.first().waitFor();
    expect(await choices.count()).toBe(everyone.length);
    expect(emulator.requests.map(({ query }) => [query.offset, query.limit])).toEqual([
      ["0", "50"],
      ["50", "50"],
    ]);
    await choices.last().check();
    expect(await filledIn(options)).toBe(everyone.at(-1)?.id);
  });
});

describe("nobody is found", () => {
  const ways = [
    { typed: "+91 98765 00000", requests: 1 },
    // An address that is nobody's email is asked for as a SIP address too.
    { typed: "nobody@example.com", requests: 2 },
    { typed: "sip:nobody", requests: 1 },
  ];
  for (const { typed, requests } of ways) {
    test(`by ${typed}, which is said, and the user ID stays`, async ({ hookswitch, emulator }) => {
      const options = await withoutUserId(hookswitch, { userId: "usr_mine" });
      await findMe(options, typed);
      await eventually(() => alertText(options)).toContain("Exotel found no such user in this account.");
      expect(await options.getByLabel("User ID").inputValue()).toBe("usr_mine");
      expect(asked(emulator)).toEqual(Array(requests).fill(`GET ${USERS} 200`));
    });
  }

  test("by what is neither number nor address, for which nothing is asked", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await withoutUserId(hookswitch);
    const field = options.getByLabel("Phone number or email");
    for (const typed of ["", "12345", "Asha Rao", "0000000000"]) {
      await findMe(options, typed);
      await eventually(() => field.getAttribute("aria-invalid")).toBe("true");
    }
    // Commands arrive in their order: what these had asked for would be there before this.
    await findMe(options, email);
    await filledIn(options);
    expect(await field.getAttribute("aria-invalid")).toBe("false");
    expect(asked(emulator)).toHaveLength(1);
  });

  test("and a user ID that there is not is named too", async ({ hookswitch }) => {
    const options = await withoutUserId(hookswitch, { userId: "usr_nobody" });
    await save(options);
    await eventually(() => alertText(options)).toContain("does not know this user ID");
    await expectNothingSaved(hookswitch);
  });
});

describe("a server that has asked to be left alone", () => {
  const refused = /has sent Exotel too many requests\. Try again after \d.*\./;
  const putOff = /must wait before it can ask Exotel again\. Try again after \d.*\./;

  test("is asked by Find me no more, which says when to try again", async ({ hookswitch, emulator }) => {
    emulator.faults.once(tooManyRequests({ retryAfter: 600 }));
    const options = await withoutUserId(hookswitch);
    await findMe(options, email);
    await eventually(() => alertText(options)).toMatch(refused);
    // What cannot be looked for takes the sentence away.
    await findMe(options, "12345");
    await eventually(() => alertText(options)).toBe("");
    await findMe(options, email);
    await eventually(() => alertText(options)).toMatch(putOff);
    expect(asked(emulator)).toEqual([`GET ${USERS} 429`]);
    // Another account is no part of it.
    await enterCcm(options, { ...DEMO.ccmSingapore, userId: "" });
    await findMe(options, "+65 9123 4567");
    expect(await filledIn(options)).toBe(DEMO.ccmSingapore.userId);
  });

  test("is asked neither by Find me nor by connecting anew, whatever was told to wait", async ({
    hookswitch,
    emulator,
  }) => {
    await setUpCcmByHand(hookswitch);
    const popup = await hookswitch.openPopup();
    emulator.faults.once(tooManyRequests({ retryAfter: 600 }));
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => alertText(popup)).toContain("too many requests");
    const before = emulator.requests.length;
    const options = await hookswitch.openOptions();
    await findMe(options, email);
    await eventually(() => alertText(options)).toMatch(putOff);
    await findMe(options, "12345");
    await eventually(() => alertText(options)).toBe("");
    await save(options);
    await eventually(() => alertText(options)).toMatch(putOff);
    expect(emulator.requests).toHaveLength(before);
  });
});

test("a search that is refused in its middle gives whom it has found up to then, and obeys the wait", async ({
  hookswitch,
  emulator,
}) => {
  const record = { code: 200, status: "success", error_data: null };
  const matches = {
    metadata: { total: 2 },
    response: [{ ...record, data: { id: 1, first_name: "Asha", email } }],
  };
  emulator.faults.always({ kind: "transform", transform: () => matches });
  emulator.faults.add(tooManyRequests({ retryAfter: 600 }), {
    match: ({ query }) => query.offset === "1",
  });
  const options = await withoutUserId(hookswitch);
  await findMe(options, email);
  await options.getByRole("group", { name: "1 user matches. Is it you?" }).getByRole("radio").check();
  await options.getByText("The search stopped early, so there may be more.").waitFor();
  expect(await filledIn(options)).toBe("1");
  expect(asked(emulator)).toEqual([`GET ${USERS} 200`, `GET ${USERS} 429`]);
  await save(options);
  await eventually(() => alertText(options)).toMatch(/must wait before it can ask Exotel again/);
  expect(asked(emulator)).toHaveLength(2);
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

test("a search that takes too long, with nobody found up to then, says to enter the user ID", async ({
  hookswitch,
}) => {
  const options = await hookswitch.openOptions();
  // The background's reply after the minute that it searches for.
  const reply = { ok: true, found: { users: [], isWhole: false } };
  await options.addInitScript(`chrome.runtime.sendMessage = async () => (${JSON.stringify(reply)})`);
  await options.reload();
  await enterCcm(options, { userId: "" });
  await findMe(options, "nobody@example.com");
  await eventually(() => alertText(options)).toMatch(/took too long.*enter your user ID yourself/);
});

describe("a key that is refused", () => {
  const wrong = [
    { what: "a wrong token", entries: { apiToken: "wrong-token-4711" } },
    { what: "a wrong key", entries: { apiKey: "wrong-key-4711" } },
    { what: "another account's SID", entries: { sid: DEMO.ccmSingapore.sid } },
  ];
  for (const { what, entries } of wrong) {
    test(`because of ${what} says what to check, and saves nothing`, async ({ hookswitch, emulator }) => {
      const options = await hookswitch.openOptions();
      await enterCcm(options, entries);
      const statuses = () => emulator.requests.map(({ status }) => status);
      // What is refused is tried in the other region, too.
      const trials = [
        { trial: () => findMe(options, email), requests: 2 },
        { trial: () => save(options), requests: 4 },
      ];
      for (const { trial, requests } of trials) {
        await trial();
        await eventually(statuses).toEqual(Array(requests).fill(401));
        await eventually(() => alertText(options)).toMatch(
          /Exotel refused your token or key.*Check the region, account SID, API key.*support: [0-9a-f]{32}/,
        );
      }
      // The reason stands beside the field that mends it, which has the focus.
      await eventually(() => options.evaluate(() => document.activeElement?.getAttribute("name"))).toBe(
        "apiKey",
      );
      expect(await options.getByLabel("API key").getAttribute("aria-invalid")).toBe("true");
      expect(await connectedNote(options).count()).toBe(0);
      await expectNothingSaved(hookswitch);
      expect(JSON.stringify(await stored(hookswitch))).not.toContain("4711");
    });
  }

  test("because of the wrong region is offered in the right one, which one press takes", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await hookswitch.openOptions();
    await enterCcm(options, { region: "singapore" });
    await save(options);
    await eventually(() => alertText(options)).toMatch(
      /^Exotel accepts your key in Mumbai, not in Singapore\. Nothing was saved\./,
    );
    await expectNothingSaved(hookswitch);
    expect(emulator.requests.map(({ host, status }) => [host, status])).toEqual([
      [HOSTS.singapore, 401],
      [HOSTS.mumbai, 200],
    ]);
    expect(await faultsOf(options, "options-other-region")).toEqual([]);
    await options.getByRole("button", { name: "Connect in Mumbai" }).click();
    await connectedNote(options).waitFor();
    expect((await stored(hookswitch)).local.account).toMatchObject({ region: "mumbai" });
  });

  test("by Find me because of the wrong region is offered in the right one, too", async ({ hookswitch }) => {
    const options = await withoutUserId(hookswitch, { region: "singapore" });
    await findMe(options, email);
    await eventually(() => alertText(options)).toMatch(
      /^Exotel accepts your key in Mumbai, not in Singapore\./,
    );
    expect(await faultsOf(options, "options-find-other-region")).toEqual([]);
    await options.getByRole("button", { name: "Find me in Mumbai" }).click();
    expect(await filledIn(options)).toBe(userId);
    expect(await options.getByLabel("Region").inputValue()).toBe("mumbai");
  });
});

test("a user ID in other letter case is named beside Exotel's, which is taken at a press", async ({
  hookswitch,
  emulator,
}) => {
  const typed = userId.toUpperCase();
  emulator.store.account().users.set(typed, emulator.store.ccmUser());
  const options = await withoutUserId(hookswitch, { userId: typed });
  await save(options);
  await eventually(() => alertText(options)).toContain(
    `Exotel writes this user ID “${userId}”. You entered “${typed}”.`,
  );
  await expectNothingSaved(hookswitch);
  await options.getByRole("button", { name: `Take “${userId}” and connect` }).click();
  await connectedNote(options).waitFor();
  expect((await stored(hookswitch)).local.account).toMatchObject({ userId });
  expect(asked(emulator)).toEqual([`GET ${USERS}/${typed} 200`, `GET ${USERS}/${userId} 200`]);
});

/** Whose numbers are entered without a country's code. */
function country(options: Page) {
  return options.getByLabel("Without a country code, add");
}

test("the country of a number follows the region, and one that is chosen is kept", async ({
  hookswitch,
  emulator,
}) => {
  const options = await withoutUserId(hookswitch);
  const demo = DEMO.ccmSingapore;
  expect(await country(options).inputValue()).toBe("IN");
  await enterCcm(options, { ...demo, userId: "" });
  await eventually(() => country(options).inputValue()).toBe("SG");
  await findMe(options, "08123456789");
  await options.getByText(/^No number of Singapore \(\+65\) is like this.*choose its country/).waitFor();
  expect(emulator.requests).toEqual([]);
  await country(options).selectOption({ label: "Indonesia (+62)" });
  await findMe(options, "08123456789");
  await eventually(() => alertText(options)).toContain("Exotel found no such user");
  expect(emulator.requests.map(({ query }) => query["devices.contact_uri"])).toEqual(["+628123456789"]);
  await eventually(async () => (await stored(hookswitch)).local.settings).toMatchObject({ country: "ID" });

  const again = await withoutUserId(hookswitch);
  expect(await country(again).inputValue()).toBe("ID");
  await country(again).selectOption("IN");
  // It is Mumbai's own, and so follows the region again.
  await eventually(async () => (await stored(hookswitch)).local.settings).toMatchObject({ country: null });
  await again
    .getByLabel("Account SID")
    .fill(`https://key:token@${HOSTS.singapore}/v2/accounts/${demo.sid}/users`);
  await eventually(() => country(again).inputValue()).toBe("SG");
  await eventually(() => country(options).inputValue()).toBe("SG");
});

test("an account in Singapore is asked there, by a number of that country", async ({
  hookswitch,
  emulator,
}) => {
  const demo = DEMO.ccmSingapore;
  const options = await withoutUserId(hookswitch, { ...demo, userId: "" });
  await findMe(options, "9123 4567");
  expect(await filledIn(options)).toBe(demo.userId);
  await options.getByLabel("User ID").fill("");
  await findMe(options, "65 9123 4567");
  expect(await filledIn(options)).toBe(demo.userId);
  await save(options);
  await connectedNote(options).filter({ hasText: "Wei Tan" }).waitFor();
  await waitForBadge(hookswitch, "TEL");
  const popup = await hookswitch.openPopup();
  await softphoneSwitch(popup).click();
  await untilPainted(hookswitch, "S?", "your softphone");
  await untilSwitched(hookswitch);
  expect(devicesOn(emulator, demo.userId, demo.sid)).toEqual([demo.sipDeviceId]);
  expect(new Set(emulator.requests.map(({ host }) => host))).toEqual(new Set([HOSTS.singapore]));
});

test("asks nothing while a field is missing, and names each", async ({ hookswitch, emulator }) => {
  const options = await hookswitch.openOptions();
  await enterCcm(options, { sid: "", apiKey: " ", apiToken: "", userId: "" });
  await save(options);
  for (const label of ["Account SID", "API key", "API token", "User ID"]) {
    const field = options.getByLabel(label);
    await eventually(() => field.getAttribute("aria-invalid")).toBe("true");
    const described = (await field.getAttribute("aria-describedby")) ?? "";
    expect(await options.locator(`#${described.split(" ")[0]}`).innerText()).toMatch(/^Enter the /);
  }
  expect(await options.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("accountSid");
  expect(emulator.requests).toEqual([]);
});

test("a pasted address of the API is split into the fields", async ({ hookswitch, emulator }) => {
  const options = await hookswitch.openOptions();
  const blank = { region: "singapore" as const, sid: "", apiKey: "", apiToken: "", userId: "" };
  await enterCcm(options, blank);
  await options
    .getByLabel("Account SID")
    .fill(
      `https://${apiKey}:${apiToken}@${HOSTS.mumbai}${USERS}/${userId}/devices/${DEMO.ccm.phoneDeviceId}`,
    );
  await save(options);
  await connectedNote(options).waitFor();
  expect(asked(emulator)).toEqual([`GET ${USERS}/${userId} 200`]);
});

test("credentials of one API do not serve the other", async ({ hookswitch, emulator }) => {
  await setUpByHand(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  const before = emulator.requests.length;
  const options = await hookswitch.openOptions();
  await enterCcm(options, { apiKey: "", apiToken: "" });
  await save(options);
  await options.getByText("Enter the API key.").waitFor();
  expect(emulator.requests).toHaveLength(before);
  // The account from before is left as it is until the new one works.
  await enterCcm(options, { apiToken: "wrong" });
  await save(options);
  await eventually(() => alertText(options)).toContain("refused");
  await waitForBadge(hookswitch, "SIP");
  await enterCcm(options);
  await save(options);
  await connectedNote(options).waitFor();
  await waitForBadge(hookswitch, "TEL");
  expect(JSON.stringify(await stored(hookswitch))).not.toContain(DEMO.integrations.token);
  await setUpByHand(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  expect(JSON.stringify(await stored(hookswitch))).not.toContain(apiToken);
});

test("an address is shown as it is, and characters of any kind in the IDs are encoded", async ({
  hookswitch,
  emulator,
}) => {
  const odd = "usr 7 ü?#%+&=@;<b>";
  const { users } = emulator.store.account();
  users.set(odd, { ...emulator.store.ccmUser(), id: odd, firstName: "<b>Ūna</b>", lastName: "" });
  await setUpCcmByHand(hookswitch, { userId: odd });
  expect(emulator.requests.at(0)?.path).toBe(`${USERS}/${encodeURIComponent(odd)}`);
  const popup = await hookswitch.openPopup();
  await popup.getByText("<b>Ūna</b>").waitFor();
  await softphoneSwitch(popup).click();
  await waitForBadge(hookswitch, "S?");
  await eventually(() => switches(popup)).toEqual(["PSTN phone: off", "SIP softphone: on"]);
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

test("signing out leaves nothing of the account", async ({ hookswitch }) => {
  await setUpCcmByHand(hookswitch);
  await waitForBadge(hookswitch, "TEL");
  const options = await hookswitch.openOptions();
  await options.getByRole("button", { name: "Sign out" }).click();
  await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
  expect(await stored(hookswitch)).toEqual({ local: {}, session: {} });
  await untilPainted(hookswitch, "", "not set up");
});
