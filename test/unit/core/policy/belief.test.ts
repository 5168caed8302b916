import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  believe,
  EMPTY_FOR,
  EMPTY_FROM_START,
  NOTHING_ANSWERED,
} from "../../../../src/core/policy/belief.ts";
import type { Policy } from "../../../../src/core/policy/policy.ts";

const KNOWN: Policy = { AllowKeepSignedIn: false };
const START = 1_800_000_000_000;

/** What holds after these answers, each some time after the one before. */
function heldAfter(
  known: Policy | null,
  answers: readonly { told: Policy; announced?: boolean; in?: number }[],
) {
  let now = START;
  let policy = known;
  let seen = NOTHING_ANSWERED;
  for (const answer of answers) {
    now += answer.in ?? 0;
    ({ policy, seen } = believe(policy, answer.told, seen, answer.announced ?? false, now));
  }
  return policy;
}

describe("an answer that tells no policy", () => {
  it("is not believed in the first minutes of the browser", () => {
    expect(heldAfter(KNOWN, [{ told: {} }, { told: {}, in: EMPTY_FROM_START - 1 }])).toBe(KNOWN);
    expect(heldAfter(KNOWN, [{ told: {} }, { told: {}, in: EMPTY_FROM_START }])).toBeNull();
  });

  it("is believed seconds after one was told, or a change was announced", () => {
    for (const first of [{ told: KNOWN }, { told: {}, announced: true }]) {
      const gone = [first, { told: {}, in: 1_000 }];
      expect(heldAfter(KNOWN, [...gone, { told: {}, in: EMPTY_FOR - 1_001 }])).toEqual(KNOWN);
      expect(heldAfter(KNOWN, [...gone, { told: {}, in: EMPTY_FOR }])).toBeNull();
    }
  });

  it("is nothing new where none is known", () => {
    expect(believe(null, {}, NOTHING_ANSWERED, true, START)).toEqual({
      policy: null,
      seen: NOTHING_ANSWERED,
    });
  });

  it("counts anew after one that tells one", () => {
    const there = { told: KNOWN };
    const gone = { told: {}, in: EMPTY_FOR - 1 };
    expect(heldAfter(KNOWN, [there, gone, there, gone, there, gone])).toEqual(KNOWN);
  });

  it("counts anew after the clock was set back", () => {
    expect(
      heldAfter(KNOWN, [{ told: KNOWN }, { told: {} }, { told: {}, in: -60_000 }, { told: {}, in: 9_999 }]),
    ).toEqual(KNOWN);
  });
});

it("a policy that is told holds at once, and without one there is none", () => {
  const answers = fc.array(
    fc.record({
      told: fc.constantFrom<Policy>({}, KNOWN, { PlaysSound: true }),
      announced: fc.boolean(),
      in: fc.constantFrom(0, 1_000, EMPTY_FOR, EMPTY_FROM_START),
    }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(answers, (all) => {
      const last = all.at(-1)?.told ?? {};
      const holds = heldAfter(null, all);
      if (Object.keys(last).length > 0) expect(holds).toEqual(last);
      // Nothing but what was told before holds.
      else expect([null, ...all.map(({ told }) => told)]).toContainEqual(holds);
    }),
  );
});
