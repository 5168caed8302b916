import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import { alertText, eventually, setUpByHand, shown, statusText, stored } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

const { userId, phoneNumber, sipUsername, token } = DEMO.integrations;
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

test("connecting with a wrong token says so and saves nothing", async ({ hookswitch, emulator }) => {
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

test("connecting shows whose devices were found, and the token is in no page and no field any more", async ({
  hookswitch,
}) => {
  const first = await hookswitch.openOptions();
  await enter(first);
  await save(first);
  const found = await connectedNote(first).innerText();
  for (const text of [userId, phoneNumber, sipUsername]) expect(found).toContain(text);
  expect(await alertText(first)).toBe("");
  await waitForBadge(hookswitch, "SIP");
  const again = await hookswitch.openOptions();
  for (const options of [first, again]) {
    expect(await options.getByLabel("App token").inputValue()).toBe("");
    expect(await options.getByLabel("User ID").inputValue()).toBe(userId);
    expect(await options.content()).not.toContain(token);
    // That there is one is said.
    await options.getByText(/One is saved/).waitFor();
  }
});

test("the token is in storage.local only where staying signed in was chosen, or else in storage.session only", async ({
  hookswitch,
}) => {
  // Each after the other choice, so that it has to be moved.
  await setUpByHand(hookswitch, { keepSignedIn: false });
  for (const keepSignedIn of [true, false]) {
    await setUpByHand(hookswitch, { keepSignedIn });
    const { local, session } = await stored(hookswitch);
    const [there, elsewhere] = keepSignedIn ? [local, session] : [session, local];
    const { "vault.credentials": credentials, ...rest } = there;
    expect(JSON.stringify(credentials)).toContain(token);
    expect(JSON.stringify([rest, elsewhere])).not.toContain(token);
    const options = await hookswitch.openOptions();
    expect(await options.getByLabel("Keep me signed in on this computer").isChecked()).toBe(keepSignedIn);
    await options.close();
  }
});
