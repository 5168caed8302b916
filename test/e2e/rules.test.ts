import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { RulesMemory } from "../../src/core/rules/rules-memory.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import {
  alertText,
  atServer,
  eventually,
  order,
  setUp,
  stored,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { letPass, type MovableClock, moveTo, nextMonday } from "./harness/clock.ts";
import { focused } from "./harness/focus.ts";
import type { Headed } from "./harness/keys.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { test } from "./harness/notification-fixtures.ts";
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

  test("is chosen with the keyboard alone, left with Escape, ended by a button, and lasts until a time that is entered", async ({
    hookswitch,
    emulator,
    clock,
  }) => {
    clock.set(nextMonday(clock.now(), 14, 37));
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
    // The server has it before the popup hears of it.
    await eventually(async () => (await focused(popup)).what).toBe("For a while");
    await untilSwitched(hookswitch, popup);
    await popup.getByRole("button", { name: "End now" }).click();
    await eventually(() => writes(emulator)).toEqual([SOFTPHONE, BOTH]);
    await untilSwitched(hookswitch, popup);

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
    await untilSwitched(hookswitch, popup);
    await letPass(hookswitch, clock, 2 * HOUR + 38 * MINUTE);
    await eventually(() => writes(emulator)).toEqual([SOFTPHONE, BOTH, PHONE, BOTH]);
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
      const popup = await first.openPopup();
      await chooseForAWhile(popup, "Only the phone", /^15 min/);
      await untilPainted(first, "TEL", "your phone only");
      await untilSwitched(first, popup);
      await stopWorker(first);
      await letPass(first, clock, 15 * MINUTE);
      await untilPainted(first, "SIP", "your phone and your softphone");

      await untilSwitched(first);
      await chooseForAWhile(popup, "Only the softphone", /^15 min/);
      await untilSwitched(first, popup);
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
});

/** From the end of the working hours to their next beginning. */
const NIGHT = 15 * HOUR;

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
});

test("while this computer is locked, the phone rings and nothing is told; then what was before comes back, which is", async ({
  headed,
  emulator,
  notifications,
  clock,
}) => {
  async function lock(handle: Headed, locks: boolean): Promise<void> {
    handle.display.lock(locks);
    await eventually(async () => ((await memory(handle))?.lockedSince ?? null) !== null).toBe(locks);
  }
  await begin(headed, { ringsWhileLocked: true });
  await lock(headed, true);
  await letPass(headed, clock, SPREAD);
  await untilPainted(headed, "TEL", "your phone only");
  await untilSwitched(headed);
  expect(notifications.events).toEqual([]);
  await lock(headed, false);
  await untilPainted(headed, "SIP", "your phone and your softphone");
  expect(writes(emulator)).toEqual([PHONE, BOTH]);
  expect(await notifications.untilUp("This computer is no longer locked")).toMatchObject({
    title: "A rule has set where calls ring",
  });
  expect(notifications.up()).toHaveLength(1);
});

/** The rules as the options page shows and stores them. */
describe("the rules in the options", () => {
  async function settings(handle: Hookswitch): Promise<Settings> {
    return (await stored(handle)).local.settings as Settings;
  }

  test("are off until they are turned on, keep what is entered, and say what is wrong with it", async ({
    hookswitch,
  }) => {
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

    const until = options.getByLabel("Until", { exact: true });
    await until.fill("08:30");
    await eventually(() => alertText(options)).toContain("Work cannot end when it begins.");
    await until.fill("");
    await eventually(() => alertText(options)).toContain("Enter the time at which your work ends.");
    expect((await settings(hookswitch)).workingUntil).toBe("18:00");
    await until.fill("17:00");
    await eventually(async () => (await settings(hookswitch)).workingUntil).toBe("17:00");
    expect(await alertText(options)).toBe("");
    for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]) {
      await options.getByRole("checkbox", { name: day }).uncheck();
    }
    await eventually(() => alertText(options)).toContain("Choose at least one working day.");
    expect((await settings(hookswitch)).workingDays).toBe("6");
  });
});
