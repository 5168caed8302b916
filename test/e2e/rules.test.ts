import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { RulesMemory } from "../../src/core/rules/rules-memory.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  atServer,
  devicesOn,
  eventually,
  order,
  puts,
  setUp,
  setUpCcm,
  softphoneSwitch,
  statusText,
  stored,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { letPass, type MovableClock, moveTo, nextMonday } from "./harness/clock.ts";
import { test } from "./harness/clock-fixtures.ts";
import { focused } from "./harness/focus.ts";
import type { Headed } from "./harness/keys.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { watchSoftphonePage } from "./harness/softphone-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { stopWorker } from "./harness/worker.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A team's switches at an edge of the hours are spread over half a minute, which is also the shortest time to an alarm. */
const SPREAD = 31_000;

const PHONE = { phone: true, sip: false };
const SOFTPHONE = { phone: false, sip: true };
const BOTH = { phone: true, sip: true };

/** Signs in, with the rules that are to be on. */
async function begin(handle: Hookswitch, rules: Partial<Settings> = {}): Promise<void> {
  await setUp(handle, { keepSignedIn: true });
  await untilPainted(handle, "SIP", "Calls ring");
  if (Object.keys(rules).length > 0) await turnOn(handle, rules);
}

async function turnOn(handle: Hookswitch, rules: Partial<Settings>): Promise<void> {
  await order(handle, { type: "change-settings", settings: { ...DEFAULT_SETTINGS, ...rules } });
}

/** What the rules remember; `null` as long as there is nothing. */
async function memory(handle: Hookswitch): Promise<RulesMemory | null> {
  return ((await stored(handle)).local.rules as RulesMemory | undefined) ?? null;
}

/** Reads what Exotel says of the devices now. What the rules do about what was read before has begun by then. */
async function checkNow(handle: Hookswitch): Promise<void> {
  await order(handle, { type: "refresh" });
}

async function chooseForAWhile(popup: Page, where: string, howLong: RegExp): Promise<void> {
  await popup.getByRole("button", { name: "For a while" }).click();
  await popup.getByRole("radio", { name: where, exact: true }).check();
  await popup.getByRole("button", { name: howLong }).click();
  await popup.getByRole("button", { name: "End now" }).waitFor();
}

/** The lines on why calls ring where they do. */
async function causes(popup: Page): Promise<string> {
  return (await popup.locator(".cause").allInnerTexts()).join(" ").replace(/\s+/g, " ");
}

describe("for a while, chosen in the popup", () => {
  test("rings the phone, says until when, and leads back at that time", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    await popup.getByRole("button", { name: "For a while" }).click();
    expect(await popup.getByRole("radio", { name: "Only the phone" }).isChecked()).toBe(true);
    await popup.getByText("Then back to phone and softphone.").waitFor();
    await popup.getByRole("button", { name: /^15 min/ }).click();
    await untilPainted(hookswitch, "TEL", "your phone only");
    await eventually(() => causes(popup)).toMatch(/^For a while, until \d+:\d\d [AP]M \(15 min left\)/);
    await popup.getByRole("button", { name: "15 min more" }).click();
    await eventually(() => causes(popup)).toContain("(30 min left)");

    await letPass(hookswitch, clock, 29 * MINUTE);
    await eventually(() => causes(popup)).toContain("(1 min left)");
    expect(atServer(emulator)).toEqual(PHONE);
    await letPass(hookswitch, clock, MINUTE);
    await untilPainted(hookswitch, "SIP", "your phone and your softphone");
    await eventually(() => causes(popup)).toBe("");
    expect(writes(emulator)).toEqual([PHONE, PHONE, BOTH]);
  });

  test("is ended by a button, and lasts until a time that is entered", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    clock.set(nextMonday(clock.now(), 14, 37));
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    await chooseForAWhile(popup, "Only the softphone", /^1 hour/);
    await untilPainted(hookswitch, "SIP", "your softphone");
    await untilSwitched(hookswitch);
    await popup.getByRole("button", { name: "End now" }).click();
    await eventually(() => writes(emulator)).toEqual([SOFTPHONE, BOTH]);
    await untilSwitched(hookswitch);

    await popup.getByRole("button", { name: "For a while" }).click();
    const time = popup.getByLabel("Or until");
    expect(await time.inputValue()).toBe("16:00");
    await time.fill("");
    await popup.getByRole("button", { name: "Start" }).click();
    await eventually(() => alertText(popup)).toContain("Enter the time");
    await time.fill("17:15");
    await time.press("Enter");
    await eventually(() => causes(popup)).toContain("For a while, until 5:15 PM (3 h left)");
    expect(await alertText(popup)).toBe("");
    await letPass(hookswitch, clock, 2 * HOUR + 38 * MINUTE);
    await eventually(() => writes(emulator)).toEqual([SOFTPHONE, BOTH, PHONE, BOTH]);
  });

  test("is chosen with the keyboard alone, and left with Escape", async ({ hookswitch, emulator }) => {
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    await popup.getByRole("button", { name: "For a while" }).focus();
    await popup.keyboard.press("Enter");
    expect((await focused(popup)).what).toBe("Only the phone");
    await popup.keyboard.press("Escape");
    expect((await focused(popup)).what).toBe("For a while");
    expect(await popup.getByRole("radio").count()).toBe(0);
    await popup.keyboard.press("Enter");
    await popup.keyboard.press("ArrowRight");
    await popup.keyboard.press("Tab");
    expect((await focused(popup)).what).toMatch(/^15 min/);
    await popup.keyboard.press("Enter");
    await eventually(() => writes(emulator)).toEqual([SOFTPHONE]);
    expect((await focused(popup)).what).toBe("For a while");
  });

  test("turns one device off first, and one on again after it (CCM)", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    emulator.store.setCcmOn(sipDeviceId);
    await setUpCcm(hookswitch);
    const popup = await hookswitch.openPopup();
    await chooseForAWhile(popup, "Only the phone", /^30 min/);
    await untilPainted(hookswitch, "TEL", "your phone only");
    await untilSwitched(hookswitch);
    expect(devicesOn(emulator)).toEqual([phoneDeviceId]);
    await letPass(hookswitch, clock, 30 * MINUTE);
    await untilPainted(hookswitch, "S?", "your softphone");
    expect(devicesOn(emulator)).toEqual([sipDeviceId]);
    expect(puts(emulator)).toHaveLength(4);
  });

  test("ends at its time though the worker has died, and the browser was closed", async ({
    launch,
    emulator,
    clock,
  }) => {
    const profile = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
    try {
      const first = await launch({ profile, env: clock.env });
      await begin(first);
      await chooseForAWhile(await first.openPopup(), "Only the phone", /^15 min/);
      await untilPainted(first, "TEL", "your phone only");
      await untilSwitched(first);
      await stopWorker(first);
      await letPass(first, clock, 15 * MINUTE);
      await untilPainted(first, "SIP", "your phone and your softphone");

      await untilSwitched(first);
      await chooseForAWhile(await first.openPopup(), "Only the softphone", /^15 min/);
      await untilSwitched(first);
      await first.close();
      clock.set(clock.now() + HOUR);
      expect(atServer(emulator)).toEqual(SOFTPHONE);
      const second = await launch({ profile, env: clock.env });
      await untilPainted(second, "SIP", "your phone and your softphone");
      expect(writes(emulator)).toEqual([PHONE, BOTH, SOFTPHONE, BOTH]);
      await second.close();
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test("ends with the agent's next press, and with what somebody changes elsewhere", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    await chooseForAWhile(popup, "Only the phone", /^15 min/);
    await untilSwitched(hookswitch, popup);
    await softphoneSwitch(popup).click();
    await untilSwitched(hookswitch, popup);
    await eventually(() => causes(popup)).toBe("");
    await chooseForAWhile(popup, "Only the phone", /^15 min/);
    await untilSwitched(hookswitch, popup);
    emulator.store.setIntegrations(SOFTPHONE);
    await checkNow(hookswitch);
    await eventually(() => causes(popup)).toBe("");
    await letPass(hookswitch, clock, 15 * MINUTE);
    await checkNow(hookswitch);
    await checkNow(hookswitch);
    expect(writes(emulator)).toEqual([PHONE, BOTH, PHONE]);
  });
});

/** From the end of the working hours to their next beginning, and from that to their end. */
const NIGHT = 15 * HOUR;
const DAY = 9 * HOUR;

/** Sets the clock to a Monday, so long before the working hours end. */
function beforeEvening(clock: MovableClock): number {
  const evening = nextMonday(clock.now(), 18);
  clock.set(evening - MINUTE / 2);
  return evening;
}

/** Moves the time to an edge of the hours, and on until the rule has had its time to switch. */
async function passEdge(
  handle: Hookswitch,
  clock: MovableClock,
  at: number,
  becomes: "outside" | "inside",
): Promise<void> {
  await moveTo(handle, clock, at);
  await eventually(async () => ((await memory(handle))?.records.hours.since ?? null) !== null).toBe(
    becomes === "outside",
  );
  await letPass(handle, clock, SPREAD);
}

describe("working hours", () => {
  test("ring the phone from their end to their beginning", async ({ hookswitch, emulator, clock }) => {
    const evening = beforeEvening(clock);
    await begin(hookswitch);
    const options = await hookswitch.openOptions();
    await options.getByLabel("Working hours", { exact: true }).check();
    await eventually(async () => (await memory(hookswitch))?.nextAt).toBe(evening);
    await passEdge(hookswitch, clock, evening, "outside");
    await untilPainted(hookswitch, "TEL", "your phone only");
    const popup = await hookswitch.openPopup();
    await eventually(() => causes(popup)).toContain("Set by your working hours, 9:00 AM to 6:00 PM.");
    await popup.getByRole("button", { name: "Change" }).click();
    await eventually(async () => (await focused(options)).what).toBe("Working hours");
    await passEdge(hookswitch, clock, evening + NIGHT, "inside");
    await untilPainted(hookswitch, "SIP", "your phone and your softphone");
    expect(writes(emulator)).toEqual([PHONE, BOTH]);
  });

  test("end though the browser is closed, and are noticed when it starts", async ({
    launch,
    emulator,
    clock,
  }) => {
    const profile = mkdtempSync(join(tmpdir(), "hookswitch-profile-"));
    try {
      const evening = beforeEvening(clock);
      const first = await launch({ profile, env: clock.env });
      await begin(first, { workingHours: true });
      await first.close();
      clock.set(evening + HOUR);
      const second = await launch({ profile, env: clock.env });
      await passEdge(second, clock, clock.now(), "outside");
      await untilPainted(second, "TEL", "your phone only");
      await untilSwitched(second);
      await second.close();
      clock.set(evening + NIGHT + HOUR);
      const third = await launch({ profile, env: clock.env });
      await eventually(async () => (await memory(third))?.records.hours.since).toBeNull();
      await letPass(third, clock, SPREAD);
      await untilPainted(third, "SIP", "your phone and your softphone");
      expect(writes(emulator)).toEqual([PHONE, BOTH]);
      await third.close();
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test("leave alone what the agent presses after their end, until their next one", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    const evening = beforeEvening(clock);
    await begin(hookswitch, { workingHours: true });
    await passEdge(hookswitch, clock, evening, "outside");
    await untilPainted(hookswitch, "TEL", "your phone only");
    await untilSwitched(hookswitch);
    const popup = await hookswitch.openPopup();
    await popup.getByRole("button", { name: "Ring only the softphone" }).click();
    await untilPainted(hookswitch, "SIP", "your softphone");
    await untilSwitched(hookswitch, popup);
    expect(await causes(popup)).toBe("");
    await letPass(hookswitch, clock, HOUR);
    await checkNow(hookswitch);
    await passEdge(hookswitch, clock, evening + NIGHT, "inside");
    await checkNow(hookswitch);
    expect(writes(emulator)).toEqual([PHONE, SOFTPHONE]);
    await passEdge(hookswitch, clock, evening + NIGHT + DAY, "outside");
    await untilPainted(hookswitch, "TEL", "your phone only");
    expect(writes(emulator)).toEqual([PHONE, SOFTPHONE, PHONE]);
  });
});

describe("the safety net", () => {
  const NET = { ringsWhenDropped: true };

  /** Two reads, as far apart as two that count. */
  async function readTwice(handle: Hookswitch, clock: MovableClock): Promise<void> {
    await checkNow(handle);
    await letPass(handle, clock, 11_000);
    await checkNow(handle);
  }

  test("rings the phone as well after two reads, and makes one switch each way while the softphone comes and goes", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    emulator.store.setIntegrations(SOFTPHONE);
    await begin(hookswitch, NET);
    emulator.store.dropSoftphone();
    await checkNow(hookswitch);
    await waitForBadge(hookswitch, "!!");
    expect(writes(emulator)).toEqual([]);
    await readTwice(hookswitch, clock);
    await untilPainted(hookswitch, "!", "your phone only");
    await untilSwitched(hookswitch);
    const popup = await hookswitch.openPopup();
    await eventually(() => causes(popup)).toContain("Your phone rings because your softphone dropped.");

    for (let minute = 0; minute < 5; minute += 1) {
      emulator.store.connectSoftphone();
      await readTwice(hookswitch, clock);
      emulator.store.dropSoftphone();
      await letPass(hookswitch, clock, MINUTE);
      await readTwice(hookswitch, clock);
    }
    expect(writes(emulator)).toEqual([BOTH]);
    emulator.store.connectSoftphone();
    await checkNow(hookswitch);
    await untilPainted(hookswitch, "SIP", "your phone and your softphone");
    await letPass(hookswitch, clock, 5 * MINUTE);
    await eventually(() => writes(emulator)).toEqual([BOTH, SOFTPHONE]);
    await eventually(() => statusText(popup)).toContain("Calls ring on your softphone");
  });

  test("goes by the watched tab alone where Exotel does not tell of registration (CCM)", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    emulator.store.setCcmOn(sipDeviceId);
    await setUpCcm(hookswitch);
    await waitForBadge(hookswitch, "S?");
    await turnOn(hookswitch, NET);
    await readTwice(hookswitch, clock);
    const tab = await watchSoftphonePage(hookswitch);
    await readTwice(hookswitch, clock);
    expect(puts(emulator)).toEqual([]);
    await hookswitch.keeper.evaluate(`chrome.tabs.remove(${tab})`);
    await waitForBadge(hookswitch, "!!");
    await readTwice(hookswitch, clock);
    await eventually(() => devicesOn(emulator)).toEqual([phoneDeviceId]);
    await untilSwitched(hookswitch);

    await watchSoftphonePage(hookswitch);
    await letPass(hookswitch, clock, 5 * MINUTE);
    await checkNow(hookswitch);
    await letPass(hookswitch, clock, 5 * MINUTE);
    await eventually(() => devicesOn(emulator)).toEqual([sipDeviceId]);
    expect(puts(emulator)).toHaveLength(4);
  });
});

describe("while this computer is locked", () => {
  /** Locks, and resolves once Hookswitch knows it. */
  async function lock(handle: Headed): Promise<void> {
    handle.display.lock(true);
    await eventually(async () => (await memory(handle))?.lockedSince ?? null).not.toBeNull();
  }

  async function unlock(handle: Headed): Promise<void> {
    handle.display.lock(false);
    await eventually(async () => (await memory(handle))?.lockedSince ?? null).toBeNull();
  }

  test("the phone rings from the tenth second on, and what was before comes back", async ({
    headed,
    emulator,
  }) => {
    await begin(headed, { ringsWhileLocked: true });
    await lock(headed);
    const since = (await memory(headed))?.lockedSince ?? 0;
    await eventually(() => writes(emulator)).toEqual([PHONE]);
    expect(puts(emulator)[0]?.at).toBeGreaterThanOrEqual(since + 10_000);
    await untilPainted(headed, "TEL", "your phone only");
    await untilSwitched(headed);
    await unlock(headed);
    await untilPainted(headed, "SIP", "your phone and your softphone");
    expect(writes(emulator)).toEqual([PHONE, BOTH]);
  });

  test("nothing is switched for a lock of some seconds", async ({ headed, emulator, clock }) => {
    await begin(headed, { ringsWhileLocked: true });
    await lock(headed);
    await unlock(headed);
    await letPass(headed, clock, SPREAD);
    await checkNow(headed);
    expect(writes(emulator)).toEqual([]);
  });

  test("the rule pauses once its switches were reversed twice, and says so", async ({
    headed,
    emulator,
    clock,
  }) => {
    await begin(headed, { ringsWhileLocked: true });
    for (const reversal of [1, 2]) {
      await lock(headed);
      await letPass(headed, clock, SPREAD);
      await eventually(() => puts(emulator).length).toBe(reversal);
      await untilSwitched(headed);
      emulator.store.setIntegrations(SOFTPHONE);
      await checkNow(headed);
      await eventually(async () => (await memory(headed))?.made).toBeNull();
      await unlock(headed);
    }
    const popup = await headed.openPopup();
    await eventually(() => alertText(popup)).toMatch(
      /changed back twice.*no longer rings your phone while this computer is locked.*again at \d/,
    );
    await lock(headed);
    await letPass(headed, clock, SPREAD);
    await checkNow(headed);
    await unlock(headed);
    expect(writes(emulator)).toEqual([PHONE, PHONE]);
  });
});

/** The rules as the options page shows and stores them. */
describe("the rules in the options", () => {
  async function settings(handle: Hookswitch): Promise<Settings> {
    return (await stored(handle)).local.settings as Settings;
  }

  test("are off until they are turned on, and keep what is entered", async ({ hookswitch }) => {
    await begin(hookswitch);
    const options = await hookswitch.openOptions();
    for (const label of [
      "Ring my phone when my softphone drops",
      "Ring my phone while this computer is locked",
      "Working hours",
    ]) {
      const choice = options.getByLabel(label, { exact: true });
      expect(await choice.isChecked()).toBe(false);
      await choice.check();
    }
    await options.getByLabel("It begins after").fill("3");
    await options.getByLabel("It ends once").fill("7");
    await options.getByRole("checkbox", { name: "Sat" }).check();
    await options.getByRole("radio", { name: "Ring only my softphone" }).check();
    await options.getByLabel("From", { exact: true }).fill("08:30");
    await eventually(() => settings(hookswitch)).toMatchObject({
      ringsWhenDropped: true,
      ringsWhileLocked: true,
      workingHours: true,
      droppedReads: 3,
      wellMinutes: 7,
      workingDays: "123456",
      workingFrom: "08:30",
      outsideHours: "softphone",
    });
  });

  test("say what is wrong with working hours, keep it in the fields, and change nothing", async ({
    hookswitch,
  }) => {
    await begin(hookswitch, { workingHours: true });
    const options = await hookswitch.openOptions();
    const until = options.getByLabel("Until", { exact: true });
    await until.fill("09:00");
    await eventually(() => alertText(options)).toContain("Work cannot end when it begins.");
    await until.fill("");
    await eventually(() => alertText(options)).toContain("Enter the time at which your work ends.");
    expect((await settings(hookswitch)).workingUntil).toBe("18:00");
    await until.fill("17:00");
    await eventually(async () => (await settings(hookswitch)).workingUntil).toBe("17:00");
    expect(await alertText(options)).toBe("");
    for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri"]) {
      await options.getByRole("checkbox", { name: day }).uncheck();
    }
    await eventually(() => alertText(options)).toContain("Choose at least one working day.");
    expect((await settings(hookswitch)).workingDays).toBe("5");
  });
});
