import { expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import type { RequestMatch } from "../emulator/request-log.ts";
import {
  alarms,
  alertText,
  ccmPopup,
  devicesOn,
  deviceWrites,
  eventually,
  expectSilence,
  journal,
  openPopupRead,
  puts,
  setUpCcm,
  softphoneSwitch,
  statusText,
  switches,
  TURNS_OFF,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test as base } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { installByPolicy, installProblem, type Packed } from "./harness/packed.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP } = DEMO.ccm;
const OFF = [PHONE, false];
const ON = [SIP, true];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];

/** A packed extension in a profile that names it already, one for the file; or why there can be none. */
const test = base
  .extend(
    "filePacked",
    { scope: "file" },
    async ({ fileEmulator }, { onCleanup }): Promise<Packed | string> => {
      const problem = await installProblem();
      if (problem !== undefined) return problem;
      const packed = await installByPolicy();
      onCleanup(() => packed.remove());
      // A browser that ends in peace writes its list of extensions; one that is killed does not wait for it then.
      const first = await packed.launch({ emulator: fileEmulator });
      await first.close();
      return packed;
    },
  )
  .extend("start", ({ filePacked, emulator, skip }, { onCleanup }) => {
    if (typeof filePacked === "string") skip(`not run: ${filePacked}`);
    const packed = filePacked as Packed;
    let running: Hookswitch | undefined;
    onCleanup(() => running?.close());
    return async (): Promise<Hookswitch> => {
      running = await packed.launch({ emulator });
      return running;
    };
  });

const MOMENTS: {
  name: string;
  at: "before" | "after";
  match: RequestMatch;
  left: number[];
  written: unknown[];
}[] = [
  {
    name: "before the first step is done",
    at: "before",
    match: TURNS_OFF,
    left: [PHONE],
    written: [OFF, OFF, ON],
  },
  {
    name: "between the steps, the first unheard",
    at: "after",
    match: TURNS_OFF,
    left: [],
    written: [OFF, ON],
  },
  {
    name: "between the steps, the first heard",
    at: "before",
    match: TURNS_ON,
    left: [],
    written: [OFF, ON, ON],
  },
  { name: "after the second step", at: "after", match: TURNS_ON, left: [SIP], written: [OFF, ON] },
];

for (const { name, at, match, left, written } of MOMENTS) {
  test(`a crash ${name} ends with the switch made, and shown`, async ({ start, emulator }) => {
    const first = await start();
    const popup = await ccmPopup(first, emulator);
    const hold = emulator.faults.hold(at, match);
    await softphoneSwitch(popup).click();
    await hold.held;
    await eventually(() => journal(first)).toMatchObject({ noDeviceOn: match === TURNS_ON });
    await first.kill();
    await eventually(() => puts(emulator).at(-1)?.aborted).toBe("client");
    hold.release();
    expect(devicesOn(emulator)).toEqual(left);

    const second = await start();
    await untilSwitched(second);
    await untilPainted(second, "S?", "only your softphone");
    const after = await second.openPopup();
    await eventually(() => switches(after)).toEqual(SIP_ON);
    expect(await alertText(after)).toBe("");
    expect(devicesOn(emulator)).toEqual([SIP]);
    expect(deviceWrites(emulator)).toEqual(written);
    expect(await alarms(second)).toEqual(["wake"]);
    await second.close();
  });
}

test("a crash between the steps, and no network after it, says !! from the start until a device is on", async ({
  start,
  emulator,
}) => {
  const first = await start();
  const popup = await ccmPopup(first, emulator);
  const hold = emulator.faults.hold("before", TURNS_ON);
  await softphoneSwitch(popup).click();
  await hold.held;
  await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
  await first.kill();
  hold.remove();
  const outage = emulator.faults.always({ kind: "outage" });
  for (let crash = 0; crash < 2; crash += 1) {
    const before = outage.hits;
    const next = await start();
    await untilPainted(next, "!!", "not reach you");
    const after = await next.openPopup();
    await eventually(() => alertText(after)).toContain("Perhaps none of your devices is on");
    expect(await statusText(after)).toContain("not reach you");
    await eventually(() => outage.hits).toBeGreaterThan(before);
    await next.kill();
  }
  const last = await start();
  await untilPainted(last, "!!", "not reach you");
  outage.remove();
  await openPopupRead(last, emulator);
  await untilPainted(last, "S?", "only your softphone");
  expect(devicesOn(emulator)).toEqual([SIP]);
  await last.close();
});

test("a crash between the steps, signed in only for that browser, goes on once the agent is signed in again", async ({
  start,
  emulator,
}) => {
  const first = await start();
  const popup = await ccmPopup(first, emulator, { keepSignedIn: false });
  const hold = emulator.faults.hold("before", TURNS_ON);
  await softphoneSwitch(popup).click();
  await hold.held;
  await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
  await first.kill();
  hold.remove();
  const from = emulator.requests.length;
  const second = await start();
  await untilPainted(second, "!!", "not reach you");
  const silence = expectSilence(emulator);
  const after = await second.openPopup();
  await eventually(() => alertText(after)).toMatch(/signed out/);
  await eventually(() => alertText(after)).toContain("Perhaps none of your devices is on");
  await silence;
  expect(emulator.requests).toHaveLength(from);
  await setUpCcm(second, { keepSignedIn: true });
  await waitForBadge(second, "S?");
  await untilSwitched(second);
  expect(devicesOn(emulator)).toEqual([SIP]);
  await second.close();
});

test("a supervisor's device is left on by a browser that was killed between the steps", async ({
  start,
  emulator,
}) => {
  const first = await start();
  const popup = await ccmPopup(first, emulator);
  const hold = emulator.faults.hold("before", TURNS_ON);
  await softphoneSwitch(popup).click();
  await hold.held;
  await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
  await first.kill();
  hold.remove();
  emulator.store.setCcmOn(PHONE);
  const second = await start();
  await waitForBadge(second, "TEL");
  await untilSwitched(second);
  const after = await second.openPopup();
  await eventually(() => alertText(after)).toContain("changed elsewhere");
  expect(deviceWrites(emulator)).toEqual([OFF, ON]);
  expect(devicesOn(emulator)).toEqual([PHONE]);
  expect(await badge(second.keeper)).toMatchObject({ text: "TEL" });
  await second.close();
});
