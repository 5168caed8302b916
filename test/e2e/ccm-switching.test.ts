import fc from "fast-check";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import type { Fault } from "../emulator/faults.ts";
import {
  alertText,
  asked,
  ccmPopup,
  devicesOn,
  deviceWrites,
  eventually,
  expectSilence,
  lastDeviceQuestion,
  phoneSwitch,
  press,
  puts,
  recordBadges,
  setUpCcm,
  softphoneSwitch,
  statusText,
  switches,
  switchOf,
  TURNS_OFF,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { startWorker, stopWorker } from "./harness/worker.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, threeDevicesUserId } = DEMO.ccm;
/** What happens is the same in each run. */
const PLAN = { seed: 3, numRuns: 15 };
const PHONE_ON = ["PSTN phone: on", "SIP softphone: off"];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];
const NONE_ON = ["PSTN phone: off", "SIP softphone: off"];

/** For how long the server is watched for a request too many: softphones are looked for after 2 s on the other API. */
const WATCHED_MS = 2_500;

describe("a switch", () => {
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
      await expectSilence(emulator, WATCHED_MS);
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

  test("is of the device that is meant where its ID has more digits than a number keeps", async ({
    hookswitch,
    emulator,
  }) => {
    const [phone, softphone] = ["12345678901234567890", "98765432109876543211"];
    for (const device of emulator.store.ccmUser().devices) {
      device.id = BigInt(device.type === "tel" ? phone : softphone);
    }
    const popup = await ccmPopup(hookswitch, emulator);
    for (const [pressed, off, on, after] of [
      [softphoneSwitch, phone, softphone, SIP_ON],
      [phoneSwitch, softphone, phone, PHONE_ON],
    ] as const) {
      const from = emulator.requests.length;
      await pressed(popup).click();
      await untilSwitched(hookswitch, popup);
      const asked = puts(emulator).filter(({ index }) => index >= from);
      expect(asked.map(({ path, status }) => [path.split("/").at(-1), status])).toEqual([
        [off, 200],
        [on, 200],
      ]);
      expect(devicesOn(emulator)).toEqual([BigInt(on)]);
      await eventually(() => switches(popup)).toEqual(after);
      expect(await alertText(popup)).toBe("");
    }
  });

  test("is marked as pending, and shows !! while no device is on", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const off = emulator.faults.hold("before", TURNS_OFF);
    const on = emulator.faults.hold("before", TURNS_ON);
    await softphoneSwitch(popup).click();
    await off.held;
    await eventually(() => switches(popup)).toEqual([
      "PSTN phone: off, pending",
      "SIP softphone: on, pending",
    ]);
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "TEL" });
    expect(await statusText(popup)).toContain("your phone only");
    off.release();
    await on.held;
    await untilPainted(hookswitch, "!!", "not reach you");
    await eventually(() => switches(popup)).toEqual(["PSTN phone: off", "SIP softphone: on, pending"]);
    await eventually(() => statusText(popup)).toContain("not reach you");
    expect(devicesOn(emulator)).toEqual([]);
    on.release();
    await eventually(() => switches(popup)).toEqual(SIP_ON);
    await untilPainted(hookswitch, "S?", "your softphone");
  });

  test("of one of three devices turns off the one that is on and no other", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
    const round = ["PSTN phone – Mobile", "SIP softphone – Softphone", "PSTN phone – Desk phone"];
    for (const name of round) {
      await switchOf(popup, name).click();
      await eventually(() => switches(popup)).toContain(`${name}: on`);
      await untilSwitched(hookswitch);
    }
    expect(deviceWrites(emulator)).toEqual([
      [100311, false],
      [100310, true],
      [100310, false],
      [100312, true],
      [100312, false],
      [100311, true],
    ]);
    expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100311]);
    await waitForBadge(hookswitch, "TEL");
  });

  test("to a device while none is on is one write and one read", async ({ hookswitch, emulator }) => {
    emulator.store.setCcmOn(null);
    const popup = await ccmPopup(hookswitch, emulator);
    await waitForBadge(hookswitch, "!!");
    const from = emulator.requests.length;
    await phoneSwitch(popup).click();
    await waitForBadge(hookswitch, "TEL");
    await untilSwitched(hookswitch);
    expect(asked(emulator, from)).toEqual(['PUT {"available":true}', "GET"]);
  });

  test("that is refused at its first step is put back, and says why", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.faults.once({ kind: "status", status: 500 }, TURNS_OFF);
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/Not switched.*had an error \(500\)/);
    await eventually(() => switches(popup)).toEqual(PHONE_ON);
    await untilSwitched(hookswitch);
    expect(deviceWrites(emulator)).toEqual([[PHONE, false]]);
    await waitForBadge(hookswitch, "TEL");
    await popup.getByRole("button", { name: "Dismiss" }).click();
    await eventually(() => alertText(popup)).toBe("");
  });

  test("of a device that somebody has turned off meanwhile is still made", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.store.setCcmOn(null);
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "S?");
    await untilSwitched(hookswitch);
    expect(devicesOn(emulator)).toEqual([SIP]);
  });
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

describe("the last device", () => {
  test("is turned off only on purpose, and !! stands as long as that lasts", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const question = lastDeviceQuestion(popup);
    await phoneSwitch(popup).click();
    await question.waitFor();
    expect(await question.innerText()).toContain("No call will reach you");
    expect(await switches(popup)).toEqual(PHONE_ON);
    await question.getByRole("button", { name: "Keep it on" }).click();
    await question.waitFor({ state: "detached" });
    expect(await switches(popup)).toEqual(PHONE_ON);
    expect(puts(emulator)).toEqual([]);

    const from = emulator.requests.length;
    await phoneSwitch(popup).click();
    await question.getByRole("button", { name: "Turn it off" }).click();
    await untilPainted(hookswitch, "!!", "not reach you");
    await untilSwitched(hookswitch);
    await eventually(() => switches(popup)).toEqual(NONE_ON);
    expect(await question.count()).toBe(0);
    expect(asked(emulator, from)).toEqual(['PUT {"available":false}', "GET"]);
    expect(await alertText(popup)).toBe("");

    // Nobody turns one on again behind the agent's back.
    await stopWorker(hookswitch);
    await startWorker(hookswitch);
    const checked = emulator.requests.length;
    await popup.getByRole("button", { name: "Check now" }).click();
    await emulator.waitForRequest({ method: "GET" }, { from: checked, phase: "answered" });
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "!!" });
    expect(await statusText(popup)).toContain("not reach you");
    expect(puts(emulator)).toHaveLength(1);
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "S?");
  });

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

  test("is asked for again where the first answer is past", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    await phoneSwitch(popup).click();
    await lastDeviceQuestion(popup).waitFor();
    // The other switch answers it as well: one is to be on.
    await softphoneSwitch(popup).click();
    await eventually(() => switches(popup)).toEqual(SIP_ON);
    await untilSwitched(hookswitch);
    expect(await lastDeviceQuestion(popup).count()).toBe(0);
    await softphoneSwitch(popup).click();
    await lastDeviceQuestion(popup).waitFor();
    expect(puts(emulator)).toHaveLength(2);
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

  test("stays on, and says why, where turning it off is refused", async ({ hookswitch, emulator }) => {
    const { phoneOnlyUserId } = DEMO.ccm;
    const popup = await ccmPopup(hookswitch, emulator, { userId: phoneOnlyUserId });
    emulator.faults.once({ kind: "status", status: 500 }, TURNS_OFF);
    await phoneSwitch(popup).click();
    await popup.getByRole("button", { name: "Turn it off" }).click();
    await eventually(() => alertText(popup)).toContain("Not switched");
    await eventually(() => switches(popup)).toEqual(["PSTN phone: on"]);
    await waitForBadge(hookswitch, "TEL");
    expect(devicesOn(emulator, phoneOnlyUserId)).toEqual([100290]);
  });

  test("that was turned off on purpose stays off, though the answer was lost", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    emulator.faults.once({ kind: "doneButUnheard" }, TURNS_OFF);
    await phoneSwitch(popup).click();
    await popup.getByRole("button", { name: "Turn it off" }).click();
    await waitForBadge(hookswitch, "!!");
    await untilSwitched(hookswitch);
    await eventually(() => switches(popup)).toEqual(NONE_ON);
    expect(deviceWrites(emulator)).toEqual([[PHONE, false]]);
    expect(await alertText(popup)).toBe("");
  });
});

describe("during a call", () => {
  test("it is shown, and a switch concerns the next call", async ({ hookswitch, emulator }) => {
    emulator.store.ccmDevice(PHONE).status = "busy";
    const popup = await ccmPopup(hookswitch, emulator);
    await popup.getByText("On a call", { exact: true }).waitFor();
    const remark = popup.getByText("You can switch now. It counts from the next call.");
    expect(await remark.isVisible()).toBe(true);
    await eventually(() => statusText(popup)).toMatch(/You are on a call.*your phone only/);
    for (const control of [phoneSwitch(popup), softphoneSwitch(popup)]) {
      const ids = ((await control.getAttribute("aria-describedby")) ?? "").split(" ");
      const described = await popup.locator(ids.map((id) => `#${id}`).join(", ")).allInnerTexts();
      expect(described.join(" ")).toContain("You can switch now. It counts from the next call.");
    }
    await softphoneSwitch(popup).click();
    await eventually(() => switches(popup)).toEqual(SIP_ON);
    await untilPainted(hookswitch, "S?", "your softphone");
    // The call goes on where it is.
    expect(await remark.isVisible()).toBe(true);
    emulator.store.ccmDevice(PHONE).status = "free";
    await popup.getByRole("button", { name: "Check now" }).click();
    await remark.waitFor({ state: "detached" });
    expect(await popup.getByText("Free", { exact: true }).count()).toBe(2);
  });
});

describe("rapid presses", () => {
  test("are one queue: what is under way ends first, and the last one wins", async ({
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

  test("never ask for two, nor end with none, whatever happens meanwhile", async ({
    hookswitch,
    emulator,
  }) => {
    const turn = fc.record({
      fault: fc.constantFrom<(Fault | null)[]>(
        null,
        { kind: "doneButUnheard" },
        { kind: "outage" },
        { kind: "status", status: 500 },
        { kind: "status", status: 500, carryOut: true },
        { kind: "delay", ms: 30 },
      ),
      step: fc.constantFrom(TURNS_OFF, TURNS_ON),
      presses: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
      waits: fc.boolean(),
    });
    const popup = await ccmPopup(hookswitch, emulator, { userId: threeDevicesUserId });
    for (const { fault, step, presses, waits } of fc.sample(fc.noBias(turn), PLAN)) {
      if (fault !== null) emulator.faults.once(fault, step);
      for (const index of presses) {
        await press(popup.getByRole("switch").nth(index));
        // The question may be gone by itself: another press has just been carried out.
        const keep = popup.getByRole("button", { name: "Keep it on" });
        await keep.evaluateAll((buttons: HTMLElement[]) => {
          for (const button of buttons) button.click();
        });
      }
      if (waits) await untilSwitched(hookswitch);
    }
    await untilSwitched(hookswitch, popup);
    await popup.getByRole("button", { name: "Check now" }).click();
    const names = ["PSTN phone – Mobile", "PSTN phone – Desk phone", "SIP softphone – Softphone"];
    const ids = [100310, 100311, 100312];
    await eventually(async () => {
      const on = devicesOn(emulator, threeDevicesUserId);
      const expected = names.map((name, index) => `${name}: ${on.includes(ids[index] ?? 0) ? "on" : "off"}`);
      return {
        count: on.length,
        agrees: JSON.stringify(await switches(popup)) === JSON.stringify(expected),
      };
    }).toEqual({ count: 1, agrees: true });
    expect(puts(emulator).length).toBeGreaterThan(10);
  });
});
