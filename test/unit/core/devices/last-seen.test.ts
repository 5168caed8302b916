import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Device, Reading } from "../../../../src/core/devices/device.ts";
import {
  type LastSeenBasis,
  LONGEST_LEARNED_LIMIT,
  lastSeenAge,
  lastSeenExpiresAt,
  lastSeenLimit,
} from "../../../../src/core/devices/last-seen.ts";
import {
  CHANGES_ENOUGH,
  INITIAL_LAST_SEEN_RHYTHM,
  type LastSeenRhythm,
  learn,
} from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS } from "../../../../src/core/devices/status.ts";
import { softphoneState } from "../../../../src/core/devices/verdict.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const PERIOD = 30_000;

function sip(over: Partial<Device> = {}): Device {
  return {
    id: "sip",
    kind: "sip",
    name: null,
    address: null,
    on: true,
    registration: "registered",
    lastSeenAt: null,
    verified: null,
    busy: null,
    ...over,
  };
}

function readingOf(devices: readonly Device[], over: Partial<Reading> = {}): Reading {
  return {
    userId: "u",
    userName: null,
    api: "integrations-core",
    devices,
    takenAt: NOW,
    serverTime: NOW,
    updatedAt: null,
    ...over,
  };
}

/** @param limit the setting, in minutes */
function basis(limit: number | null = 10, lastSeenRhythm = INITIAL_LAST_SEEN_RHYTHM): LastSeenBasis {
  const settings = { ...DEFAULT_SETTINGS, lastSeenLimitMinutes: limit };
  return { settings, lastSeenRhythm, status: { period: PERIOD } };
}

/** The rhythm of a softphone that is seen every so many minutes, with these others among them. */
function every(minutes: number, others: readonly number[] = []): LastSeenRhythm {
  const intervals = [...others, ...Array<number>(12 - others.length).fill(minutes)];
  return { device: "sip", intervals: intervals.map((each) => each * MINUTE), changesUnseen: 0 };
}

describe("last seen", () => {
  /** The softphone's state where it was last seen `seenAgo` before the read, `passed` after it. */
  function state(
    seenAgo: number,
    given: { passed?: number; limit?: number | null; skew?: number; rhythm?: LastSeenRhythm } = {},
  ): string {
    const { passed = 0, limit = 10, skew = 0, rhythm } = given;
    const softphone = sip({ lastSeenAt: NOW - seenAgo });
    const reading = readingOf([softphone], { takenAt: NOW + skew, serverTime: NOW });
    return softphoneState(softphone, reading, basis(limit, rhythm), NOW + skew + passed);
  }

  it("counts up to the limit, and not over it", () => {
    expect(state(0)).toBe("registered");
    expect(state(10 * MINUTE)).toBe("registered");
    expect(state(10 * MINUTE + 1)).toBe("not-seen-lately");
    expect(state(5 * MINUTE + 1, { limit: 5 })).toBe("not-seen-lately");
    expect(state(10 * MINUTE + 1, { limit: 11 })).toBe("registered");
  });

  it("grows older while nothing is read", () => {
    expect(state(10 * MINUTE - 5_000, { passed: 5_000 })).toBe("registered");
    expect(state(10 * MINUTE - 5_000, { passed: 5_001 })).toBe("not-seen-lately");
  });

  it("counts by the softphone's own rhythm once that is known, whatever the setting", () => {
    for (const limit of [5, 10, 240]) {
      const four = { limit, rhythm: every(4) };
      expect(state(5 * MINUTE, four)).toBe("registered");
      expect(state(5 * MINUTE + 1, four)).toBe("not-seen-lately");
      const twenty = { limit, rhythm: every(20) };
      expect(state(21 * MINUTE, twenty)).toBe("registered");
      expect(state(21 * MINUTE + 1, twenty)).toBe("not-seen-lately");
    }
  });

  it("gives a rhythm the time that it spreads, and no single long wait", () => {
    expect(state(5 * MINUTE + 1, { rhythm: every(4, [30]) })).toBe("not-seen-lately");
    expect(state(7 * MINUTE, { rhythm: every(4, [30, 5.5]) })).toBe("registered");
    expect(state(7 * MINUTE + 1, { rhythm: every(4, [30, 5.5]) })).toBe("not-seen-lately");
  });

  it("can have moved since the read, for a period and no longer", () => {
    const late = { rhythm: every(4) };
    expect(state(4 * MINUTE, { ...late, passed: MINUTE + PERIOD })).toBe("registered");
    expect(state(4 * MINUTE, { ...late, passed: MINUTE + PERIOD + 1 })).toBe("not-seen-lately");
    // A period excuses nothing that the read itself shows, nor does a clock that was set back since.
    expect(state(5 * MINUTE + 1, { ...late, passed: PERIOD })).toBe("not-seen-lately");
    expect(state(5 * MINUTE + 3, { ...late, passed: -2 })).toBe("not-seen-lately");
  });

  it("counts by the setting where the rhythm is another softphone's, or none", () => {
    for (const rhythm of [
      { ...every(4), device: "other" },
      every(4, [10, 10]),
      every(4, [1, 1, 1, 1, 1, 8, 9]),
    ]) {
      expect(state(10 * MINUTE, { rhythm })).toBe("registered");
      expect(state(10 * MINUTE + 1, { rhythm })).toBe("not-seen-lately");
    }
  });

  it("is trusted for half an hour at most, however rarely it moves", () => {
    for (const minutes of [29, 30, 59]) {
      const rhythm = every(minutes);
      expect(lastSeenLimit(sip(), basis(10, rhythm))?.after).toBe(LONGEST_LEARNED_LIMIT);
      expect(state(30 * MINUTE, { rhythm })).toBe("registered");
      expect(state(30 * MINUTE + 1, { rhythm })).toBe("not-seen-lately");
    }
  });

  it("raises no doubt where it is no heartbeat, and nothing counts for a server that calls the softphone unregistered", () => {
    const rhythm = { ...every(4), changesUnseen: 4 };
    expect(state(10_000 * MINUTE, { rhythm })).toBe("registered");
    expect(state(10_000 * MINUTE, { rhythm: { ...rhythm, changesUnseen: 3 } })).toBe("not-seen-lately");
    const gone = sip({ registration: "not-registered", lastSeenAt: NOW });
    for (const known of [rhythm, every(4), every(59)])
      expect(softphoneState(gone, readingOf([gone]), basis(10, known), NOW)).toBe("not-registered");
  });

  it("is left aside where the limit is off", () => {
    expect(state(10_000 * MINUTE, { limit: null })).toBe("registered");
    expect(state(-10_000 * MINUTE, { limit: null })).toBe("registered");
    expect(state(10_000 * MINUTE, { limit: null, rhythm: every(4) })).toBe("registered");
  });

  it("is of no use in the future, save for a minute by which servers differ", () => {
    expect(state(-MINUTE)).toBe("registered");
    expect(state(-MINUTE - 1)).toBe("last-seen-unusable");
    expect(state(-MINUTE - 1, { rhythm: every(4) })).toBe("last-seen-unusable");
  });

  it("says nothing of a softphone that is off or not registered", () => {
    const old = { lastSeenAt: NOW - 60 * MINUTE };
    for (const softphone of [sip({ ...old, on: false }), sip({ ...old, registration: "not-registered" })]) {
      const found = softphoneState(softphone, readingOf([softphone]), basis(), NOW);
      expect(found).toBe(softphone.on ? "not-registered" : "off");
    }
  });

  it("is not required", () => {
    expect(softphoneState(sip(), readingOf([sip()]), basis(), NOW)).toBe("registered");
    expect(lastSeenAge(sip(), readingOf([sip()]), NOW)).toBeNull();
  });

  it("is the same age whatever the local clock says", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20 * MINUTE), fc.nat(90_000), (skew, seenAgo, passed) => {
        expect(state(seenAgo, { passed, skew })).toBe(state(seenAgo, { passed }));
        const softphone = sip({ lastSeenAt: NOW - seenAgo });
        const reading = readingOf([softphone], { takenAt: NOW + skew });
        expect(lastSeenAge(softphone, reading, NOW + skew + passed)).toBe(seenAgo + passed);
      }),
    );
  });

  it("is measured by the local clock where the server sends no date", () => {
    const softphone = sip({ lastSeenAt: NOW - 5_000 });
    expect(lastSeenAge(softphone, readingOf([softphone], { serverTime: null }), NOW + 1_000)).toBe(6_000);
  });
});

describe("when the first registered softphone passes the limit since it was last seen", () => {
  const at = (
    reading: Reading | null,
    limit: number | null = 10,
    now = NOW,
    rhythm = INITIAL_LAST_SEEN_RHYTHM,
  ): number | null =>
    lastSeenExpiresAt(
      { ...basis(limit, rhythm), status: { ...INITIAL_STATUS, period: PERIOD, reading } },
      now,
    );
  const seen = (minutesAgo: number, over: Partial<Device> = {}): Device =>
    sip({ lastSeenAt: NOW - minutesAgo * MINUTE, ...over });

  it("is the limit after that moment, whenever it is asked", () => {
    expect(at(readingOf([seen(3)]))).toBe(NOW + 7 * MINUTE);
    expect(at(readingOf([seen(3)]), 5)).toBe(NOW + 2 * MINUTE);
    expect(at(readingOf([seen(3)]), 10, NOW + MINUTE)).toBe(NOW + 7 * MINUTE);
  });

  it("is a period after it is overdue by its own rhythm", () => {
    expect(at(readingOf([seen(3)]), 10, NOW, every(4))).toBe(NOW + 2 * MINUTE + PERIOD);
    expect(at(readingOf([seen(3)]), 10, NOW + MINUTE, every(4))).toBe(NOW + 2 * MINUTE + PERIOD);
    expect(at(readingOf([seen(6)]), 10, NOW, every(4))).toBeNull();
    expect(at(readingOf([seen(3)]), 10, NOW, { ...every(4), changesUnseen: 4 })).toBeNull();
  });

  it("is that of the softphone that was seen longest ago", () => {
    expect(at(readingOf([seen(1), seen(4), seen(2)]))).toBe(NOW + 6 * MINUTE);
  });

  it.each([
    ["is not registered", seen(3, { registration: "not-registered" })],
    ["is off", seen(3, { on: false })],
    ["was seen too long ago already", seen(11)],
    ["was never seen", sip()],
  ])("does not come for a softphone that %s", (_how, softphone) => {
    expect(at(readingOf([softphone]))).toBeNull();
    expect(at(readingOf([softphone, seen(4)]))).toBe(NOW + 6 * MINUTE);
  });

  it("does not come without a limit, a reading or a softphone", () => {
    expect(at(readingOf([seen(3)]), null)).toBeNull();
    expect(at(null)).toBeNull();
    expect(at(readingOf([sip({ kind: "pstn" })]))).toBeNull();
  });
});

describe("of any softphone", () => {
  /** A softphone that registers in a rhythm, and is read every period; both are up to 10 s early or late. */
  const lifeArb = fc.record({
    beat: fc.integer({ min: 20_000, max: 25 * MINUTE }),
    period: fc.constantFrom(30_000, 45_000, 75_000),
    late: fc.infiniteStream(fc.integer({ min: -10_000, max: 10_000 })),
  });

  it("one that lives is never doubted, and one that is gone is found out soon after its rhythm", () => {
    fc.assert(
      fc.property(lifeArb, ({ beat, period, late }) => {
        const jitter = (): number => late.next().value;
        const beats = Math.ceil((20 * Math.max(beat, period)) / beat);
        const seen = Array.from({ length: beats }, (_, index) => NOW + index * beat + jitter());
        const end = seen.at(-1) as number;
        const doubtBy = end + beat + 2 * MINUTE + period;
        let rhythm = INITIAL_LAST_SEEN_RHYTHM;
        let before: Reading | null = null;
        for (let at = NOW + 10_000; at < doubtBy + 2 * period; ) {
          const next = at + period + jitter();
          const softphone = sip({ lastSeenAt: seen.filter((each) => each <= at).at(-1) as number });
          const reading = readingOf([softphone], { takenAt: at, serverTime: at });
          rhythm = learn(rhythm, before, reading);
          before = reading;
          const known = { ...basis(30, rhythm), status: { period } };
          const states = [at, at + period].map((now) => softphoneState(softphone, reading, known, now));
          if (at <= end) expect(states).toEqual(["registered", "registered"]);
          // Reads that are as rare as the beats see no rhythm.
          if (at > doubtBy && beat > 2 * period + 20_000) expect(states[0]).toBe("not-seen-lately");
          at = next;
        }
      }),
      { numRuns: 100 },
    );
  });

  it("none is registered beyond the longest limit, nor against the server's word, whatever was learned", () => {
    fc.assert(
      fc.property(
        fc.record({
          setting: fc.integer({ min: 5, max: 240 }),
          period: fc.integer({ min: 1_000, max: 3_600_000 }),
          intervals: fc.array(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { maxLength: 12 }),
          changesUnseen: fc.nat(CHANGES_ENOUGH - 1),
          registration: fc.constantFrom("registered" as const, "not-registered" as const),
          seenAgo: fc.oneof(fc.integer(), fc.integer({ min: -2 * MINUTE, max: 300 * MINUTE })),
          skew: fc.integer(),
          passed: fc.integer({ min: -2_000, max: 10 * MINUTE }),
        }),
        ({ setting, period, intervals, changesUnseen, registration, seenAgo, skew, passed }) => {
          const softphone = sip({ registration, lastSeenAt: NOW - seenAgo });
          const reading = readingOf([softphone], { takenAt: NOW + skew });
          const known = {
            ...basis(setting, { device: "sip", intervals, changesUnseen }),
            status: { period },
          };
          if (softphoneState(softphone, reading, known, NOW + skew + passed) !== "registered") return;
          expect(registration).toBe("registered");
          expect(seenAgo + Math.min(0, passed)).toBeLessThanOrEqual(
            Math.max(setting * MINUTE, LONGEST_LEARNED_LIMIT),
          );
          expect(seenAgo + passed).toBeGreaterThanOrEqual(-MINUTE);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
