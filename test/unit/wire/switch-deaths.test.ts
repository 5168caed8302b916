import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { devicesOn, puts, TURNS_OFF, TURNS_ON } from "../../emulator/at-server.ts";
import type { RequestEntry, RequestMatch } from "../../emulator/request-log.ts";
import { DEMO } from "../../emulator/store.ts";
import type { EmulatedWire } from "./emulated-wire.ts";
import { pressAndHold } from "./press-and-hold.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** A switch that is made by a press on the softphone's switch. */
interface Case {
  readonly name: string;
  readonly api: Api;
  readonly arrange?: (wire: EmulatedWire) => void;
  /** Its requests, as they come in and as words. */
  readonly steps: readonly { readonly match: RequestMatch; readonly word: string }[];
  readonly wordOf: (request: RequestEntry) => string;
  /** What is on at the server, before it and after each step. */
  readonly on: (wire: EmulatedWire) => string;
  readonly states: readonly string[];
  /** What the badge says after each step. */
  readonly badges: readonly string[];
  /** How the popup shows it while it is open, and once it is made. */
  readonly pending: readonly string[];
  readonly done: readonly string[];
  readonly says: string;
  /** After which steps the devices are read. */
  readonly readsAfter: readonly number[];
}

const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
const NAMES = new Map<unknown, string>([
  [phoneDeviceId, "phone"],
  [sipDeviceId, "softphone"],
  ["phone", "phone"],
  ["sip", "softphone"],
]);
const onOrOff = (on: boolean): string => (on ? "on" : "off");
const statusIs = (on: boolean): RequestMatch => ({
  method: "PUT",
  when: ({ body }) => (body as { DeviceStatus?: unknown }).DeviceStatus === on,
});
const both = (phone: boolean | undefined, softphone: boolean | undefined): string =>
  [...(phone ? ["phone"] : []), ...(softphone ? ["softphone"] : [])].join(" and ");

const CASES: readonly Case[] = [
  {
    name: "CCM",
    api: "ccm",
    steps: [
      { match: TURNS_OFF, word: "phone off" },
      { match: TURNS_ON, word: "softphone on" },
    ],
    wordOf({ path, body }) {
      const { available } = body as { available: boolean };
      return `${NAMES.get(Number(path.split("/").at(-1)))} ${onOrOff(available)}`;
    },
    on: (wire) =>
      devicesOn(wire)
        .map((id) => NAMES.get(id))
        .join(" and "),
    states: ["phone", "", "softphone"],
    badges: ["!!", "S?"],
    pending: ["PSTN phone: off, pending", "SIP softphone: on, pending"],
    done: ["PSTN phone: off", "SIP softphone: on"],
    says: "your softphone",
    readsAfter: [2],
  },
  {
    name: "the older contract",
    api: "usermapping",
    arrange({ store }) {
      store.olderOptions.togglesOther = false;
    },
    steps: [
      { match: statusIs(true), word: "softphone on" },
      { match: statusIs(false), word: "phone off" },
    ],
    wordOf({ body }) {
      const { DeviceName, DeviceStatus } = body as { DeviceName: string; DeviceStatus: boolean };
      return `${NAMES.get(DeviceName)} ${onOrOff(DeviceStatus)}`;
    },
    on({ store }) {
      const { phone, sip } = store.olderUser();
      return both(phone?.on, sip?.on);
    },
    states: ["phone", "phone and softphone", "softphone"],
    badges: ["S?", "S?"],
    pending: ["PSTN phone: off, pending", "SIP softphone: on, pending, locked"],
    done: ["PSTN phone: off", "SIP softphone: on, locked"],
    says: "your softphone",
    readsAfter: [1, 2],
  },
  {
    name: "Integrations Core",
    api: "integrations-core",
    steps: [{ match: { method: "PUT" }, word: "phone on, softphone off" }],
    wordOf({ body }) {
      const { phone, sip } = body as { phone: boolean; sip: boolean };
      return `phone ${onOrOff(phone)}, softphone ${onOrOff(sip)}`;
    },
    on({ store }) {
      const { phone, sip } = store.agent();
      return both(phone?.enabled, sip?.enabled);
    },
    states: ["phone and softphone", "phone"],
    badges: ["TEL"],
    pending: ["PSTN phone: on, locked", "SIP softphone: off, pending"],
    done: ["PSTN phone: on, locked", "SIP softphone: off"],
    says: "your phone only",
    readsAfter: [1],
  },
];

describe.each(CASES)("a worker that dies in a switch on $name", (one) => {
  const { api, arrange, steps, wordOf, on, states, badges, pending, done, says, readsAfter } = one;
  const words = steps.map(({ word }) => word);
  const written = ({ wire }: WireWorld): string[] => puts(wire).map(wordOf);
  const numbered = steps.map((step, index) => ({ ...step, number: index + 1 }));

  async function begin(): Promise<WireWorld> {
    const world = await signedInWireWorld(api);
    arrange?.(world.wire);
    expect(on(world.wire)).toBe(states[0]);
    return world;
  }

  /** Badge, tooltip, popup, server and what is written down all say that the switch is made, and nothing went wrong. */
  async function expectMade(world: WireWorld): Promise<void> {
    await world.untilSwitched();
    expect([world.badge.text, world.title]).toEqual([badges.at(-1), expect.stringContaining(says)]);
    const { sentence, switches, alerts } = world.popup.view();
    expect([switches, alerts]).toEqual([done, ""]);
    expect(sentence).toContain(says);
    expect(on(world.wire)).toBe(states.at(-1));
  }

  it.each(numbered)(
    "before step $number is done asks for it again, by its alarm",
    async ({ match, number }) => {
      const world = await begin();
      const hold = await pressAndHold(world, "before", match);
      world.die();
      // The server drops it undone.
      hold.release();
      await world.settle();
      expect(world.items.journal).not.toBeNull();
      expect(world.alarm).not.toBeNull();
      expect(on(world.wire)).toBe(states[number - 1]);
      if (number === 1) expect(world.popup.view().switches).toEqual(pending);
      else expect(world.badge.text).toBe(badges[number - 2]);
      await world.until("the worker to live", () => !world.dead);
      await expectMade(world);
      expect(written(world)).toEqual([...words.slice(0, number), ...words.slice(number - 1)]);
    },
  );

  it("is waited for no longer than a minute, however seldom the status is read", async () => {
    const world = await begin();
    await world.choose({ fastestSeconds: 600, slowestMinutes: 60 });
    await world.popup.press("Check now");
    expect((world.alarm ?? 0) - world.now).toBeGreaterThanOrEqual(600_000);
    const hold = await pressAndHold(world, "before", steps[0]!.match);
    world.die();
    hold.release();
    await world.until("the worker to live", () => !world.dead, 60);
    await expectMade(world);
  });

  it.each(numbered)(
    "after step $number, its answer unheard, asks for nothing twice, whatever starts it",
    async ({ match, number }) => {
      const world = await begin();
      const hold = await pressAndHold(world, "after", match);
      world.die();
      hold.release();
      expect(on(world.wire)).toBe(states[number]);
      expect(world.alarm).not.toBeNull();
      world.start();
      await expectMade(world);
      expect(written(world)).toEqual(words);
    },
  );

  it.each(readsAfter)("before the read after step %i reads when it lives again", async (step) => {
    const world = await begin();
    const isAfterStep = (): boolean => puts(world.wire).length === step;
    const hold = await pressAndHold(world, "before", { method: "GET", when: isAfterStep });
    world.die();
    hold.remove();
    world.start();
    await expectMade(world);
    expect(written(world)).toEqual(words);
  });

  it.each(numbered)(
    "while the server carries step $number out late ends in the switch",
    async ({ match, number }) => {
      const world = await begin();
      const hold = await pressAndHold(world, "before", match);
      world.die();
      // The new worker's read comes before the old one's write.
      const read = world.wire.faults.hold("after", { method: "GET" });
      world.start();
      await world.settle();
      expect(read.hits).toBe(1);
      hold.release({ evenIfGone: true });
      await world.settle();
      expect(puts(world.wire)[number - 1]?.carriedOut).toBe(true);
      read.release();
      await expectMade(world);
    },
  );
});

describe("a worker that dies in a switch on Integrations Core", () => {
  const bodies = ({ wire }: WireWorld): unknown[] => puts(wire).map(({ body }) => body);

  it("leaves another switch that somebody makes meanwhile as it is, and says so", async () => {
    const world = await signedInWireWorld("integrations-core");
    const hold = await pressAndHold(world, "before", { method: "PUT" });
    world.die();
    hold.release();
    world.wire.store.setIntegrations({ phone: false, sip: true });
    world.start();
    await world.untilSwitched();
    const { alerts, switches } = world.popup.view();
    expect(alerts).toContain("Your switch was interrupted");
    expect(switches).toEqual(["PSTN phone: off", "SIP softphone: on, locked"]);
    expect([world.badge.text, world.title]).toEqual(["SIP", expect.stringContaining("your softphone only")]);
    expect(bodies(world)).toHaveLength(1);
  });

  it("with a press waiting behind the one under way forgets neither", async () => {
    const world = await signedInWireWorld("integrations-core");
    const hold = await pressAndHold(world, "before", { method: "PUT" });
    await world.popup.click("SIP softphone");
    expect(world.popup.view().switches).toEqual(["PSTN phone: on", "SIP softphone: on"]);
    await world.popup.click("PSTN phone");
    expect(world.items.journal).toMatchObject({ waiting: { target: { phone: false, sip: true } } });
    world.die();
    hold.release();
    world.start();
    await world.untilSwitched();
    expect(world.popup.view().switches).toEqual(["PSTN phone: off", "SIP softphone: on, locked"]);
    expect(world.wire.store.agent()).toMatchObject({ phone: { enabled: false }, sip: { enabled: true } });
    expect(bodies(world)).not.toContainEqual({ phone: false, sip: false });
  });
});
