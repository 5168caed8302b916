import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  elsewhereBy,
  NO_WAITS,
  readWaitAfter,
  type ServerWaits,
  waitForAny,
  waitsBy,
  withElsewhere,
  withWait,
} from "../../../../src/core/polling/server-waits.ts";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

const waitsOf = (
  readUntil: number | null,
  writeUntil: number | null,
  since: number | null = NOW,
): ServerWaits => ({
  readUntil,
  writeUntil,
  since,
});

describe("a wait that the server has just set", () => {
  const later = NOW + 5_000;

  it("is kept beside the other one, with the moment when it was set", () => {
    expect(withWait(NO_WAITS, { readUntil: NOW + 1 }, NOW)).toEqual(waitsOf(NOW + 1, null));
    expect(withWait(waitsOf(NOW + 1, null), { writeUntil: NOW + 2 }, later)).toEqual(
      waitsOf(NOW + 1, NOW + 2, later),
    );
  });

  it("lengthens an earlier one, and never shortens it", () => {
    const waits = waitsOf(NOW + MINUTE, NOW + MINUTE);
    const longer = NOW + 2 * MINUTE;
    expect(withWait(waits, { readUntil: longer, writeUntil: longer }, later)).toEqual(
      waitsOf(longer, longer, later),
    );
    expect(withWait(waits, { readUntil: NOW + 1, writeUntil: NOW + 1 }, later)).toEqual({
      ...waits,
      since: later,
    });
  });

  it("is removed by null", () => {
    const waits = waitsOf(NOW + MINUTE, NOW + MINUTE);
    expect(withWait(waits, { readUntil: null }, NOW)).toEqual(waitsOf(null, NOW + MINUTE));
    expect(withWait(waits, { writeUntil: null }, NOW)).toEqual(waitsOf(NOW + MINUTE, null));
  });
});

describe("reads after an answer", () => {
  const FIRST = NOW + MINUTE;
  const SECOND = NOW + 2 * MINUTE;

  it.each([
    ["neither it nor an earlier one asks for a wait", null, null, null],
    ["it asks for one", null, FIRST, FIRST],
    ["an earlier one does", FIRST, null, FIRST],
    ["it asks for the longer one", FIRST, SECOND, SECOND],
    ["an earlier one asks for the longer one", SECOND, FIRST, SECOND],
    ["an earlier one is over", NOW, null, null],
  ])("wait until both allow them: %s", (_which, known, told, expected) => {
    expect(readWaitAfter(waitsOf(known, null), told, NOW)).toBe(expected);
  });
});

describe("the waits by a clock that may have been set back", () => {
  it("stay as they are by a clock that went on, or was corrected by two seconds", () => {
    const waits = waitsOf(NOW + MINUTE, null);
    for (const now of [NOW - 2_000, NOW, NOW + 10 * MINUTE]) expect(waitsBy(waits, now)).toBe(waits);
  });

  it("begin again with their full length, and not with the time by which the clock was set back", () => {
    const back = NOW - 2_001;
    expect(waitsBy(waitsOf(NOW + MINUTE, NOW + 2 * MINUTE), back)).toEqual(
      waitsOf(back + MINUTE, back + 2 * MINUTE, back),
    );
    expect(waitsBy(waitsOf(null, NOW + MINUTE), back)).toEqual(waitsOf(null, back + MINUTE, back));
  });

  it("are over if they were over when they were set", () => {
    const back = NOW - MINUTE;
    expect(waitsBy(waitsOf(NOW - 1, null), back)).toEqual(waitsOf(back, null, back));
  });

  it("stay as they are if nobody knows when they were set", () => {
    const waits = waitsOf(NOW + MINUTE, null, null);
    expect(waitsBy(waits, NOW - MINUTE)).toBe(waits);
  });

  it("never hold for longer than the server asked for, however the clock is set", () => {
    const length = fc.integer({ min: 1, max: 3_600_000 });
    const change = fc.integer({ min: -86_400_000, max: 3_600_000 });
    fc.assert(
      fc.property(length, fc.array(change), (asked, changes) => {
        let now = NOW;
        let waits = withWait(NO_WAITS, { readUntil: now + asked }, now);
        for (const by of changes) {
          now += by;
          waits = waitsBy(waits, now);
          // A correction of up to two seconds moves nothing.
          expect(waitForAny(waits)).toBeLessThanOrEqual(now + asked + 2_000);
        }
      }),
    );
  });
});

it("any wait is the later of both", () => {
  expect(waitForAny(waitsOf(NOW + 1, NOW + 2))).toBe(NOW + 2);
  expect(waitForAny(waitsOf(NOW + 2, NOW + 1))).toBe(NOW + 2);
  expect(waitForAny(waitsOf(NOW, null))).toBe(NOW);
  expect(waitForAny(waitsOf(null, NOW))).toBe(NOW);
  expect(waitForAny(NO_WAITS)).toBe(0);
});

describe("the waits outside the account", () => {
  const long = waitsOf(NOW + MINUTE, null);

  it("are kept by budget, and those of one are replaced", () => {
    const short = waitsOf(null, NOW + 1);
    expect(withElsewhere({ a: long }, "b", short, NOW)).toEqual({ a: long, b: short });
    expect(withElsewhere({ a: long, b: short }, "b", long, NOW)).toEqual({ a: long, b: long });
  });

  it("are dropped once they are over, also by a clock that was set back", () => {
    const over = waitsOf(NOW, null, NOW - MINUTE);
    expect(withElsewhere({ a: over }, "b", long, NOW)).toEqual({ b: long });
    expect(withElsewhere({ a: long }, "b", over, NOW)).toEqual({ a: long });
    const emptied = waitsOf(NOW, null, NOW);
    expect(withElsewhere({ a: emptied }, "b", long, NOW - MINUTE)).toEqual({ b: long });
  });

  it("begin again by a clock that was set back", () => {
    const back = NOW - MINUTE;
    const later = waitsOf(back + 1, null, back);
    expect(elsewhereBy({ a: long, b: later }, back)).toEqual({
      a: waitsOf(back + MINUTE, null, back),
      b: later,
    });
  });

  it("are the same object if it was not", () => {
    for (const elsewhere of [{}, { a: long, b: waitsOf(null, NOW + 1) }])
      expect(elsewhereBy(elsewhere, NOW + 1)).toBe(elsewhere);
  });
});
