import fc from "fast-check";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { badge as badgeOf } from "../../src/core/devices/badge.ts";
import { verdict } from "../../src/core/devices/verdict.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import { asItems } from "../../src/store/items.ts";
import { load } from "../../src/store/load.ts";
import { DEMO } from "../emulator/emulator.ts";
import {
  devicesOn,
  eventually,
  openPopupRead,
  phoneSwitch,
  puts,
  setUpCcm,
  softphoneSwitch,
  stored,
  switches,
  untilSwitched,
} from "./agent-view.ts";
import { test as base } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { installByPolicy, installProblem, type Packed } from "./harness/packed.ts";
import { badge } from "./harness/toolbar.ts";
import { pause } from "./harness/wait.ts";

const ROUNDS = 10;
/** The moments of death are the same in each run. */
const SEED = 1;
/** How long the server takes for a write, ms. */
const WRITE_TAKES = 80;
/** Within this time after the first press the browser is killed, ms: that of a switch or two. */
const LATEST_KILL = 500;
const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;
const SWITCHES = {
  [PHONE]: ["PSTN phone: on", "SIP softphone: off"],
  [SIP]: ["PSTN phone: off", "SIP softphone: on"],
};

/** A packed extension, or why there can be none. */
const test = base.extend("packed", async ({ skip }, { onCleanup }): Promise<Packed> => {
  const problem = await installProblem();
  if (problem !== undefined) skip(`not run: ${problem}`);
  const packed = await installByPolicy();
  onCleanup(() => packed.remove());
  return packed;
});

/** Settings of which every field tells the round. */
function settingsOf(round: number): Settings {
  return {
    includeBoth: round % 2 === 0,
    lastSeenLimitMinutes: 20 + round,
    fastestSeconds: 40 + round,
    slowestMinutes: 30 + round,
    country: `A${String.fromCharCode(65 + round)}`,
    softphonePage: `https://softphone.example/${round}`,
    probesPage: round % 2 === 1,
    ringsWhileLocked: round % 2 === 0,
    ringsWhenDropped: false,
    droppedReads: 1 + (round % 10),
    wellMinutes: 1 + round,
    workingHours: round % 2 === 0,
    workingDays: String(1 + (round % 7)),
    workingFrom: `0${round % 10}:00`,
    workingUntil: `1${round % 10}:00`,
    outsideHours: "as-before",
    tellsUnreached: round % 2 === 0,
    tellsMuted: round % 2 === 1,
    tellsRefused: round % 2 === 0,
    tellsTokenEnd: round % 2 === 1,
    tellsFailedSwitch: round % 2 === 0,
    tellsRuleSwitch: round % 2 === 1,
    playsSound: round % 2 === 0,
    quietHours: round % 2 === 1,
    quietFrom: `2${round % 4}:00`,
    quietUntil: `0${round % 10}:30`,
    keepsHistory: round % 2 === 0,
  };
}

/** Presses and changes settings, one on the heels of the other, until the browser is gone. */
async function keepWriting(popup: Page, handle: Hookswitch, round: number): Promise<void> {
  // Each write is begun before the one before has ended; the page goes on by itself.
  await handle.keeper.evaluate(
    `void (async () => {
      const settings = ${JSON.stringify(settingsOf(round))};
      for (;;) await chrome.runtime.sendMessage({ type: "change-settings", settings });
    })()`,
  );
  for (let press = 0; ; press += 1) {
    await (press % 2 === round % 2 ? softphoneSwitch(popup) : phoneSwitch(popup)).click({ force: true });
  }
}

test("a browser that is killed at any moment of its writing finds all of it readable, and no switch half done", async ({
  packed,
  emulator,
}) => {
  // So many reads and switches in so short a time would use up the account's budget.
  emulator.store.account().rateLimit.userManagementPerMinute = 1_000_000;
  emulator.faults.always({ kind: "delay", ms: WRITE_TAKES }, { method: "PUT" });
  const first = await packed.launch({ emulator });
  await setUpCcm(first);
  await first.close();
  const { account, "vault.credentials": credentials } = await (async () => {
    const again = await packed.launch({ emulator });
    const { local } = await stored(again);
    await again.close();
    return local;
  })();
  expect(account).toBeTruthy();
  expect(credentials).toBeTruthy();

  let latest: Settings = DEFAULT_SETTINGS;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const anyMoment = fc.nat(round % 2 === 0 ? WRITE_TAKES : LATEST_KILL);
    const [moment = 0] = fc.sample(fc.noBias(anyMoment), { seed: SEED + round, numRuns: 1 });
    const at = `round ${round}, killed after ${moment} ms`;
    // Every other time in the middle of a switch, and else wherever it happens to be.
    const midway =
      round % 2 === 0 ? emulator.faults.hold(round % 4 === 0 ? "after" : "before", { method: "PUT" }) : null;
    const handle = await packed.launch({ emulator });
    const popup = await handle.openPopup();
    await phoneSwitch(popup).waitFor();
    const ended = keepWriting(popup, handle, round).catch(() => undefined);
    await midway?.held;
    await pause(moment);
    await handle.kill();
    await ended;
    midway?.release();

    const after = await packed.launch({ emulator });
    const { local } = await stored(after);
    const taken = load({ local, session: {} }, Date.now());
    expect(taken.changed, at).toEqual({});
    expect({ account: local.account, credentials: local["vault.credentials"] }, at).toEqual({
      account,
      credentials,
    });
    // Those of this round or those from before it, and no mixture.
    expect([latest, settingsOf(round)], at).toContainEqual(taken.items.settings);
    latest = taken.items.settings;
    await untilSwitched(after);
    const popupAfter = await openPopupRead(after, emulator);
    const on = devicesOn(emulator);
    expect(on, at).toHaveLength(1);
    await eventually(() => switches(popupAfter)).toEqual(SWITCHES[on[0] as keyof typeof SWITCHES]);
    await eventually(async () => (await badge(after.keeper)).text).toBe(on[0] === SIP ? "S?" : "TEL");
    const now = await stored(after);
    const judged = verdict({ ...asItems({ ...now.local, ...now.session }), now: Date.now() });
    expect((await badge(after.keeper)).text, at).toBe(badgeOf(judged).text);
    await after.close();
  }
  // Something of it was really written, and switches really broken off.
  expect(latest).not.toEqual(DEFAULT_SETTINGS);
  expect(puts(emulator).some(({ aborted }) => aborted === "client")).toBe(true);
});
