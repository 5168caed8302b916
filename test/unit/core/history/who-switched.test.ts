import { describe, expect, it } from "vitest";
import type { Device, Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { NOTHING_WATCHED, whoSwitched } from "../../../../src/core/history/who-switched.ts";
import { INITIAL_RULES, type RulesMemory } from "../../../../src/core/rules/rules-memory.ts";
import { type Journal, newJournal, type Origin } from "../../../../src/core/switching/journal.ts";

type On = readonly [phone: boolean, softphone: boolean];

function device(id: string, kind: Device["kind"], on: boolean | null): Device {
  return { id, kind, on } as Device;
}

/** What is known when the devices were read to be so. */
function read([phone, softphone]: On, changes: Partial<Status> = {}, api = "integrations-core"): Status {
  const devices = [device("1", "pstn", phone), device("2", "sip", softphone)];
  return { ...INITIAL_STATUS, reading: { devices, api } as unknown as Reading, ...changes };
}

const target = ([phone, softphone]: On) => ({ "1": phone, "2": softphone });

function switching(origin: Origin, to: On, before: On): Journal {
  return newJournal({ origin, target: target(to), askedAt: 0 }, "integrations-core", target(before));
}

interface Step {
  readonly status: Status;
  readonly journal?: Journal;
  readonly rules?: RulesMemory;
}

/** Who is found to have switched, look by look. */
function found(...steps: Step[]): (string | null)[] {
  let watched = NOTHING_WATCHED;
  return steps.map(({ status, journal = null, rules = null }) => {
    const [after, switched] = whoSwitched(watched, { status, journal, rules });
    watched = after;
    return switched && `${switched.by}${switched.isReturn ? ", return" : ""}`;
  });
}

const BOTH: On = [true, true];
const PHONE: On = [true, false];
const SOFTPHONE: On = [false, true];

describe("who switched", () => {
  it("is nobody at first, and as long as nothing changes", () => {
    expect(found({ status: INITIAL_STATUS }, { status: read(BOTH) }, { status: read(BOTH) })).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("is somebody elsewhere where no switch of ours was under way", () => {
    expect(found({ status: read(BOTH) }, { status: read(PHONE) }, { status: read(PHONE) })).toEqual([
      null,
      "elsewhere",
      null,
    ]);
  });

  it.each<Origin>(["key", "popup", "lock", "for-a-while"])(
    "is %s once its switch is over, and not before",
    (origin) => {
      const journal = switching(origin, PHONE, BOTH);
      const steps = [{ status: read(BOTH) }, { status: read(PHONE), journal }, { status: read(PHONE) }];
      expect(found(...steps)).toEqual([null, null, origin]);
      // Also for a worker that begins in the middle of the switch.
      expect(found(...steps.slice(1))).toEqual([null, origin]);
    },
  );

  it("is the end of a rule where the rule restores what was before", () => {
    const plan = {
      by: "lock",
      isReturn: true,
      target: target(BOTH),
      at: 0,
      isBegun: true,
      tries: 1,
    } as const;
    const rules = { ...INITIAL_RULES, plan };
    expect(
      found(
        { status: read(PHONE) },
        { status: read(PHONE), journal: switching("lock", BOTH, PHONE), rules },
        { status: read(BOTH), rules: INITIAL_RULES },
      ),
    ).toEqual([null, null, "lock, return"]);
  });

  it("is nobody where the agent asks for what is on already", () => {
    expect(
      found(
        { status: read(PHONE) },
        { status: read(PHONE), journal: switching("key", PHONE, PHONE) },
        { status: read(PHONE) },
      ),
    ).toEqual([null, null, null]);
  });

  it("is the agent where only a later read shows what has become of the switch", () => {
    expect(
      found(
        { status: read(BOTH) },
        { status: read(BOTH), journal: switching("popup", PHONE, BOTH) },
        { status: read(BOTH, { inDoubt: true }) },
        { status: read(PHONE) },
      ),
    ).toEqual([null, null, null, "popup"]);
  });

  it("is not known where a switch was not made: what it sent may arrive late", () => {
    const failed = [
      { status: read(BOTH) },
      { status: read(BOTH), journal: switching("popup", PHONE, BOTH) },
      { status: read(BOTH) },
    ];
    expect(found(...failed, { status: read(PHONE) }, { status: read(SOFTPHONE) })).toEqual([
      null,
      null,
      null,
      null,
      "elsewhere",
    ]);
    expect(found(...failed, { status: read(SOFTPHONE) }).at(-1)).toBe("elsewhere");
  });

  it("is not known where a switch leaves the devices otherwise than it should", () => {
    const half: Step[] = [
      { status: read(BOTH) },
      { status: read(BOTH), journal: switching("key", SOFTPHONE, BOTH) },
      { status: read(PHONE) },
    ];
    expect(found(...half)).toEqual([null, null, null]);
  });

  it("is somebody elsewhere who asks for the same as the agent before", () => {
    const made = [
      { status: read(BOTH) },
      { status: read(BOTH), journal: switching("popup", PHONE, BOTH) },
      { status: read(PHONE) },
    ];
    expect(found(...made, { status: read(BOTH) }, { status: read(PHONE) }).slice(-3)).toEqual([
      "popup",
      "elsewhere",
      "elsewhere",
    ]);
  });

  it.each([
    ["however late it arrives", [BOTH, BOTH, PHONE], null],
    ["unless somebody has changed the devices meanwhile", [BOTH, SOFTPHONE, PHONE], "elsewhere"],
    ["even after it has left the devices otherwise than it should", [SOFTPHONE, PHONE], null],
  ])("is not known of what a switch that was not made has sent, %s", (_what, reads, who) => {
    const asked = { status: read(BOTH), journal: switching("popup", PHONE, BOTH) };
    const after = reads.map((on) => ({ status: read(on) }));
    expect(found({ status: read(BOTH) }, asked, ...after).at(-1)).toBe(who);
  });

  it("is the agent where a rule has no switch under way, or one that has not begun", () => {
    const plan = { by: "for-a-while", isReturn: true, target: {}, at: 0, isBegun: false, tries: 0 } as const;
    for (const rules of [INITIAL_RULES, { ...INITIAL_RULES, plan }])
      expect(
        found(
          { status: read(BOTH) },
          { status: read(BOTH), journal: switching("for-a-while", PHONE, BOTH), rules },
          { status: read(PHONE), rules },
        ).at(-1),
      ).toBe("for-a-while");
  });

  it("is recorded as a switch", () => {
    const known = { journal: null, rules: null };
    const [watched] = whoSwitched(NOTHING_WATCHED, { ...known, status: read(BOTH) });
    const [, switched] = whoSwitched(watched, { ...known, status: read(PHONE) });
    expect(switched).toEqual({ kind: "switched", by: "elsewhere", isReturn: false });
    const journal = switching("key", PHONE, BOTH);
    const [asked] = whoSwitched(watched, { ...known, status: read(BOTH), journal });
    const [, own] = whoSwitched(asked, { ...known, status: read(PHONE) });
    expect(own).toEqual({ kind: "switched", by: "key", isReturn: false });
  });

  it("is not known where it is not said which device is on", () => {
    const unsaid = {
      ...INITIAL_STATUS,
      reading: {
        api: "usermapping",
        devices: [device("1", "pstn", null), device("2", "sip", null)],
      } as unknown as Reading,
    };
    expect(found({ status: read(BOTH, {}, "usermapping") }, { status: unsaid }).at(-1)).toBeNull();
    const half = unsaid.reading.devices.map((one) => (one.id === "2" ? { ...one, on: false } : one));
    const halfSaid = { ...unsaid, reading: { ...unsaid.reading, devices: half } };
    expect(found({ status: read(BOTH, {}, "usermapping") }, { status: halfSaid }).at(-1)).toBeNull();
  });
});
