import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterEvent,
  afterQuiet,
  type KeyDecision,
  type KeyTrail,
  QUIET,
} from "../../../../src/core/switching/key-repeat.ts";

interface Event {
  readonly at: number;
  readonly command: string;
}

/**
 * What is made of events: the presses, with their moments.
 *
 * @param late how late each look for quiet is, ms; what was heard by then comes first
 */
function presses(events: readonly Event[], late = 0): Event[] {
  const made: Event[] = [];
  let trail: KeyTrail | null = null;
  let looks: { planned: number; made: number }[] = [];
  const take = (heard: KeyDecision, at: number): void => {
    trail = heard.trail;
    for (let count = 0; count < heard.presses; count += 1) made.push({ at, command: heard.trail.command });
    if (heard.again !== null) looks.push({ planned: heard.again, made: heard.again + late });
  };
  const look = (until: number): void => {
    for (let due = looks.find((one) => one.made <= until); due && trail; ) {
      const { planned, made: at } = due;
      looks = looks.filter((one) => one !== due);
      take(afterQuiet(trail, planned, at), at);
      due = looks.find((one) => one.made <= until);
    }
  };
  for (const { at, command } of events) {
    look(at - 1);
    take(afterEvent(trail, command, at), at);
  }
  look(Number.POSITIVE_INFINITY);
  return made;
}

const S = "switch-device";
const at = (...moments: number[]): Event[] => moments.map((moment) => ({ at: moment, command: S }));

/** A key held from `from` on, as a keyboard repeats it. */
function held(from: number, delay: number, every: number, repeats: number): number[] {
  return [from, ...Array.from({ length: repeats }, (_, index) => from + delay + index * every)];
}

describe("a key", () => {
  it("acts at once when it is pressed", () => {
    expect(presses(at(1_000))).toEqual(at(1_000));
  });

  it("acts once however long it is held: X11, Windows at its slowest start, macOS at its slowest", () => {
    for (const [delay, every] of [
      [660, 40],
      [250, 33],
      [500, 33],
      [1_000, 33],
      [1_800, 100],
    ] as const) {
      for (const repeats of [2, 3, 20, 500]) {
        expect(presses(at(...held(0, delay, every, repeats))), `${delay}, ${every}, ${repeats}`).toEqual(
          at(0),
        );
      }
    }
  });

  it("pressed twice acts twice, the second time once it is known not to repeat", () => {
    expect(presses(at(0, 400))).toEqual(at(0, 400 + QUIET));
    expect(presses(at(0, 150))).toEqual(at(0, 150 + QUIET));
  });

  it("acts at once again after a while", () => {
    expect(presses(at(0, 5_000))).toEqual(at(0, 5_000));
  });

  it("pressed soon after it was held acts again", () => {
    const hold = held(0, 660, 40, 30);
    const end = hold.at(-1) ?? 0;
    expect(presses(at(...hold, end + 350))).toEqual(at(0, end + 350 + QUIET));
    expect(presses(at(...hold, end + 350, end + 750))).toHaveLength(3);
    expect(presses(at(...hold, end + 3_000))).toEqual(at(0, end + 3_000));
  });

  it("held twice acts twice, if at all a little late", () => {
    const first = held(0, 660, 40, 10);
    const second = held(3_500, 660, 40, 10);
    expect(presses(at(...first, ...second))).toEqual(at(0, 3_500));
  });

  it("that is followed by another acts at once, as does the other", () => {
    const events = [
      { at: 0, command: S },
      { at: 10, command: "phone-only" },
      { at: 20, command: S },
      { at: 30, command: "softphone-only" },
    ];
    expect(presses(events)).toEqual(events);
  });

  it("held and followed by another says no more when that is pressed", () => {
    const hold = at(0, 660);
    const other = { at: 700, command: "phone-only" };
    expect(presses([...hold, other])).toEqual([...at(0), other]);
  });

  it("whose repeats come bunched, since the worker was starting or busy, is one press", () => {
    expect(presses(at(0, 1, 2, 3, 4, 5, 40, 80, 120))).toEqual(at(0));
    // Nothing was heard for half a second in the middle of it, or at its beginning.
    expect(presses(at(0, 660, 700, 740, 1_240, 1_241, 1_242, 1_243, 1_280))).toEqual(at(0));
    expect(presses(at(0, 660, 1_160, 1_161, 1_162, 1_163, 1_200), 290)).toEqual(at(0));
  });

  it("pressed twice is two presses also where the worker was busy in between", () => {
    expect(presses(at(0, 400, 800), 1_000)).toHaveLength(3);
  });
});

describe("a look for quiet", () => {
  const pressed = afterEvent(afterEvent(null, S, 0).trail, S, 500).trail;
  const lookAt = 500 + QUIET;

  it("in time finds a press", () => {
    expect(afterQuiet(pressed, lookAt, lookAt + 50)).toMatchObject({ presses: 1, again: null });
  });

  it("that is over 50 ms late is made once more, 50 ms later, as the events may be late too", () => {
    const late = lookAt + 51;
    const first = afterQuiet(pressed, lookAt, late);
    expect(first).toMatchObject({ presses: 0, again: late + 50 });
    expect(afterQuiet(first.trail, late + 50, late + 1_000)).toMatchObject({ presses: 1, again: null });
  });

  it("does nothing if more events came since it was planned", () => {
    const more = afterEvent(pressed, S, 600).trail;
    expect(afterQuiet(more, lookAt, lookAt)).toEqual({ trail: more, presses: 0, again: null });
  });
});

describe("whatever is done", () => {
  const jitter = fc.array(fc.nat(60), { minLength: 60, maxLength: 60 });

  it("a stream of auto-repeat is one press", () => {
    const delays = fc.integer({ min: 250, max: 1_800 });
    const counts = fc.integer({ min: 2, max: 60 });
    const lates = fc.nat(100);
    fc.assert(
      fc.property(delays, fc.integer({ min: 20, max: 120 }), counts, jitter, lates, (...made) => {
        const [delay, every, repeats, late, timerLate] = made;
        const moments = held(0, delay, every, repeats).map((moment, index) => moment + (late[index] ?? 0));
        moments.sort((one, other) => one - other);
        expect(presses(at(...moments), timerLate).map(({ at: when }) => when)).toEqual([moments[0]]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("presses at least 400 ms apart are all made, and in their order", () => {
    const gaps = fc.array(fc.integer({ min: 400, max: 3_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(gaps, fc.array(fc.constantFrom(S, "phone-only"), { minLength: 21 }), (some, commands) => {
        // Which of two keys is pressed is no matter where each is pressed in its own turn.
        let moment = 0;
        const events = [0, ...some].map((gap, index) => {
          moment += gap;
          return { at: moment, command: commands[index] ?? S };
        });
        expect(presses(events).map(({ command }) => command)).toEqual(events.map(({ command }) => command));
      }),
      { numRuns: 2_000 },
    );
  });

  it("no more is made than was pressed, and something is", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_500), { minLength: 1, maxLength: 30 }), fc.nat(500), (gaps, late) => {
        let moment = 0;
        const events = at(...gaps.map((gap) => (moment += gap)));
        const made = presses(events, late);
        expect(made.length).toBeGreaterThanOrEqual(1);
        expect(made.length).toBeLessThanOrEqual(events.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
