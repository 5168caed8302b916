import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import type { RequestEntry, RequestMatch } from "../emulator/request-log.ts";
import {
  alarms,
  alertText,
  ccmPopup,
  corePopup,
  devicesOn,
  eventually,
  journal,
  phoneSwitch,
  pressAndHold,
  puts,
  softphoneSwitch,
  statusText,
  stopWorkerInRequest,
  switches,
  TURNS_OFF,
  TURNS_ON,
  untilCarriedOut,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { fireAlarm, startWorker, stopWorker } from "./harness/worker.ts";

/** An API whose switch takes two requests: from the phone to the softphone, one device a request. */
interface Steps {
  readonly name: string;
  readonly popup: (handle: Hookswitch, emulator: Emulator) => Promise<Page>;
  /** The two steps, as they come in and as words. */
  readonly matches: readonly [RequestMatch, RequestMatch];
  readonly words: readonly [string, string];
  readonly wordsOf: (request: RequestEntry) => string;
  /** The devices that are on at the server. */
  readonly on: (emulator: Emulator) => string[];
  /** What is on between the steps, and what the badge says then. */
  readonly halfWay: { readonly on: readonly string[]; readonly badge: string; readonly says: string };
  /** After which steps it reads the devices. */
  readonly readsAfter: readonly number[];
  /** How the switch of the only device that is on is marked. */
  readonly last: "" | ", locked";
}

const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
const NAMES = new Map<unknown, string>([
  [phoneDeviceId, "phone"],
  [sipDeviceId, "softphone"],
  ["phone", "phone"],
  ["sip", "softphone"],
]);
const statusIs = (on: boolean): RequestMatch => ({
  method: "PUT",
  when: ({ body }) => (body as { DeviceStatus?: unknown } | undefined)?.DeviceStatus === on,
});

const APIS: readonly Steps[] = [
  {
    name: "CCM",
    popup: ccmPopup,
    matches: [TURNS_OFF, TURNS_ON],
    words: ["phone off", "softphone on"],
    wordsOf({ path, body }) {
      const name = NAMES.get(Number(path.split("/").at(-1)));
      return `${name} ${(body as { available: boolean }).available ? "on" : "off"}`;
    },
    on: (emulator) => devicesOn(emulator).map((id) => NAMES.get(id) ?? ""),
    halfWay: { on: [], badge: "!!", says: "not reach you" },
    readsAfter: [2],
    last: "",
  },
  {
    name: "the older contract",
    popup(handle, emulator) {
      emulator.store.olderOptions.togglesOther = false;
      return corePopup(handle, emulator, DEMO.older);
    },
    matches: [statusIs(true), statusIs(false)],
    words: ["softphone on", "phone off"],
    wordsOf({ body }) {
      const { DeviceName, DeviceStatus } = body as { DeviceName: string; DeviceStatus: boolean };
      return `${NAMES.get(DeviceName)} ${DeviceStatus ? "on" : "off"}`;
    },
    on({ store }) {
      const { phone, sip } = store.olderUser();
      return [...(phone?.on ? ["phone"] : []), ...(sip?.on ? ["softphone"] : [])];
    },
    halfWay: { on: ["phone", "softphone"], badge: "S?", says: "your phone and your softphone" },
    readsAfter: [1, 2],
    last: ", locked",
  },
];

describe.each(APIS)(
  "a worker that is stopped in a switch on $name",
  ({ popup: openPopup, matches, words, wordsOf, on, halfWay, readsAfter, last }) => {
    const [first, second] = words;
    const written = (emulator: Emulator): string[] => puts(emulator).map(wordsOf);

    /** Badge, tooltip, popup, server and what is written down all say that the softphone is on, and nothing went wrong. */
    async function expectSoftphoneOn(handle: Hookswitch, popup: Page, emulator: Emulator): Promise<void> {
      await untilSwitched(handle);
      await untilPainted(handle, "S?", "your softphone");
      await eventually(() => switches(popup)).toEqual(["PSTN phone: off", `SIP softphone: on${last}`]);
      await eventually(() => statusText(popup)).toContain("your softphone");
      await eventually(() => alertText(popup)).toBe("");
      expect(on(emulator)).toEqual(["softphone"]);
    }

    test("before the first step is done makes the switch when it is woken by its alarm", async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await openPopup(hookswitch, emulator);
      const hold = await pressAndHold(popup, emulator, "before", matches[0]);
      await stopWorkerInRequest(hookswitch, emulator);
      hold.release();
      expect(await journal(hookswitch)).not.toBeNull();
      expect(await alarms(hookswitch)).toEqual(["wake"]);
      await eventually(() => switches(popup)).toEqual([
        "PSTN phone: off, pending",
        `SIP softphone: on, pending${last}`,
      ]);
      expect(on(emulator)).toEqual(["phone"]);
      await fireAlarm(hookswitch, "wake");
      await expectSoftphoneOn(hookswitch, popup, emulator);
      expect(written(emulator)).toEqual([first, first, second]);
    });

    test("between the steps, the answer to the first unheard, goes on when it is woken by any event", async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await openPopup(hookswitch, emulator);
      const hold = await pressAndHold(popup, emulator, "after", matches[0]);
      await stopWorkerInRequest(hookswitch, emulator);
      hold.release();
      expect(on(emulator)).toEqual(halfWay.on);
      expect(await alarms(hookswitch)).toEqual(["wake"]);
      await startWorker(hookswitch);
      await expectSoftphoneOn(hookswitch, popup, emulator);
      expect(written(emulator)).toEqual([first, second]);
    });

    test(`before the second step is done shows ${halfWay.badge}, and goes on when it is woken by its alarm`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await openPopup(hookswitch, emulator);
      const hold = await pressAndHold(popup, emulator, "before", matches[1]);
      await waitForBadge(hookswitch, halfWay.badge);
      await eventually(() => journal(hookswitch)).toMatchObject({ noDeviceOn: halfWay.on.length === 0 });
      await stopWorkerInRequest(hookswitch, emulator);
      hold.release();
      expect(on(emulator)).toEqual(halfWay.on);
      expect(await badge(hookswitch.keeper)).toMatchObject({ text: halfWay.badge });
      await eventually(() => statusText(popup)).toContain(halfWay.says);
      await fireAlarm(hookswitch, "wake");
      await expectSoftphoneOn(hookswitch, popup, emulator);
      expect(written(emulator)).toEqual([first, second, second]);
    });

    test("after the second step asks for nothing twice when it is woken by any event", async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await openPopup(hookswitch, emulator);
      const hold = await pressAndHold(popup, emulator, "after", matches[1]);
      await stopWorkerInRequest(hookswitch, emulator);
      hold.release();
      await startWorker(hookswitch);
      await expectSoftphoneOn(hookswitch, popup, emulator);
      expect(written(emulator)).toEqual([first, second]);
    });

    test.for(readsAfter)(
      "before the read after step %i reads when it lives again",
      async (step, { hookswitch, emulator }) => {
        const popup = await openPopup(hookswitch, emulator);
        const isAfterStep = (): boolean => puts(emulator).length === step;
        const hold = await pressAndHold(popup, emulator, "before", { method: "GET", when: isAfterStep });
        await stopWorkerInRequest(hookswitch, emulator);
        hold.remove();
        await startWorker(hookswitch);
        await expectSoftphoneOn(hookswitch, popup, emulator);
        expect(written(emulator)).toEqual([first, second]);
      },
    );

    test.for([1, 2])(
      "while the server carries step %i out late ends in the switch",
      async (step, { hookswitch, emulator }) => {
        const popup = await openPopup(hookswitch, emulator);
        const hold = await pressAndHold(popup, emulator, "before", step === 1 ? matches[0] : matches[1]);
        await stopWorkerInRequest(hookswitch, emulator);
        // The new worker's read comes before the old one's write.
        const read = emulator.faults.hold("after", { method: "GET" });
        await startWorker(hookswitch);
        await read.held;
        hold.release({ evenIfGone: true });
        await eventually(() => puts(emulator)[step - 1]?.carriedOut).toBe(true);
        read.release();
        await expectSoftphoneOn(hookswitch, popup, emulator);
      },
    );

    test("at any moment after a press leaves one device on in the end", async ({ hookswitch, emulator }) => {
      const popup = await openPopup(hookswitch, emulator);
      for (let round = 0; round < 5; round += 1) {
        const isToSoftphone = round % 2 === 0;
        const from = emulator.requests.length;
        const delay = emulator.faults.always({ kind: "delay", ms: 150 }, { method: "PUT" });
        await (isToSoftphone ? softphoneSwitch : phoneSwitch)(popup).click();
        // Once it is written down, and once each of its steps has come in, or is answered.
        if (round === 0) await until("the press to be written down", () => journal(hookswitch));
        if (round === 1) await emulator.waitForRequest(matches[0], { from, phase: "received" });
        if (round === 2) await emulator.waitForRequest(matches[0], { from, phase: "finished" });
        if (round === 3) await emulator.waitForRequest(matches[1], { from, phase: "received" });
        if (round === 4) await emulator.waitForRequest(matches[1], { from, phase: "finished" });
        await stopWorker(hookswitch);
        delay.remove();
        await startWorker(hookswitch);
        await untilSwitched(hookswitch);
        expect(on(emulator)).toEqual([isToSoftphone ? "softphone" : "phone"]);
        await eventually(() => switches(popup)).toEqual([
          `PSTN phone: ${isToSoftphone ? "off" : `on${last}`}`,
          `SIP softphone: ${isToSoftphone ? `on${last}` : "off"}`,
        ]);
        await waitForBadge(hookswitch, isToSoftphone ? "S?" : "TEL");
        await untilCarriedOut(emulator);
      }
      expect(await alertText(popup)).toBe("");
    });
  },
);
