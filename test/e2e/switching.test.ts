import { describe, expect } from "vitest";
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import { CORE_ODD_ANSWERS } from "../wire-faults/core-switches.ts";
import { inBrowser } from "../wire-faults/row.ts";
import {
  alertText,
  asked,
  atServer,
  ccmPopup,
  corePopup,
  devicesOn,
  deviceWrites,
  eventually,
  lastDeviceQuestion,
  openPopupRead,
  phoneSwitch,
  press,
  puts,
  recordBadges,
  setUpCcm,
  shown,
  softphoneSwitch,
  statusText,
  switches,
  switchOf,
  TURNS_OFF,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { enter, save, untilConnected } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

/** What of a switch only a browser shows; what is asked of Exotel, and said of it, is in `test/unit/wire/press.test.ts`. */

const BOTH = { phone: "on", softphone: "on" };
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };
const SOFTPHONE_ONLY = { phone: "off", softphone: "on, locked" };
const PUT = { method: "PUT" } as const;

const { phoneDeviceId: PHONE, sipDeviceId: SIP, threeDevicesUserId } = DEMO.ccm;
const PHONE_ON = ["PSTN phone: on", "SIP softphone: off"];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];

describe("a press in the popup, on Integrations Core,", () => {
  test("sends one request that names both devices, and shows what came of it", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    await softphoneSwitch(popup).click();
    await untilPainted(hookswitch, "TEL", "your phone only");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
    await eventually(() => statusText(popup)).toContain("your phone only");
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "SIP");
    await eventually(() => shown(popup)).toEqual(BOTH);
    await phoneSwitch(popup).click();
    await eventually(() => shown(popup)).toEqual(SOFTPHONE_ONLY);
    await eventually(() => statusText(popup)).toContain("your softphone only");
    await untilSwitched(hookswitch);
    expect(writes(emulator)).toEqual([
      { phone: true, sip: false },
      { phone: true, sip: true },
      { phone: false, sip: true },
    ]);
  });

  test("of which nothing is heard leaves the verdict open until the next good read", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once({ kind: "doneButUnheard" }, PUT);
    const outage = emulator.faults.always({ kind: "outage" }, { method: "GET" });
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "?");
    await eventually(() => statusText(popup)).toContain("Not known");
    await eventually(() => alertText(popup)).toContain("Hookswitch does not know if the switch worked");
    outage.remove();
    const again = await hookswitch.openPopup();
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(again)).toEqual(PHONE_ONLY);
    await eventually(() => alertText(again)).toBe("");
    // Neither Hookswitch nor the browser has sent it again.
    expect(puts(emulator)).toHaveLength(1);
  });
});

describe("a press in the popup, on CCM,", () => {
  test("is two writes, off first, each waited for, and one read that confirms them", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const badges = await recordBadges(hookswitch);
    for (const [pressed, off, on, after, text, says] of [
      [softphoneSwitch, PHONE, SIP, SIP_ON, "S?", "your softphone"],
      [phoneSwitch, SIP, PHONE, PHONE_ON, "TEL", "your phone only"],
    ] as const) {
      const from = emulator.requests.length;
      await pressed(popup).click();
      await untilSwitched(hookswitch, popup);
      expect(asked(emulator, from)).toEqual(['PUT {"available":false}', 'PUT {"available":true}', "GET"]);
      expect(deviceWrites(emulator, from)).toEqual([
        [off, false],
        [on, true],
      ]);
      const [first, second, read] = emulator.requests.slice(from);
      expect(second?.startedAt).toBeGreaterThan(first?.finishedAt ?? Number.NaN);
      expect(read?.startedAt).toBeGreaterThan(second?.finishedAt ?? Number.NaN);
      expect(devicesOn(emulator)).toEqual([on]);
      await untilPainted(hookswitch, text, says);
      await eventually(() => statusText(popup)).toContain(says);
      await eventually(() => switches(popup)).toEqual(after);
      expect(await alertText(popup)).toBe("");
    }
    // What it shows on the way is true as well: for a moment no device is on.
    const seen = (await badges()).filter((text) => text !== "!!");
    expect(seen.filter((text, index) => text !== seen[index - 1])).toEqual(["TEL", "S?", "TEL"]);
  });
});

test("an agent on the older contract is found by the same form, and switches", async ({
  hookswitch: handle,
  emulator,
}) => {
  const options = await handle.openOptions();
  await enter(options, DEMO.older);
  await save(options);
  await untilConnected(options);
  await waitForBadge(handle, "TEL");
  const popup = await openPopupRead(handle, emulator);
  await softphoneSwitch(popup).click();
  await untilSwitched(handle, popup);
  await waitForBadge(handle, "S?");
  const { phone, sip } = emulator.store.olderUser();
  expect([phone?.on, sip?.on]).toEqual([false, true]);
  // `PUT /usermapping` would change the softphone's password.
  expect(puts(emulator).map(({ path }) => path)).toEqual(["/v2/integrations/device"]);
  await eventually(() => phoneSwitch(popup).getAttribute("aria-checked")).toBe("false");
  expect(await popup.locator("body").innerText()).not.toMatch(/contract|usermapping/i);
  // The options page shows the account that is saved, and takes it again.
  await options.reload();
  expect(await options.getByLabel("Customer ID").inputValue()).toBe(DEMO.older.customerId);
  await save(options);
  await untilConnected(options);
});

/** All that needs a socket, and a sample of the rest, which `test/unit/wire/core-switch-faults.test.ts` has. */
describe("a switch on Integrations Core that is answered by", () => {
  for (const row of CORE_ODD_ANSWERS.filter((row) => inBrowser(row).length > 0)) {
    const { name, done } = row;
    test(`${name} is ${done ? "believed once it is read" : "asked for once more"}`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await corePopup(hookswitch, emulator);
      const from = emulator.requests.length;
      for (const fault of inBrowser(row)) emulator.faults.once(fault, PUT);
      await softphoneSwitch(popup).click();
      await waitForBadge(hookswitch, "TEL");
      await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
      await untilSwitched(hookswitch);
      expect(await alertText(popup)).toBe("");
      expect(writes(emulator)).toEqual(Array(done ? 1 : 2).fill({ phone: true, sip: false }));
      expect(emulator.requests.slice(from).filter(({ host }) => host !== HOSTS.integrations)).toEqual([]);
    });
  }
});

test("the last device of Integrations Core cannot be turned off, with the mouse or the keyboard, and says why", async ({
  hookswitch,
  emulator,
}) => {
  emulator.store.setIntegrations({ sip: false });
  const popup = await corePopup(hookswitch, emulator);
  const last = phoneSwitch(popup);
  expect(await shown(popup)).toEqual(PHONE_ONLY);
  const reasons = ((await last.getAttribute("aria-describedby")) ?? "").split(" ");
  const described = await popup.locator(reasons.map((id) => `#${id}`).join(", ")).allInnerTexts();
  expect(described.join(" ")).toContain("One device must stay on");
  expect(await popup.getByText("One device must stay on").isVisible()).toBe(true);
  await press(last);
  expect(await alertText(popup)).toContain("At least one device must stay on. Turn the other one on first.");
  await last.focus();
  for (const key of ["Space", "Enter"]) await popup.keyboard.press(key);
  expect(await shown(popup)).toEqual(PHONE_ONLY);
  // Commands arrive in their order: what a press had sent would be there before this one.
  await softphoneSwitch(popup).click();
  await eventually(() => shown(popup)).toEqual(BOTH);
  await untilSwitched(hookswitch);
  expect(writes(emulator)).toEqual([{ phone: true, sip: true }]);
});

describe("the last device of CCM", () => {
  test("is asked for with the keyboard too, where Escape and Enter keep it", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const question = lastDeviceQuestion(popup);
    const focused = () => popup.evaluate(() => document.activeElement?.textContent);
    const phone = phoneSwitch(popup);
    const phoneHasFocus = () => phone.evaluate((element) => element === document.activeElement);
    await phone.focus();
    for (const answer of ["Escape", "Enter"]) {
      await popup.keyboard.press("Space");
      await question.waitFor();
      await eventually(focused).toBe("Keep it on");
      await popup.keyboard.press(answer);
      await question.waitFor({ state: "detached" });
      await eventually(phoneHasFocus).toBe(true);
    }
    expect(puts(emulator)).toEqual([]);
    await popup.keyboard.press("Enter");
    await eventually(focused).toBe("Keep it on");
    await popup.keyboard.press("Shift+Tab");
    await eventually(focused).toBe("Turn it off");
    await popup.keyboard.press("Enter");
    await waitForBadge(hookswitch, "!!");
    await untilSwitched(hookswitch);
    await eventually(phoneHasFocus).toBe(true);
    expect(deviceWrites(emulator)).toEqual([[PHONE, false]]);
  });

  test("is not asked for out of the blue once the question has answered itself", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    await phoneSwitch(popup).click();
    await lastDeviceQuestion(popup).waitFor();
    for (const [on, expected] of [
      [SIP, SIP_ON],
      [PHONE, PHONE_ON],
    ] as const) {
      emulator.store.setCcmOn(on);
      await popup.getByRole("button", { name: "Check now" }).click();
      await eventually(() => switches(popup)).toEqual(expected);
      expect(await lastDeviceQuestion(popup).count()).toBe(0);
    }
  });
});

describe("rapid presses", () => {
  test("on Integrations Core are one queue: what is under way ends first, and the last one wins", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await press(softphoneSwitch(popup));
    await hold.held;
    await press(softphoneSwitch(popup));
    await press(phoneSwitch(popup));
    await press(phoneSwitch(popup));
    await press(phoneSwitch(popup));
    await eventually(() => shown(popup)).toEqual({ phone: "off, pending", softphone: "on, locked" });
    expect(puts(emulator)).toHaveLength(1);
    hold.release();
    await eventually(() => shown(popup)).toEqual(SOFTPHONE_ONLY);
    await untilSwitched(hookswitch);
    expect(writes(emulator)).toEqual([
      { phone: true, sip: false },
      { phone: false, sip: true },
    ]);
    const [first, second] = puts(emulator);
    expect(second?.startedAt).toBeGreaterThan(first?.finishedAt ?? Number.NaN);
    expect(atServer(emulator)).toEqual({ phone: false, sip: true });
  });

  test("on CCM are one queue: what is under way ends first, and the last one wins", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
    const [mobile, desk, softphone] = [
      "PSTN phone – Mobile",
      "PSTN phone – Desk phone",
      "SIP softphone – Softphone",
    ].map((name) => switchOf(popup, name));
    const hold = emulator.faults.hold("before", TURNS_OFF);
    for (const [index, control] of [softphone, desk, mobile].entries()) {
      if (control === undefined) continue;
      await press(control);
      if (index === 0) await hold.held;
    }
    await eventually(() => switches(popup)).toEqual([
      "PSTN phone – Mobile: on, pending",
      "PSTN phone – Desk phone: off, pending",
      "SIP softphone – Softphone: off",
    ]);
    expect(puts(emulator)).toHaveLength(1);
    hold.release();
    await untilSwitched(hookswitch);
    await eventually(() => switches(popup)).toEqual([
      "PSTN phone – Mobile: on",
      "PSTN phone – Desk phone: off",
      "SIP softphone – Softphone: off",
    ]);
    expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100310]);
    const written = deviceWrites(emulator);
    expect(written.slice(0, 2)).toEqual([
      [100311, false],
      [100312, true],
    ]);
    for (const [index, put] of puts(emulator).entries()) {
      expect(put.startedAt).toBeGreaterThan(puts(emulator)[index - 1]?.finishedAt ?? 0);
    }
    expect(await alertText(popup)).toBe("");
  });
});

test("two popups in two windows show the same after a press in one", async ({ hookswitch, emulator }) => {
  const popup = await corePopup(hookswitch, emulator);
  const opened = hookswitch.context.waitForEvent("page");
  await hookswitch.keeper.evaluate(
    `chrome.windows.create({ url: ${JSON.stringify(popup.url())} }).then(() => 0)`,
  );
  const other = await opened;
  await eventually(() => shown(other)).toEqual(BOTH);
  await softphoneSwitch(popup).click();
  for (const page of [popup, other]) await eventually(() => shown(page)).toEqual(PHONE_ONLY);
  await softphoneSwitch(other).click();
  for (const page of [popup, other]) await eventually(() => shown(page)).toEqual(BOTH);
  emulator.faults.once({ kind: "status", status: 500 }, PUT);
  await phoneSwitch(popup).click();
  for (const page of [popup, other]) {
    await eventually(() => alertText(page)).toContain("Not switched");
    await eventually(() => shown(page)).toEqual(BOTH);
  }
});

test("what the popup reads again does not take back what it has heard meanwhile", async ({
  hookswitch,
  emulator,
}) => {
  await setUpCcm(hookswitch);
  const popup = await hookswitch.context.newPage();
  // After the first paint, what storage answers is half a second old.
  await popup.addInitScript(`
    for (const area of [chrome.storage.local, chrome.storage.session]) {
      const get = area.get.bind(area);
      let delay = 0;
      area.get = (...args) => {
        const ms = delay;
        delay = 500;
        const callBack = typeof args.at(-1) === "function" ? args.pop() : undefined;
        const found = get(...args).then((all) => new Promise((done) => setTimeout(done, ms, all)));
        if (callBack === undefined) return found;
        found.then(callBack);
      };
    }
  `);
  const from = emulator.requests.length;
  await popup.goto(hookswitch.url(await popupPath(hookswitch)));
  await emulator.waitForRequest({ method: "GET" }, { from, phase: "answered" });
  await eventually(() => switches(popup)).toEqual(PHONE_ON);
  // The reply to the press comes before the switch is made, and what is read upon it comes after.
  await softphoneSwitch(popup).click();
  await untilSwitched(hookswitch, popup);
  await eventually(() => switches(popup)).toEqual(SIP_ON);
  const later = await popup.evaluate(
    "chrome.storage.session.get().then(() => chrome.storage.session.get()).then(() => true)",
  );
  expect(later).toBe(true);
  expect(await switches(popup)).toEqual(SIP_ON);
});

async function popupPath(handle: Hookswitch): Promise<string> {
  return await handle.keeper.evaluate("chrome.runtime.getManifest().action.default_popup");
}
