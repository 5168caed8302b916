import type { Page } from "playwright-core";
import { expect } from "vitest";
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
  puts,
  softphoneSwitch,
  statusText,
  stopWorkerInRequest,
  switches,
  TURNS_OFF,
  TURNS_ON,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { fireAlarm, startWorker } from "./harness/worker.ts";

/** An API whose switch takes two requests, one device a request. */
interface Steps {
  readonly name: string;
  readonly popup: (handle: Hookswitch, emulator: Emulator) => Promise<Page>;
  /** The two steps, as they come in. */
  readonly matches: readonly RequestMatch[];
  /** Both as words, from the phone to the softphone, and back. */
  readonly words: readonly [there: readonly [string, string], back: readonly [string, string]];
  readonly wordsOf: (request: RequestEntry) => string;
  /** The devices that are on at the server. */
  readonly on: (emulator: Emulator) => string[];
  /** What is on between the steps, and what the badge says then. */
  readonly halfWay: { readonly on: readonly string[]; readonly badge: string; readonly says: string };
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
    words: [
      ["phone off", "softphone on"],
      ["softphone off", "phone on"],
    ],
    wordsOf({ path, body }) {
      const name = NAMES.get(Number(path.split("/").at(-1)));
      return `${name} ${(body as { available: boolean }).available ? "on" : "off"}`;
    },
    on: (emulator) => devicesOn(emulator).map((id) => NAMES.get(id) ?? ""),
    halfWay: { on: [], badge: "!!", says: "not reach you" },
    last: "",
  },
  {
    name: "the older contract",
    popup(handle, emulator) {
      emulator.store.olderOptions.togglesOther = false;
      return corePopup(handle, emulator, DEMO.older);
    },
    matches: [statusIs(true), statusIs(false)],
    words: [
      ["softphone on", "phone off"],
      ["phone on", "softphone off"],
    ],
    wordsOf({ body }) {
      const { DeviceName, DeviceStatus } = body as { DeviceName: string; DeviceStatus: boolean };
      return `${NAMES.get(DeviceName)} ${DeviceStatus ? "on" : "off"}`;
    },
    on({ store }) {
      const { phone, sip } = store.olderUser();
      return [...(phone?.on ? ["phone"] : []), ...(sip?.on ? ["softphone"] : [])];
    },
    halfWay: { on: ["phone", "softphone"], badge: "S?", says: "your phone and your softphone" },
    last: ", locked",
  },
];

/** What wakes the worker again. */
const WAKES = { "its alarm": (handle: Hookswitch) => fireAlarm(handle, "wake"), "any event": startWorker };

interface Death {
  readonly when: string;
  /** Around which request: either step, or the read after them. */
  readonly at: "before" | "after";
  readonly step: 0 | 1 | 2;
  /** How often each step is asked for in all. */
  readonly asked: readonly [number, number];
  readonly by: keyof typeof WAKES;
}

/** Every other one meets a switch back to the phone. */
const DEATHS: readonly Death[] = [
  { when: "before the first step is done", at: "before", step: 0, asked: [2, 1], by: "its alarm" },
  { when: "after the first step, its answer unheard", at: "after", step: 0, asked: [1, 1], by: "any event" },
  { when: "before the second step is done", at: "before", step: 1, asked: [1, 2], by: "its alarm" },
  { when: "after the second step, its answer unheard", at: "after", step: 1, asked: [1, 1], by: "any event" },
  { when: "before the read after both steps", at: "before", step: 2, asked: [1, 1], by: "any event" },
];

test.for(APIS)(
  "a worker that is stopped at each step of a switch on $name makes it when it is woken",
  async ({ popup: openPopup, matches, words, wordsOf, on, halfWay, last }, { hookswitch, emulator }) => {
    const popup = await openPopup(hookswitch, emulator);

    async function stopAt({ at, step, asked, by }: Death, isBack: boolean): Promise<void> {
      const [first, second] = words[isBack ? 1 : 0];
      const before = puts(emulator).length;
      const isAfterBoth = (): boolean => puts(emulator).length === before + 2;
      const hold = emulator.faults.hold(at, matches[step] ?? { method: "GET", when: isAfterBoth });
      await (isBack ? phoneSwitch : softphoneSwitch)(popup).click();
      await hold.held;
      const isHalfWay = at === "before" && step === 1;
      if (isHalfWay) await waitForBadge(hookswitch, halfWay.badge);
      await stopWorkerInRequest(hookswitch, emulator);
      // The server drops it where it is not done yet.
      hold.release();
      expect(await journal(hookswitch)).not.toBeNull();
      expect(await alarms(hookswitch)).toEqual(["wake"]);
      if (at === "before" && step === 0) {
        const pending = ["PSTN phone: off, pending", `SIP softphone: on, pending${last}`];
        await eventually(() => switches(popup)).toEqual(pending);
        expect(on(emulator)).toEqual(["phone"]);
      }
      if (isHalfWay) {
        expect(on(emulator)).toEqual(halfWay.on);
        expect(await badge(hookswitch.keeper)).toMatchObject({ text: halfWay.badge });
        await eventually(() => statusText(popup)).toContain(halfWay.says);
      }
      await WAKES[by](hookswitch);
      // Badge, tooltip, popup, server and what is written down all say that it is made, and nothing went wrong.
      await untilSwitched(hookswitch);
      const says = isBack ? "your phone only" : "your softphone";
      await untilPainted(hookswitch, isBack ? "TEL" : "S?", says);
      await eventually(() => switches(popup)).toEqual([
        `PSTN phone: ${isBack ? `on${last}` : "off"}`,
        `SIP softphone: ${isBack ? "off" : `on${last}`}`,
      ]);
      await eventually(() => statusText(popup)).toContain(says);
      expect(await alertText(popup)).toBe("");
      expect(on(emulator)).toEqual([isBack ? "phone" : "softphone"]);
      const written = puts(emulator).slice(before).map(wordsOf);
      expect(written).toEqual([...Array(asked[0]).fill(first), ...Array(asked[1]).fill(second)]);
    }

    for (const [round, death] of DEATHS.entries()) {
      await stopAt(death, round % 2 === 1).catch((cause: unknown) => {
        throw new Error(`stopped ${death.when}: ${cause}`, { cause });
      });
    }
  },
);
