import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import { page } from "../emulator/faults.ts";
import {
  alertText,
  eventually,
  setUpByHand,
  shown,
  softphoneSwitch,
  statusText,
  stored,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { stopWorker } from "./harness/worker.ts";

const { userId, phoneNumber, sipUsername, token } = DEMO.integrations;
interface Data {
  readonly data: object;
}
const isOptions = (page: Page): boolean => page.url().endsWith("/options.html");

test("set-up opens by itself after the installation, and from the popup", async ({ launch }) => {
  const handle = await launch();
  const opened = await until("the options page", () => handle.context.pages().find(isOptions));
  await opened.getByRole("button", { name: "Save and connect" }).waitFor();
  expect(await badge(handle.keeper)).toMatchObject({
    text: "",
    title: expect.stringContaining("not set up"),
  });
  await opened.close();

  const popup = await handle.openPopup();
  expect(await statusText(popup)).toContain("not set up");
  expect(await shown(popup)).toEqual({ phone: "absent", softphone: "absent" });
  const reopened = handle.context.waitForEvent("page", { predicate: (page) => page !== popup });
  await popup.getByRole("button", { name: "Set up" }).click();
  await (await reopened).getByRole("button", { name: "Save and connect" }).waitFor();
  expect(isOptions(await reopened)).toBe(true);
});

describe("connecting", () => {
  test("shows whose devices were found", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await enter(options);
    await save(options);
    const found = await connectedNote(options).innerText();
    for (const text of [userId, phoneNumber, sipUsername]) expect(found).toContain(text);
    expect(await alertText(options)).toBe("");
    await waitForBadge(hookswitch, "SIP");
  });

  test("with a wrong token says so and saves nothing", async ({ hookswitch, emulator }) => {
    const options = await hookswitch.openOptions();
    await enter(options, { token: "wrong-token-4711" });
    await save(options);
    await eventually(() => alertText(options)).toContain("refused");
    await eventually(() => options.evaluate(() => document.activeElement?.getAttribute("name"))).toBe(
      "appToken",
    );
    expect(await options.getByLabel("App token").getAttribute("aria-invalid")).toBe("true");
    expect(await connectedNote(options).count()).toBe(0);
    expect(emulator.requests.map(({ method, status }) => [method, status])).toEqual([["GET", 401]]);
    const { local, session } = await stored(hookswitch);
    expect({ account: local.account ?? null, session }).toEqual({ account: null, session: {} });
    expect(JSON.stringify(local)).not.toContain("wrong-token-4711");
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "" });
    const popup = await hookswitch.openPopup();
    await popup.getByRole("button", { name: "Set up" }).waitFor();
  });

  test("says what is wrong when user or network are not there", async ({ hookswitch, emulator }) => {
    const options = await hookswitch.openOptions();
    await enter(options, { userId: "nobody" });
    await save(options);
    await eventually(() => alertText(options)).toContain("does not know this user ID");
    emulator.faults.always({ kind: "outage" });
    await save(options);
    await eventually(() => alertText(options)).toContain("cannot reach Exotel");
    expect((await stored(hookswitch)).local.account ?? null).toBeNull();
  });

  for (const status of [200, 401, 403, 404]) {
    test(`to a page with ${status} in Exotel's place blames neither user nor token`, async ({
      hookswitch,
      emulator,
    }) => {
      const wall = emulator.faults.always(page(status));
      const options = await hookswitch.openOptions();
      await enter(options);
      await save(options);
      await eventually(() => alertText(options)).toMatch(
        /^The answer .*does not look like one from Exotel.*Open any web page and see.*Try again/,
      );
      expect(await alertText(options)).not.toMatch(/refused|not allow|does not know/);
      expect((await stored(hookswitch)).local.account ?? null).toBeNull();
      wall.remove();
      await save(options);
      await connectedNote(options).waitFor();
    });
  }

  test("with the user ID in other letter case names both, and takes Exotel's at a press", async ({
    hookswitch,
    emulator,
  }) => {
    const { users } = emulator.store.app();
    const typed = userId.toUpperCase();
    users.set(typed, emulator.store.agent());
    const options = await hookswitch.openOptions();
    await enter(options, { userId: typed });
    await save(options);
    await eventually(() => alertText(options)).toContain(
      `Exotel writes this user ID “${userId}”. You entered “${typed}”.`,
    );
    const { local, session } = await stored(hookswitch);
    expect({ account: local.account ?? null, session }).toEqual({ account: null, session: {} });
    expect(JSON.stringify(local)).not.toContain(token);
    const take = options.getByRole("alert").getByRole("button", { name: `Take “${userId}” and connect` });
    await take.focus();
    await options.keyboard.press("Enter");
    await connectedNote(options).waitFor();
    expect(await alertText(options)).toBe("");
    expect(await options.getByLabel("User ID").inputValue()).toBe(userId);
    // Whoever uses the keyboard goes on from the button that they would have pressed.
    expect(await options.evaluate(() => document.activeElement?.textContent)).toBe("Save and connect");
    expect((await stored(hookswitch)).local.account).toMatchObject({ userId });
    expect(emulator.requests.map(({ path }) => path.split("/").at(-2))).toEqual([typed, userId]);
  });

  test("asks nothing while a field is missing, and names it", async ({ hookswitch, emulator }) => {
    const options = await hookswitch.openOptions();
    await enter(options, { appId: " ", token: "" });
    await save(options);
    for (const label of ["App ID", "App token"]) {
      const field = options.getByLabel(label);
      await eventually(() => field.getAttribute("aria-invalid")).toBe("true");
      const described = (await field.getAttribute("aria-describedby")) ?? "";
      expect(await options.locator(`#${described.split(" ")[0]}`).innerText()).toMatch(/^Enter the app/);
    }
    expect(await options.getByLabel("Customer ID").getAttribute("aria-invalid")).toBe("false");
    expect(await options.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("appId");
    expect(emulator.requests).toEqual([]);
  });

  test("tries once, however often the button is pressed meanwhile", async ({ hookswitch, emulator }) => {
    const hold = emulator.faults.hold("before");
    const options = await hookswitch.openOptions();
    await enter(options);
    await save(options);
    await hold.held;
    await options.getByRole("button", { name: "Save and connect" }).click({ force: true });
    await options.getByLabel("App token").press("Enter");
    hold.release();
    await connectedNote(options).waitFor();
    expect(emulator.requests).toHaveLength(1);
  });

  test("takes the scheme's name off a pasted token, and splits a pasted address", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await hookswitch.openOptions();
    await enter(options, { customerId: "", appId: "", userId: "", token: `  Bearer ${token}\t` });
    await options
      .getByLabel("Customer ID")
      .fill(
        "https://integrationscore.mum1.exotel.com/v2/integrations/cust_demo/apps/app_abc123/users/agent_001/devices",
      );
    await save(options);
    await connectedNote(options).waitFor();
    expect(emulator.requests).toMatchObject([
      { path: "/v2/integrations/cust_demo/apps/app_abc123/users/agent_001/devices", status: 200 },
    ]);
  });

  test("works for an identifier of odd characters, which is shown as it is", async ({
    hookswitch,
    emulator,
  }) => {
    const odd = "agent 7 ü?#%+&=@;<b>";
    const { users } = emulator.store.app();
    users.set(odd, { ...emulator.store.agent(), id: odd });
    await setUpByHand(hookswitch, { userId: odd });
    expect(emulator.requests.at(0)?.path).toContain(`/users/${encodeURIComponent(odd)}/devices`);
    const popup = await hookswitch.openPopup();
    await popup.getByText(odd).waitFor();
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "TEL");
  });
});

describe("once connected", () => {
  test("the token is in no page and no field any more", async ({ hookswitch }) => {
    const first = await hookswitch.openOptions();
    await enter(first);
    await save(first);
    await connectedNote(first).waitFor();
    const again = await hookswitch.openOptions();
    for (const options of [first, again]) {
      expect(await options.getByLabel("App token").inputValue()).toBe("");
      expect(await options.getByLabel("User ID").inputValue()).toBe(userId);
      expect(await options.content()).not.toContain(token);
      // That there is one is said.
      await options.getByText(/One is saved/).waitFor();
    }
  });

  test("a save that fails leaves what was saved before", async ({ hookswitch, emulator }) => {
    await setUpByHand(hookswitch);
    const before = await stored(hookswitch);
    const options = await hookswitch.openOptions();
    await enter(options, { token: "wrong", keepSignedIn: false });
    await save(options);
    await eventually(() => alertText(options)).toContain("refused");
    await enter(options, { userId: "nobody" });
    await save(options);
    await eventually(() => alertText(options)).toContain("does not know this user ID");
    expect((await stored(hookswitch)).local).toEqual(before.local);
    expect((await stored(hookswitch)).session["vault.staged"]).toBeUndefined();
    await options.reload();
    expect(await options.getByLabel("User ID").inputValue()).toBe(userId);

    const popup = await hookswitch.openPopup();
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "TEL");
    await untilSwitched(hookswitch);
    expect(emulator.requests.at(-1)).toMatchObject({ status: 200 });
  });

  test("the token can be replaced, and another field changed without it", async ({
    hookswitch,
    emulator,
  }) => {
    await setUpByHand(hookswitch);
    const { tokens } = emulator.store.app();
    tokens.set("second-token", { expiresAt: null, revoked: false });
    await setUpByHand(hookswitch, { token: "second-token" });
    emulator.store.app().tokens.delete(token);
    await setUpByHand(hookswitch, { token: "", userId: DEMO.integrations.phoneOnlyUserId });
    await waitForBadge(hookswitch, "TEL");
    expect(emulator.requests.every(({ status }) => status === 200)).toBe(true);
  });

  for (const keepSignedIn of [true, false]) {
    const [there, elsewhere] = keepSignedIn
      ? (["local", "session"] as const)
      : (["session", "local"] as const);
    test(`the token is in storage.${there} only when staying signed in is ${keepSignedIn}`, async ({
      hookswitch,
    }) => {
      // From the other choice, so that it has to be moved.
      await setUpByHand(hookswitch, { keepSignedIn: !keepSignedIn });
      await setUpByHand(hookswitch, { keepSignedIn });
      const all = await stored(hookswitch);
      const { "vault.credentials": credentials, ...rest } = all[there];
      expect(JSON.stringify(credentials)).toContain(token);
      expect(JSON.stringify([rest, all[elsewhere]])).not.toContain(token);
      const options = await hookswitch.openOptions();
      expect(await options.getByLabel("Keep me signed in on this computer").isChecked()).toBe(keepSignedIn);
    });
  }
});

test("an ID that Exotel writes in other letter case from some day on is told, with what to do", async ({
  hookswitch,
  emulator,
}) => {
  await setUpByHand(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  const written = userId.toUpperCase();
  emulator.faults.always({
    kind: "transform",
    transform: (json) => ({ ...(json as object), data: { ...(json as Data).data, user_id: written } }),
  });
  const popup = await hookswitch.openPopup();
  await popup.getByRole("button", { name: "Check now" }).click();
  await eventually(() => alertText(popup)).toContain(`Exotel writes your user ID “${written}”`);
  const opened = hookswitch.context.waitForEvent("page");
  await popup.getByRole("alert").getByRole("button", { name: "Options" }).click();
  await eventually(async () => (await opened).url()).toMatch(/options\.html#user-id$/);
  const field = (await opened).getByLabel("User ID");
  await eventually(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
  await (await opened).getByText(`Exotel writes your user ID “${written}”.`).waitFor();
  // It says nothing of the devices, for better or worse.
  expect(await badge(hookswitch.keeper)).toMatchObject({ text: "SIP" });
});

test("a setting stands as it was chosen, also while it is being saved", async ({ hookswitch }) => {
  await setUpByHand(hookswitch);
  const options = await hookswitch.openOptions();
  const box = options.getByRole("checkbox", { name: "Include both when switching" });
  const saved = options.getByText("Saved", { exact: true });
  for (const chosen of [true, false, true]) {
    // A worker that has to start first takes its time.
    await stopWorker(hookswitch);
    const inNextFrames = await box.evaluate(async (element: HTMLInputElement) => {
      element.click();
      const seen = [element.checked];
      for (let frame = 0; frame < 2; frame += 1) {
        await new Promise(requestAnimationFrame);
        seen.push(element.checked);
      }
      return seen;
    });
    expect(inNextFrames).toEqual([chosen, chosen, chosen]);
    await saved.waitFor();
  }
  await eventually(async () => (await stored(hookswitch)).local.settings).toMatchObject({
    includeBoth: true,
  });
});
