import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRecord, type Observation } from "../../../../src/core/history/next-record.ts";
import type { Facts, Observed } from "../../../../src/core/history/record.ts";
import { stretchAt, timeline } from "../../../../src/core/history/timeline.ts";
import { message } from "../../../../src/core/message.ts";
import { BOTH, HOUR, historyOf, MINUTE, NOBODY, PHONE } from "./histories.ts";

const seenAt = (seen: number, facts: Facts = BOTH): Observation => ({
  facts,
  seen,
  holds: seen + 90_000,
});

const BEFORE = seenAt(HOUR);

describe("what is recorded", () => {
  it("is the first observation, without a gap before it", () => {
    expect(nextRecord(null, seenAt(5), true)).toEqual({ kind: "observed", at: 5, ...BOTH });
  });

  it("is a change, at its moment", () => {
    const next = seenAt(HOUR + 30_000, PHONE);
    expect(nextRecord(BEFORE, next, false)).toEqual({ kind: "observed", at: next.seen, ...PHONE });
  });

  it("is what is said in other words", () => {
    for (const facts of [
      { ...BOTH, title: message("verdictPhone") },
      { ...BOTH, why: [message("whyNotRegistered")] },
    ])
      expect(nextRecord(BEFORE, seenAt(HOUR + 30_000, facts), false)).toMatchObject(facts);
  });

  it.each<[string, Facts]>([
    ["the same", BOTH],
    ["a newer reading", { ...BOTH, readAt: 99 }],
    ["another moment in the same words", { ...BOTH, why: [] }],
  ])("is not %s", (_what, facts) => {
    expect(nextRecord(BEFORE, seenAt(HOUR + 30_000, facts), false)).toBeNull();
  });

  it("is not a time in a sentence that is read anew each time", () => {
    const since = (minute: number): Facts => ({
      ...PHONE,
      why: [message("whyNotRegisteredSince", { time: { minute } })],
    });
    expect(nextRecord(seenAt(0, since(5)), seenAt(1, since(6)), false)).toBeNull();
  });
});

describe("a gap", () => {
  it.each([
    ["no gap: up to the end of the evidence, what was known holds", 90_000, null],
    ["from the end of the evidence, where the alarm was a little late", 100_000, HOUR + 90_000],
    ["from the end of the evidence, where the alarm was as late as it may be", 150_000, HOUR + 90_000],
    ["from the last observation, where it was later", 150_001, HOUR],
    ["no gap: a clock that was corrected by as much as may be", -2_000, null],
    ["from the last observation, where the machine slept", 10 * MINUTE, HOUR],
    ["no gap: a clock that was corrected by a second", -1_000, null],
    ["from the last observation, where the clock was set back", -HOUR, HOUR],
  ])("is %s", (_what, later, unobservedFrom) => {
    const record = nextRecord(BEFORE, seenAt(HOUR + later), false);
    expect(record?.unobservedFrom ?? null).toBe(unobservedFrom);
    expect(record === null).toBe(unobservedFrom === null);
  });

  it("is there for the shortest time during which the browser was closed", () => {
    expect(nextRecord(BEFORE, seenAt(HOUR + 1_000), true)).toMatchObject({ unobservedFrom: HOUR });
  });
});

describe("whatever is observed, and whenever", () => {
  const steps = fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 5 * MINUTE }),
      facts: fc.constantFrom(BOTH, PHONE, NOBODY),
      life: fc.integer({ min: 0, max: 3 * MINUTE }),
      isFirst: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  );

  it("the history holds at each moment what was seen last, as long as that counted, and nothing else", () => {
    fc.assert(
      fc.property(steps, fc.nat(100 * MINUTE), fc.nat(5 * MINUTE), (all, moment, later) => {
        const seen: (Observation & { isFirst: boolean })[] = [];
        const records: Observed[] = [];
        for (const { after, facts, life, isFirst } of all) {
          const at = (seen.at(-1)?.seen ?? 0) + after;
          const one = { facts, seen: at, holds: at + life, isFirst };
          const record = nextRecord(seen.at(-1) ?? null, one, isFirst);
          if (record !== null) records.push(record);
          seen.push(one);
        }
        const last = seen.at(-1) as Observation;
        const now = last.seen + later;
        const history = historyOf(records, last.seen, last.holds);
        const found = stretchAt(timeline(history, 0, 200 * MINUTE, now), moment)?.facts ?? null;
        const index = seen.filter((one) => one.seen <= moment).length - 1;
        const [then, next] = [seen[index], seen[index + 1]];
        // Seen without a break from then until the next look, or until now.
        const isHeld =
          then !== undefined && (next === undefined ? now : next.seen) <= then.holds && !next?.isFirst;
        if (found !== null) {
          expect(found.reach).toBe(then?.facts.reach);
          expect(moment).toBeLessThanOrEqual(then?.holds ?? 0);
        } else expect(isHeld && moment < now).toBe(false);
      }),
    );
  });
});
