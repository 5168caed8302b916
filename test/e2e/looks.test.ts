import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import {
  alertText,
  corePopup,
  eventually,
  phoneSwitch,
  setUp,
  setUpCcm,
  shown,
  softphoneSwitch,
  statusText,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { focused, tabStops } from "./harness/focus.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

interface State {
  readonly name: string;
  readonly arrange: (emulator: Emulator) => void;
  readonly badge: string;
  readonly says: string;
}

/** Those that `popup-states.ts` has not. */
const STATES: readonly State[] = [
  {
    name: "softphone-only",
    arrange: ({ store }) => store.setIntegrations({ phone: false }),
    badge: "SIP",
    says: "your softphone only",
  },
  { name: "nobody", arrange: ({ store }) => store.dropSoftphone(), badge: "!!", says: "not reach you" },
  {
    name: "not-reported",
    arrange: ({ store }) => {
      store.setIntegrations({ phone: true });
      store.softphone().reported = false;
    },
    badge: "S?",
    says: "does not say",
  },
];

describe("the popup has no fault of accessibility or width", () => {
  test(`in the states ${STATES.map(({ name }) => name).join(", ")}`, async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    const found: string[] = [];
    for (const { name, arrange, badge, says } of STATES) {
      arrange(emulator);
      await popup.getByRole("button", { name: "Check now" }).click();
      await waitForBadge(hookswitch, badge);
      await eventually(() => statusText(popup)).toContain(says);
      found.push(...(await faultsOf(popup, `popup-${name}`)));
      // The faults are of the state that they are named after.
      await waitForBadge(hookswitch, badge);
    }
    expect(found).toEqual([]);
  });

  test("while a switch is pending and after it was refused", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    const popup = await hookswitch.openPopup();
    emulator.faults.once(
      {
        kind: "status",
        status: 500,
        json: { success: false, error: { code: "E", message: "x".repeat(400) } },
      },
      { method: "PUT" },
    );
    const hold = emulator.faults.hold("before", { method: "PUT" });
    await softphoneSwitch(popup).click();
    await hold.held;
    // The request itself gives up after ten seconds; the pictures take less.
    const pending = await faultsOf(popup, "popup-pending");
    hold.release();
    await eventually(() => alertText(popup)).toContain("Not switched");
    expect([...pending, ...(await faultsOf(popup, "popup-refusal"))]).toEqual([]);
  });

  test("with one device and long names", async ({ hookswitch, emulator }) => {
    const { sipOnlyUserId } = DEMO.integrations;
    const long = `agent-${"very-".repeat(30)}long`;
    const agent = emulator.store.agent(sipOnlyUserId);
    emulator.store.softphone(sipOnlyUserId).username = `${long}@app_abc123.exotel.com`;
    emulator.store.app().users.set(long, { ...agent, id: long });
    await setUp(hookswitch, { userId: long });
    const popup = await hookswitch.openPopup();
    await softphoneSwitch(popup).waitFor();
    expect(await faultsOf(popup, "popup-long-names")).toEqual([]);
  });
});

/** What the popup's window takes its size from, CSS px. */
async function sizeOf(popup: Page): Promise<{ width: number; height: number }> {
  return await popup.evaluate(() => {
    const { width, height } = document.documentElement.getBoundingClientRect();
    return { width, height };
  });
}

test("the popup has its size before anything is in it, and keeps it once it is set up", async ({
  hookswitch,
}) => {
  const empty = await hookswitch.context.newPage();
  const cdp = await hookswitch.context.newCDPSession(empty);
  await cdp.send("Emulation.setScriptExecutionDisabled", { value: true });
  await empty.goto(hookswitch.url("src/popup/popup.html"));
  expect(await empty.locator("#app").innerText()).toBe("");
  const before = await sizeOf(empty);
  await empty.close();
  const unset = await hookswitch.openPopup();
  await unset.getByRole("button", { name: "Set up" }).waitFor();
  expect(await sizeOf(unset)).toEqual(before);
  await unset.close();
  await setUp(hookswitch);
  const popup = await hookswitch.openPopup();
  await softphoneSwitch(popup).waitFor();
  expect(await sizeOf(popup)).toEqual(before);
});

describe("the options page has no fault of accessibility or width", () => {
  test("before, while and after it was filled in", async ({ hookswitch, emulator }) => {
    const options = await hookswitch.openOptions();
    await save(options);
    await options.getByText("Enter the customer ID.").waitFor();
    const found = await faultsOf(options, "options-missing");
    await enter(options, { token: "wrong" });
    await save(options);
    await eventually(() => alertText(options)).toContain("refused");
    found.push(...(await faultsOf(options, "options-refused")));
    emulator.store.app().users.set("AGENT_001", emulator.store.agent());
    await enter(options, { userId: "AGENT_001" });
    await save(options);
    await eventually(() => alertText(options)).toContain("Exotel writes this user ID");
    found.push(...(await faultsOf(options, "options-spelling")));
    await enter(options);
    const hold = emulator.faults.hold("before");
    await save(options);
    await hold.held;
    await options.getByRole("status").filter({ hasText: "Trying" }).waitFor();
    hold.release();
    await connectedNote(options).waitFor();
    found.push(...(await faultsOf(options, "options-connected")));
    await options.setViewportSize({ width: 320, height: 640 });
    found.push(...(await faultsOf(options, "options-narrow", { light: { scheme: "light" } })));
    await options.getByRole("button", { name: "Sign out" }).click();
    await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
    await options.setViewportSize({ width: 1280, height: 720 });
    found.push(...(await faultsOf(options, "options-signed-out")));
    expect(found).toEqual([]);
  });
});

describe("the options page with every rule on, and working hours that cannot be", () => {
  for (const [api, signIn] of [
    ["core", setUp],
    ["ccm", setUpCcm],
  ] as const) {
    test(`has no fault of accessibility or width (${api})`, async ({ hookswitch }) => {
      await signIn(hookswitch);
      const options = await hookswitch.openOptions();
      for (const rule of [/^Ring my phone when/, /^Ring my phone while/, "Working hours"]) {
        await options.getByRole("checkbox", { name: rule }).check();
      }
      await options.getByLabel("Until", { exact: true }).fill("09:00");
      await eventually(() => alertText(options)).toContain("Work cannot end when it begins");
      const found = await faultsOf(options, `options-rules-${api}`);
      await options.setViewportSize({ width: 320, height: 640 });
      found.push(...(await faultsOf(options, `options-rules-${api}-narrow`, { light: { scheme: "light" } })));
      expect(found).toEqual([]);
    });
  }
});

describe("with the keyboard alone", () => {
  test("the popup can be walked through and its switches pressed", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    const popup = await hookswitch.openPopup();
    await popup.getByText("Today: no gaps").waitFor();
    const stops = await tabStops(popup);
    // The focus is on the verdict from the start, so that Tab leads to what can be done, and round.
    expect([...stops].sort()).toEqual(
      [
        "Check now",
        "Ring only the phone",
        "For a while",
        "PSTN phone",
        "SIP softphone",
        "Choose its page",
        "Today: no gaps",
        "Options",
      ].sort(),
    );
    expect(stops.slice(0, 3)).toEqual(["Check now", "Ring only the phone", "For a while"]);
    await softphoneSwitch(popup).focus();
    await popup.keyboard.press("Space");
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(popup)).toEqual({ phone: "on, locked", softphone: "off" });
    await untilSwitched(hookswitch);
    expect((await focused(popup)).what).toBe("SIP softphone");
    await popup.keyboard.press("Enter");
    await waitForBadge(hookswitch, "SIP");
    await phoneSwitch(popup).focus();
    await popup.keyboard.press("Enter");
    await eventually(() => shown(popup)).toEqual({ phone: "off", softphone: "on, locked" });
    await untilSwitched(hookswitch);
    expect(writes(emulator)).toHaveLength(3);
  });

  test("the options page can be filled in and saved", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await options.getByLabel("Customer ID").waitFor();
    const { customerId, appId, userId, token } = DEMO.integrations;
    const typed: Record<string, string> = {
      "Customer ID": customerId,
      "App ID": appId,
      "User ID": userId,
      "App token": token,
    };
    const stops: string[] = [];
    while (!stops.includes("Save and connect")) {
      await options.keyboard.press("Tab");
      const { what, visible } = await focused(options);
      expect({ what, visible, isNew: !stops.includes(what) }).toEqual({ what, visible: true, isNew: true });
      stops.push(what);
      if (typed[what] !== undefined) await options.keyboard.type(typed[what]);
      if (what.startsWith("Keep me signed in")) await options.keyboard.press("Space");
    }
    expect(stops.filter((stop) => stop in typed)).toEqual(Object.keys(typed));
    await options.keyboard.press("Enter");
    await connectedNote(options).waitFor();
    expect(await options.getByLabel("Keep me signed in on this computer").isChecked()).toBe(true);
    await waitForBadge(hookswitch, "SIP");
  });
});
