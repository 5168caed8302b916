import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../../src/core/api-rules.ts";
import { canRing } from "../../../../src/core/devices/device.ts";
import { isLost, verdict } from "../../../../src/core/devices/verdict.ts";
import type { Settings } from "../../../../src/core/settings.ts";
import { BOTH, Desk, MINUTE, PHONE, SOFTPHONE } from "./desk.ts";

/** All that may happen to one agent's desk, in any order. */

type Happening = (desk: Desk) => void;

const NONE = { phone: false, sip: false };

function mayBe(api: Api, on: typeof PHONE): boolean {
  if (api === "integrations-core") return on.phone || on.sip;
  return api === "ccm" ? !(on.phone && on.sip) : on.phone !== on.sip;
}

function happenings(api: Api): fc.Arbitrary<Happening> {
  const state = fc.constantFrom(...[PHONE, SOFTPHONE, BOTH, NONE].filter((on) => mayBe(api, on)));
  const tab = fc.constantFrom("open", "closed", "crashed", "asleep", "unseen" as const);
  const registration = fc.constantFrom("registered", "not-registered", "not-reported" as const);
  const named = <T>(name: string, arbitrary: fc.Arbitrary<T>, act: (desk: Desk, value: T) => void) =>
    arbitrary.map((value) =>
      Object.assign((desk: Desk) => act(desk, value), {
        [fc.toStringMethod]: () => `${name}(${fc.stringify(value)})`,
      }),
    );
  return fc.oneof(
    { weight: 4, arbitrary: named("pass", fc.nat(20 * MINUTE), (desk, ms) => desk.pass(ms)) },
    {
      weight: 1,
      arbitrary: named("sleep", fc.nat(1_500 * MINUTE), (desk, ms) => {
        desk.now += ms;
      }),
    },
    {
      weight: 1,
      arbitrary: named("clock", fc.nat(100 * MINUTE), (desk, ms) => {
        desk.now -= ms;
      }),
    },
    {
      weight: 3,
      arbitrary: named("presence", fc.constantFrom("active", "idle", "locked" as const), (desk, presence) =>
        desk.presenceIs(presence),
      ),
    },
    { weight: 2, arbitrary: named("press", state, (desk, on) => desk.press(on)) },
    { weight: 2, arbitrary: named("elsewhere", state, (desk, on) => desk.elsewhere(on)) },
    {
      weight: 1,
      arbitrary: named("forAWhile", fc.tuple(state, fc.nat(60)), (desk, [on, minutes]) =>
        desk.forAWhile(on, minutes),
      ),
    },
    { weight: 1, arbitrary: named("pause", fc.nat(60), (desk, minutes) => desk.pause(minutes)) },
    { weight: 1, arbitrary: named("endForAWhile", fc.constant(0), (desk) => desk.endForAWhile()) },
    { weight: 2, arbitrary: named("tab", tab, (desk, one) => desk.tab(one)) },
    ...(api === "integrations-core"
      ? [
          {
            weight: 3,
            arbitrary: named("registration", registration, (desk, one) => {
              desk.registration = one;
            }),
          },
        ]
      : []),
    {
      weight: 1,
      arbitrary: named("fails", fc.boolean(), (desk, fails) => {
        desk.fails = fails;
      }),
    },
    {
      weight: 1,
      arbitrary: named("random", fc.double({ min: 0, max: 0.99, noNaN: true }), (desk, random) => {
        desk.random = random;
      }),
    },
  );
}

const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
  ringsWhileLocked: fc.boolean(),
  ringsWhenDropped: fc.boolean(),
  droppedReads: fc.integer({ min: 1, max: 3 }),
  wellMinutes: fc.constantFrom(1, 5, 15),
  workingHours: fc.boolean(),
  workingDays: fc.constantFrom("12345", "1234567", "3", ""),
  workingFrom: fc.constantFrom("09:00", "22:00", "00:00"),
  workingUntil: fc.constantFrom("18:00", "10:05", "00:00"),
  outsideHours: fc.constantFrom("phone", "softphone", "as-before"),
});

/** Whether, by what is known, a call would reach somebody on the devices that are on. */
function reaches(desk: Desk): boolean {
  const judged = verdict(desk.input);
  const isTrusted = !("softphone" in judged) || !isLost(judged.softphone);
  return desk.reading.devices.some((device) => canRing(device) && (device.kind === "pstn" || isTrusted));
}

/** Checks each switch of a rule's as it is made. */
class WatchedDesk extends Desk {
  override decide() {
    const made = this.switched.length;
    const decision = super.decide();
    for (const { from, to } of this.switched.slice(made)) {
      if (from === to) continue;
      expect(to).not.toBe("none");
      if (this.api !== "integrations-core") expect(to).not.toBe("both");
    }
    if (this.switched.length > made && !this.fails) expect(reaches(this)).toBe(true);
    return decision;
  }
}

const RUNS = { numRuns: 200 };

describe.each<Api>(["integrations-core", "ccm", "usermapping"])("on %s, for all that may happen", (api) => {
  const all = fc.tuple(settings, fc.array(happenings(api), { maxLength: 18 }));

  it("a rule never leaves nobody reachable, nor two on where one may be", () => {
    fc.assert(
      fc.property(all, ([chosen, events]) => {
        const desk = new WatchedDesk(api, chosen);
        for (const happens of events) happens(desk);
      }),
      RUNS,
    );
  });

  it("the rules come to rest, and then begin nothing until the next hours", () => {
    fc.assert(
      fc.property(all, ([chosen, events]) => {
        const desk = new WatchedDesk(api, { ...chosen, workingHours: false });
        for (const happens of events) happens(desk);
        desk.endForAWhile();
        desk.pass(130 * MINUTE);
        const made = desk.switched.length;
        desk.pass(60 * MINUTE);
        expect(desk.switched.length).toBe(made);
        expect(desk.rules.plan).toBeNull();
      }),
      RUNS,
    );
  });

  it("the safety net makes at most one switch each way in ten minutes", () => {
    fc.assert(
      fc.property(all, ([chosen, events]) => {
        const desk = new WatchedDesk(api, {
          ...chosen,
          ringsWhenDropped: true,
          ringsWhileLocked: false,
          workingHours: false,
        });
        // Only what is on and off by itself: no clock that is set, and no choice of the agent's.
        for (const happens of events)
          if (!/^(clock|forAWhile|fails)/.test(fc.stringify(happens))) happens(desk);
        for (const isReturn of [false, true]) {
          const times = desk.switched
            .filter((one) => one.by === "safety-net" && one.isReturn === isReturn)
            .map(({ at }) => at);
          for (const [index, at] of times.slice(1).entries())
            expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
        }
      }),
      RUNS,
    );
  });

  it("with every rule off, nothing is done but what the agent has asked for", () => {
    fc.assert(
      fc.property(fc.array(happenings(api), { maxLength: 18 }), (events) => {
        const desk = new Desk(api, {});
        for (const happens of events) happens(desk);
        for (const { by, isReturn } of desk.switched) expect([by, isReturn]).toEqual(["for-a-while", true]);
      }),
      RUNS,
    );
  });
});
