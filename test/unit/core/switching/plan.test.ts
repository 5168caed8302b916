import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../../src/core/api-rules.ts";
import type { Assignment, Device } from "../../../../src/core/devices/device.ts";
import { type Failure, NO_DETAILS } from "../../../../src/core/failure.ts";
import { type Journal, NOTHING_SENT, newJournal } from "../../../../src/core/switching/journal.ts";
import {
  compensate,
  forward,
  isStillWanted,
  noneIsOn,
  type Plan,
  recover,
  wantsOne,
} from "../../../../src/core/switching/plan.ts";

const NOW = 1_800_000_000_000;
const FRESH_FOR = 120_000;
const REFUSED: Failure = { ...NO_DETAILS, kind: "not-permitted" };

type State = "on" | "off" | "unverified";

/** Devices by what they are; one whose id begins with `x` is of an unknown type. */
function devicesOf(states: Readonly<Record<string, State>>): Device[] {
  return Object.entries(states).map(([id, state]) => ({
    id,
    kind: id.startsWith("x") ? "other" : id.startsWith("s") ? "sip" : "pstn",
    name: null,
    address: null,
    on: state === "unverified" ? null : state === "on",
    registration: "not-reported",
    lastSeenAt: null,
    verified: state !== "unverified",
    busy: null,
  }));
}

/** `"a b"` turns these on, and every other device of `p1 p2 s1` off. */
function only(ids: string, all = "p1 p2 s1"): Assignment {
  return Object.fromEntries(all.split(" ").map((id) => [id, ids.split(" ").includes(id)]));
}

function journalOf(before: Assignment, target: Assignment, over: Partial<Journal> = {}): Journal {
  return { ...newJournal({ origin: "key", target, askedAt: NOW }, "ccm", before), ...over };
}

const write = (change: Assignment): Plan => ({ do: "write", change });
const end = (as: Extract<Plan, { do: "end" }>["as"]): Plan => ({ do: "end", as });

describe("the next step towards the target, at most one on", () => {
  const steps: [string, string, Record<string, State>, Plan][] = [
    ["off first", "s1", { p1: "on", p2: "off", s1: "off" }, write({ p1: false })],
    ["then on", "s1", { p1: "off", p2: "off", s1: "off" }, write({ s1: true })],
    ["there", "s1", { p1: "off", p2: "off", s1: "on" }, end("reached")],
    ["from one phone to the other", "p2", { p1: "on", p2: "off", s1: "off" }, write({ p1: false })],
    ["off, wherever it stands", "p1", { p1: "off", p2: "off", s1: "on" }, write({ s1: false })],
    ["two are on: one after the other", "s1", { p1: "on", p2: "on", s1: "off" }, write({ p1: false })],
    ["two are on, one of them rightly", "s1", { p1: "off", p2: "on", s1: "on" }, write({ p2: false })],
    ["unverified counts as off", "s1", { p1: "unverified", p2: "off", s1: "off" }, write({ s1: true })],
    ["unverified that shall be off is so", "", { p1: "unverified", p2: "off", s1: "off" }, end("reached")],
    ["none on purpose", "", { p1: "on", p2: "off", s1: "off" }, write({ p1: false })],
    ["none on purpose, done", "", { p1: "off", p2: "off", s1: "off" }, end("reached")],
    ["none at all", "s1", {}, { do: "compensate" }],
    ["the wanted one is gone, none is on", "s1", { p1: "off", p2: "off" }, { do: "compensate" }],
    ["the wanted one is gone, one is on", "s1", { p1: "on", p2: "off" }, end("changed-elsewhere")],
    ["an unknown one is on", "s1", { p1: "off", s1: "off", x1: "on" }, end("changed-elsewhere")],
    ["an unknown one is on, off first", "s1", { p1: "on", s1: "off", x1: "on" }, write({ p1: false })],
    ["an unknown one is off", "s1", { p1: "off", s1: "off", x1: "off" }, write({ s1: true })],
    ["one that came meanwhile is on", "s1", { p1: "off", s1: "off", p9: "on" }, end("changed-elsewhere")],
  ];
  it.each(steps)("%s", (_name, target, states, step) => {
    expect(forward(journalOf(only("p1"), only(target)), devicesOf(states))).toEqual(step);
  });
});

it("a device that is on can be on, whatever is said of its verification", () => {
  const devices = devicesOf({ p1: "off", s1: "on" }).map((device) => ({ ...device, verified: false }));
  expect(forward(journalOf(only("p1"), only("s1")), devices)).toEqual(end("reached"));
});

it.each([
  ["made just now", 0, true],
  ["two minutes old", FRESH_FOR, true],
  ["older", FRESH_FOR + 1, false],
  ["from the future, by a correction of the clock", -2_000, true],
  ["from before the clock was set back", -2_001, false],
])("a press is still wanted: %s", (_how, age, is) => {
  expect(isStillWanted({ origin: "key", target: {}, askedAt: NOW - age }, NOW)).toBe(is);
});

describe("the one step, at least one on", () => {
  const journal = (target: Assignment): Journal =>
    journalOf({ phone: true, sip: false }, target, { api: "integrations-core" });

  it("names both devices, whatever they are", () => {
    const target = { phone: false, sip: true };
    expect(forward(journal(target), devicesOf({ phone: "on", sip: "on" }))).toEqual(write(target));
    expect(forward(journal(target), devicesOf({ phone: "on", sip: "off" }))).toEqual(write(target));
    expect(forward(journal(target), devicesOf({ phone: "off", sip: "on" }))).toEqual(end("reached"));
  });

  it.each([
    ["there already", { phone: "off", sip: "on" }, 0, end("reached")],
    ["as before, and fresh", { phone: "on", sip: "off" }, FRESH_FOR, write({ phone: false, sip: true })],
    ["as before, and stale", { phone: "on", sip: "off" }, FRESH_FOR + 1, end("given-up")],
    ["changed elsewhere", { phone: "on", sip: "on" }, 0, end("given-up")],
  ] as [string, Record<string, State>, number, Plan][])("is taken up: %s", (_name, states, age, step) => {
    expect(recover(journal({ phone: false, sip: true }), devicesOf(states), NOW + age)).toEqual(step);
  });
});

describe("a switch is taken up, at most one on", () => {
  const stale = FRESH_FOR + 1;
  /** What it was before, what it shall be, what it is, and how it stands. */
  const cases: [string, string, string, Record<string, State>, Partial<Journal> & { age?: number }, Plan][] =
    [
      ["nothing done yet", "p1", "s1", { p1: "on", p2: "off", s1: "off" }, {}, write({ p1: false })],
      [
        "nothing done yet, to the last moment",
        "p1",
        "s1",
        { p1: "on", p2: "off", s1: "off" },
        { age: FRESH_FOR },
        write({ p1: false }),
      ],
      [
        "nothing done, and stale",
        "p1",
        "s1",
        { p1: "on", p2: "off", s1: "off" },
        { age: stale },
        end("given-up"),
      ],
      [
        "off is done",
        "p1",
        "s1",
        { p1: "off", p2: "off", s1: "off" },
        { noDeviceOn: true },
        write({ s1: true }),
      ],
      [
        "off is done and was not heard",
        "p1",
        "s1",
        { p1: "off", p2: "off", s1: "off" },
        {},
        write({ s1: true }),
      ],
      [
        "off is done, and stale: what was on is turned on again",
        "p1",
        "s1",
        { p1: "off", p2: "off", s1: "off" },
        { age: stale },
        { do: "compensate" },
      ],
      [
        "off, stale, and nothing was on before: forward",
        "",
        "s1",
        { p1: "off", p2: "off", s1: "off" },
        { age: stale },
        write({ s1: true }),
      ],
      [
        "off, stale, and what was on is gone: back, to another",
        "p1",
        "s1",
        { p2: "off", s1: "off" },
        { age: stale },
        { do: "compensate" },
      ],
      ["done", "p1", "s1", { p1: "off", p2: "off", s1: "on" }, { age: stale }, end("reached")],
      [
        "done, while undoing",
        "p1",
        "s1",
        { p1: "off", p2: "off", s1: "on" },
        { compensatesFor: REFUSED },
        end("reached"),
      ],
      [
        "somebody turned a third one on",
        "p1",
        "s1",
        { p1: "off", p2: "on", s1: "off" },
        { noDeviceOn: true },
        end("changed-elsewhere"),
      ],
      [
        "somebody turned a third one on, which was not heard of",
        "p1",
        "s1",
        { p1: "off", p2: "on", s1: "off" },
        {},
        end("changed-elsewhere"),
      ],
      [
        "somebody turned the first one on again",
        "p1",
        "s1",
        { p1: "on", p2: "off", s1: "off" },
        { noDeviceOn: true },
        end("changed-elsewhere"),
      ],
      [
        "two were on, and somebody turned on again the one that this switch has turned off",
        "p1 p2",
        "s1",
        { p1: "on", p2: "off", s1: "off" },
        { turnedOff: ["p1"] },
        end("changed-elsewhere"),
      ],
      [
        "two were on, and one is off",
        "p1 p2",
        "s1",
        { p1: "off", p2: "on", s1: "off" },
        { turnedOff: ["p1"] },
        write({ p2: false }),
      ],
      ["an unknown one is on", "p1", "s1", { p1: "off", s1: "off", x1: "on" }, {}, end("changed-elsewhere")],
      [
        "undoing goes on",
        "p1",
        "s1",
        { p1: "off", p2: "off", s1: "off" },
        { compensatesFor: REFUSED, noDeviceOn: true },
        write({ p1: true }),
      ],
      [
        "undoing goes on, however late",
        "p1",
        "s1",
        { p1: "off", p2: "off", s1: "off" },
        { compensatesFor: REFUSED, noDeviceOn: true, age: 30 * stale },
        write({ p1: true }),
      ],
      [
        "undoing is done",
        "p1",
        "s1",
        { p1: "on", p2: "off", s1: "off" },
        { compensatesFor: REFUSED, noDeviceOn: true },
        end("compensated"),
      ],
      [
        "undoing is overtaken",
        "p1",
        "s1",
        { p1: "off", p2: "on", s1: "off" },
        { compensatesFor: REFUSED, noDeviceOn: true },
        end("changed-elsewhere"),
      ],
      [
        "undoing, and what was on is gone",
        "p1",
        "s1",
        { p2: "off", s1: "off" },
        { compensatesFor: REFUSED, noDeviceOn: true },
        write({ s1: true }),
      ],
      [
        "none on purpose, nothing done",
        "p1",
        "",
        { p1: "on", p2: "off", s1: "off" },
        {},
        write({ p1: false }),
      ],
      [
        "none on purpose, done",
        "p1",
        "",
        { p1: "off", p2: "off", s1: "off" },
        { age: stale },
        end("reached"),
      ],
    ];
  it.each(cases)("%s", (_name, before, target, states, { age = 0, ...over }, step) => {
    expect(recover(journalOf(only(before), only(target), over), devicesOf(states), NOW + age)).toEqual(step);
  });
});

describe("the way back", () => {
  it.each([
    ["what was on", "p2", { p1: "off", p2: "off", s1: "off" }, write({ p2: true })],
    ["the target, where what was on is gone", "p2", { p1: "off", s1: "off" }, write({ s1: true })],
    [
      "the target, where what was on is not verified",
      "p2",
      { p2: "unverified", s1: "off" },
      write({ s1: true }),
    ],
    ["nothing that is not verified", "p2", { p2: "unverified", s1: "unverified" }, end("given-up")],
    ["nothing was on", "", { p1: "off", p2: "off", s1: "off" }, end("given-up")],
  ] as [string, string, Record<string, State>, Plan][])("%s", (_name, before, states, step) => {
    expect(compensate(journalOf(only(before), only("s1")), devicesOf(states))).toEqual(step);
  });
});

it.each([
  [{}, true, false],
  [{ p1: "on" }, false, true],
  [{ p1: "off" }, true, false],
  [{ p1: "unverified" }, true, false],
  [{ p1: "off", x1: "on" }, false, true],
] as [Record<string, State>, boolean, boolean][])("%j: none is on %j", (states, none, one) => {
  expect(noneIsOn(devicesOf(states))).toBe(none);
  const target = Object.fromEntries(Object.entries(states).map(([id, state]) => [id, state === "on"]));
  expect(wantsOne(target)).toBe(one);
});

const IDS = ["p1", "p2", "s1", "s2", "x1", "p9"];
const someStates = fc
  .array(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom<State>("on", "off", "off", "unverified")), {
    maxLength: 6,
  })
  .map((all) => Object.fromEntries(all));
const assignment = fc.dictionary(fc.constantFrom("p1", "p2", "s1", "s2"), fc.boolean(), { maxKeys: 4 });
/** Of a press: every device that can be switched, with one at most on. */
const press = fc.constantFrom("", "p1", "p2", "s1", "s2").map((id) => only(id, "p1 p2 s1 s2"));
const someJournal = (api: Api, target: fc.Arbitrary<Assignment> = fc.oneof(press, assignment)) =>
  fc.record({
    api: fc.constant(api),
    origin: fc.constant("key" as const),
    target,
    askedAt: fc.constant(NOW),
    before: fc.oneof(press, assignment),
    noDeviceOn: fc.boolean(),
    compensatesFor: fc.constantFrom(null, "interrupted" as const, REFUSED),
    failures: fc.nat(5),
    refusals: fc.nat(5),
    answered: fc.boolean(),
    turnedOff: fc.constant([]),
    phase: fc.constant({ name: "recovering" as const }),
    attempt: fc.constant(NOTHING_SENT),
    waiting: fc.constant(null),
  });
const age = fc.constantFrom(0, 1, FRESH_FOR, FRESH_FOR + 1, 86_400_000, -60_000);

/** The one device that a step turns on or off; `null` for a step that writes nothing. */
function written(step: Plan): { id: string; on: boolean } | null {
  if (step.do !== "write") return null;
  const entries = Object.entries(step.change);
  expect(entries).toHaveLength(1);
  const [id, on] = entries[0] ?? expect.fail("writes no device");
  return { id, on };
}

describe("at most one on, whatever the journal and the devices", () => {
  it("a step turns a device on only while none is on, and only one that is there", () => {
    fc.assert(
      fc.property(someJournal("ccm"), someStates, age, (journal, states, ms) => {
        const devices = devicesOf(states);
        for (const step of [forward(journal, devices), recover(journal, devices, NOW + ms)]) {
          const change = written(step);
          if (change === null) continue;
          const device = devices.find(({ id }) => id === change.id);
          expect(device).toBeDefined();
          expect(device?.kind).not.toBe("other");
          if (change.on) expect(noneIsOn(devices)).toBe(true);
          else expect(device?.on).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("a switch that is taken up turns off nothing that somebody else has turned on", () => {
    fc.assert(
      fc.property(someJournal("ccm"), someStates, age, (journal, states, ms) => {
        const devices = devicesOf(states);
        const change = written(recover(journal, devices, NOW + ms));
        if (change === null || change.on) return;
        expect(journal.before[change.id]).toBe(true);
        expect([journal.noDeviceOn, journal.compensatesFor]).toEqual([false, null]);
        for (const { id, on } of devices) if (on === true) expect(journal.before[id]).toBe(true);
        expect(ms).toBeLessThanOrEqual(FRESH_FOR);
      }),
      { numRuns: 5000 },
    );
  });

  it("the way back turns on what was on before, and after refusals the others in turn", () => {
    fc.assert(
      fc.property(someJournal("ccm"), someStates, (journal, states) => {
        const devices = devicesOf(states);
        const able = devices.filter(({ kind, verified }) => kind !== "other" && verified !== false);
        const tried = Array.from(able, (_, refusals) =>
          written(compensate({ ...journal, refusals }, devices)),
        );
        if (able.length === 0 || !wantsOne(journal.before)) {
          expect(compensate(journal, devices)).toEqual(end("given-up"));
          return;
        }
        expect(new Set(tried.map((change) => change?.id))).toEqual(new Set(able.map(({ id }) => id)));
        expect(tried.every((change) => change?.on)).toBe(true);
        if (able.some(({ id }) => journal.before[id])) expect(journal.before[tried[0]?.id ?? ""]).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("an agent without any device on is left so only on purpose, or where nothing can be turned on", () => {
    fc.assert(
      fc.property(someJournal("ccm", press), someStates, age, (journal, states, ms) => {
        const devices = devicesOf(states);
        fc.pre(noneIsOn(devices));
        const step = recover(journal, devices, NOW + ms);
        if (step.do !== "end") return;
        const there = (wanted: Assignment): Device[] => devices.filter(({ id }) => wanted[id] === true);
        if (step.as === "reached") expect(there(journal.target)).toEqual([]);
        else {
          expect(step.as).toBe("given-up");
          const able = devices.filter(({ kind, verified }) => kind !== "other" && verified !== false);
          expect(wantsOne(journal.before) && able.length > 0).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("step by step, a press reaches its target with never two on, off before on", () => {
    const one = fc.constantFrom("", "p1", "p2", "s1", "s2");
    fc.assert(
      fc.property(one, one, (start, goal) => {
        const all = "p1 p2 s1 s2";
        const journal = journalOf(only(start, all), only(goal, all));
        const state: Record<string, State> = Object.fromEntries(
          all.split(" ").map((id) => [id, id === start ? "on" : "off"]),
        );
        const steps: (Assignment | string)[] = [];
        for (let step = forward(journal, devicesOf(state)); ; step = forward(journal, devicesOf(state))) {
          const change = written(step);
          if (change === null) {
            expect(step).toEqual(end("reached"));
            break;
          }
          state[change.id] = change.on ? "on" : "off";
          steps.push({ [change.id]: change.on });
          expect(Object.values(state).filter((is) => is === "on").length).toBeLessThanOrEqual(1);
          expect(steps.length).toBeLessThanOrEqual(2);
        }
        const expected = [...(start ? [{ [start]: false }] : []), ...(goal ? [{ [goal]: true }] : [])];
        expect(steps).toEqual(start === goal ? [] : expected);
      }),
    );
  });
});

it("at least one on: a step names the whole target, and is none once it is reached", () => {
  fc.assert(
    fc.property(someJournal("integrations-core"), someStates, age, (journal, states, ms) => {
      for (const step of [
        forward(journal, devicesOf(states)),
        recover(journal, devicesOf(states), NOW + ms),
      ]) {
        if (step.do === "write") expect(step.change).toBe(journal.target);
        else expect(step.do).toBe("end");
      }
    }),
    { numRuns: 2000 },
  );
});
