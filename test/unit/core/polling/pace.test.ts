import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_DETAILS } from "../../../../src/core/failure.ts";
import {
  asPace,
  type Bounds,
  INITIAL_PACE,
  type Observation,
  type Pace,
  periodOf,
  updatePace,
} from "../../../../src/core/polling/pace.ts";
import { nextReadAt } from "../../../../src/core/polling/schedule.ts";
import { nextTurn } from "../../../../src/core/polling/turns.ts";
import { asSettings, DEFAULT_SETTINGS, paceBounds } from "../../../../src/core/settings.ts";
import { paceSentence } from "../../english.ts";

const START = 1_800_000_000_000;
const BOUNDS: Bounds = { fastest: 30_000, slowest: 600_000 };
const DAY = 86_400_000;

const bounds = fc
  .record({
    fastestSeconds: fc.integer({ min: 30, max: 600 }),
    slowestMinutes: fc.integer({ min: 1, max: 60 }),
  })
  .map((given) => paceBounds(asSettings(given)));
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Answers as they may come, sensible or not, with the time from each to the next. */
const answer = fc.record({
  after: fc.integer({ min: 0, max: 2 * DAY }),
  refused: fc.boolean(),
  /** How far the server's clock is behind this machine's, ms; `null` without a `Date`. */
  behind: fc.option(fc.oneof(fc.integer({ min: -3_000, max: 3_000 }), fc.integer())),
  rateLimit: fc.option(
    fc.record({
      limit: fc.oneof(fc.constantFrom(0, 1, 50, 300), fc.nat()),
      remaining: fc.nat({ max: 400 }),
      resetIn: fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer()),
    }),
  ),
});
const answers = fc.array(answer, { maxLength: 60 });

function heardIn(
  sequence: readonly (typeof answer extends fc.Arbitrary<infer A> ? A : never)[],
): Observation[] {
  let now = START;
  return sequence.map(({ after, refused, behind, rateLimit }) => {
    now += after;
    const serverTime = behind === null ? null : Math.floor((now - behind) / 1_000) * 1_000;
    if (rateLimit === null) return { now, refused, rateLimit, serverTime };
    const { limit, remaining, resetIn } = rateLimit;
    return { now, refused, rateLimit: { limit, remaining, resetAt: now + resetIn }, serverTime };
  });
}

function paceAfter(heard: readonly Observation[], within: Bounds = BOUNDS, pace: Pace = INITIAL_PACE): Pace {
  return heard.reduce((known, each) => updatePace(known, each, within), pace);
}

/** An answer at a part of its minute at which so much of the budget is used. */
function use(used: number, at: number, { limit = 50, refused = false, minute = 0 } = {}): Observation {
  const now = START + Math.round((minute + at) * 60_000);
  return {
    now,
    refused,
    rateLimit: { limit, remaining: Math.max(0, limit - used), resetAt: START + (minute + 1) * 60_000 },
    serverTime: null,
  };
}

describe("the period", () => {
  it("stays within its bounds, whatever the server says", () => {
    fc.assert(
      fc.property(
        answers,
        bounds,
        fc.constantFrom("active", "idle", "locked"),
        (sequence, within, presence) => {
          for (let end = 0; end <= sequence.length; end += 1) {
            const pace = paceAfter(heardIn(sequence.slice(0, end)), within);
            const period = periodOf(pace, within, presence);
            expect(period).toBeGreaterThanOrEqual(within.fastest);
            expect(period).toBeLessThanOrEqual(Math.max(within.slowest, pace.period, within.fastest) + 1);
            expect(pace.period).toBeLessThanOrEqual(DAY);
          }
        },
      ),
    );
  });

  it("survives being stored as JSON after each answer", () => {
    fc.assert(
      fc.property(answers, (sequence) => {
        const heard = heardIn(sequence);
        const stored = heard.reduce<Pace>(
          (pace, each) => asPace(JSON.parse(JSON.stringify(updatePace(pace, each, BOUNDS)))),
          INITIAL_PACE,
        );
        expect(stored).toEqual(paceAfter(heard));
      }),
    );
  });

  it.each([
    null,
    "pace",
    7,
    { period: "x" },
    { period: null },
    { ...INITIAL_PACE, usedUntil: Number.NaN },
    { ...INITIAL_PACE, limit: {} },
    { ...INITIAL_PACE, refusedInRow: "x" },
  ])("begins anew where %j is stored", (stored) => {
    expect(asPace(stored)).toEqual(INITIAL_PACE);
  });

  it("goes on from what earlier versions stored, and drops what they alone kept", () => {
    const seen = { limit: 50, used: 2, at: START, resetAt: START + 20_000 };
    const first = { answers: 40, calm: 120.5, period: 75_000, probing: true, seen, trend: 0.25 };
    const refused = { since: START, latest: START + 9_000 };
    const second = {
      ...first,
      ahead: -7,
      before: 75_000,
      refused,
      row: { length: 9_000, good: 1 },
      search: 3,
    };
    for (const stored of [first, second, { ...second, row: null, refused: null, usedUntil: 0 }])
      expect(asPace(stored)).toEqual({
        ...INITIAL_PACE,
        period: 75_000,
        ahead: "ahead" in stored ? stored.ahead : null,
      });
  });

  it("is never the shorter for more use at the same moment, nor for a 429", () => {
    fc.assert(
      fc.property(
        answers,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 49 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (sequence, more, less, at) => {
          const heard = heardIn(sequence);
          const pace = paceAfter(heard);
          const minute = 1_000_000;
          const low = updatePace(pace, use(Math.min(more, less), at, { minute }), BOUNDS);
          const high = updatePace(pace, use(Math.max(more, less), at, { minute }), BOUNDS);
          const refused = updatePace(pace, use(51, at, { minute, refused: true }), BOUNDS);
          expect(high.period).toBeGreaterThanOrEqual(low.period - 1e-6);
          expect(refused.period).toBeGreaterThanOrEqual(low.period - 1e-6);
        },
      ),
    );
  });

  it("grows while the account's budget is used up, and comes back when the others have left", () => {
    let pace = INITIAL_PACE;
    for (let minute = 0; minute < 10; minute += 1) pace = updatePace(pace, use(49, 0.97, { minute }), BOUNDS);
    expect(pace.period).toBeGreaterThan(60_000);
    for (let minute = 10; minute < 60; minute += 1)
      pace = updatePace(pace, use(2, minute % 2 === 0 ? 0.25 : 0.9, { minute }), BOUNDS);
    expect(pace.period).toBe(30_000);
  });

  it("goes beyond the slowest where the budget leaves no choice", () => {
    const heard: Observation[] = Array.from({ length: 30 }, (_, at) => ({
      ...use(51, 0.5, { refused: at % 3 > 0 }),
      now: START + at * 600_000,
      rateLimit: null,
    }));
    expect(periodOf(paceAfter(heard), BOUNDS, "active")).toBeGreaterThan(BOUNDS.slowest);
  });

  it("is longer while nobody is there, though not beyond the slowest", () => {
    expect(periodOf(INITIAL_PACE, BOUNDS, "active")).toBe(30_000);
    expect(periodOf(INITIAL_PACE, BOUNDS, "idle")).toBe(60_000);
    expect(periodOf(INITIAL_PACE, BOUNDS, "locked")).toBe(120_000);
    expect(periodOf({ ...INITIAL_PACE, period: 400_000 }, BOUNDS, "locked")).toBe(600_000);
    expect(periodOf({ ...INITIAL_PACE, period: 900_000 }, BOUNDS, "locked")).toBe(900_000);
  });
});

describe("the next turn", () => {
  it("is a lone agent's after 30 to 31 s, with headers and without", () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 50 }), fc.boolean(), (draws, headers) => {
        let now = START + 12_345;
        let pace = INITIAL_PACE;
        let [minute, used] = [0, 0];
        for (const draw of draws) {
          const current = Math.floor(now / 60_000);
          used = current === minute ? used + 1 : 1;
          minute = current;
          const rateLimit = headers
            ? { limit: 50, remaining: 50 - used, resetAt: (minute + 1) * 60_000 }
            : null;
          pace = updatePace(pace, { now, refused: false, rateLimit, serverTime: null }, BOUNDS);
          const period = periodOf(pace, BOUNDS, "active");
          const next = nextTurn({ now, period, pace, fastest: BOUNDS.fastest, random: draw });
          expect(period).toBe(30_000);
          expect(next - now).toBeGreaterThanOrEqual(30_000);
          expect(next - now).toBeLessThanOrEqual(31_000);
          now = next;
        }
      }),
    );
  });

  it("is never sooner than the fastest period, and about a period away", () => {
    fc.assert(
      fc.property(answers, bounds, random, (sequence, within, draw) => {
        const pace = paceAfter(heardIn(sequence), within);
        const period = periodOf(pace, within, "active");
        const next = nextTurn({ now: START, period, pace, fastest: within.fastest, random: draw }) - START;
        expect(next).toBeGreaterThanOrEqual(within.fastest);
        // Without headers, two where it has used more than its share.
        const most = pace.limit === null ? 2.1 : 1.1;
        expect(next).toBeLessThanOrEqual(period * most + 61_001);
      }),
    );
  });

  it("is later in the minute for who reads more often", () => {
    const moment = (period: number): number => {
      const pace = { ...paceAfter([use(30, 0.97)]), period };
      return (nextTurn({ now: START, period, pace, fastest: 30_000, random: 0.25 / 97 }) - START) % 60_000;
    };
    expect(moment(150_000)).toBeGreaterThan(moment(600_000));
    expect(moment(600_000)).toBeGreaterThan(moment(6_000_000));
  });
});

describe("the schedule", () => {
  it("never asks before the server's wait is over, and spreads what comes after it", () => {
    fc.assert(
      fc.property(
        answers,
        random,
        fc.integer({ min: 0, max: DAY }),
        fc.boolean(),
        (sequence, draw, wait, failed) => {
          const pace = paceAfter(heardIn(sequence));
          const readUntil = START + wait;
          const at = nextReadAt({
            now: START,
            period: periodOf(pace, BOUNDS, "active"),
            pace,
            fastest: BOUNDS.fastest,
            random: draw,
            failure: failed ? { ...NO_DETAILS, kind: "rate-limited", waitUntil: readUntil } : null,
            failuresInARow: failed ? 1 : 0,
            refusals: 0,
            presence: "active",
            offline: false,
            readUntil,
            settlingSince: null,
          });
          expect(at).toBeGreaterThanOrEqual(readUntil);
          expect(at).toBeGreaterThanOrEqual(START + BOUNDS.fastest);
        },
      ),
    );
    const spread = [0, 0.25, 0.5, 0.75].map((draw) =>
      nextReadAt({
        now: START,
        period: 400_000,
        pace: { ...INITIAL_PACE, period: 400_000 },
        fastest: BOUNDS.fastest,
        random: draw,
        failure: null,
        failuresInARow: 0,
        refusals: 0,
        presence: "active",
        offline: false,
        readUntil: START + 900_000,
        settlingSince: null,
      }),
    );
    expect(spread).toEqual([900_000, 1_000_000, 1_100_000, 1_200_000].map((ms) => START + ms));
  });

  it("comes back after a fault no sooner than the budget allows", () => {
    const pace = { ...INITIAL_PACE, period: 1_500_000 };
    const at = nextReadAt({
      now: START,
      period: 1_500_000,
      pace,
      fastest: BOUNDS.fastest,
      random: 0.5,
      failure: { ...NO_DETAILS, kind: "server" },
      failuresInARow: 1,
      refusals: 0,
      presence: "active",
      offline: false,
      readUntil: null,
      settlingSince: null,
    });
    expect(at).toBeGreaterThan(START + 1_400_000);
  });
});

describe("the bounds in the settings", () => {
  it("are 30 s and 10 min, and are brought into order", () => {
    expect(paceBounds(DEFAULT_SETTINGS)).toEqual(BOUNDS);
    expect(paceBounds(asSettings({ fastestSeconds: 1, slowestMinutes: 0 }))).toEqual({
      fastest: 30_000,
      slowest: 60_000,
    });
    expect(paceBounds(asSettings({ fastestSeconds: 600, slowestMinutes: 2 }))).toEqual({
      fastest: 600_000,
      slowest: 600_000,
    });
    expect(asSettings({ fastestSeconds: "x", slowestMinutes: Number.NaN })).toEqual(DEFAULT_SETTINGS);
  });
});

describe("the words for it", () => {
  it.each([
    [30_000, INITIAL_PACE, "Hookswitch checks every 30 s."],
    [60_000, INITIAL_PACE, "Hookswitch checks every 60 s while nobody uses this computer."],
    [
      240_000,
      { ...INITIAL_PACE, period: 240_000, limit: 50 },
      "Hookswitch checks every 4 min. All agents of your account share 50 requests a minute.",
    ],
    [
      15_000_000,
      { ...INITIAL_PACE, period: 15_000_000 },
      "Hookswitch checks every 4 h. Exotel has refused requests: your account sent too many.",
    ],
  ])("say how often and why, at %i ms", (period, pace, sentence) => {
    expect(paceSentence(period, pace, DEFAULT_SETTINGS)).toBe(sentence);
  });
});

describe("without headers", () => {
  const RANDOMS = Array.from({ length: 200 }, (_, index) => index / 200);
  const turn = (pace: Pace, random: number): number =>
    nextTurn({ now: START, period: pace.period, pace, fastest: 30_000, random });
  const ofMinute = (at: number): number => (at % 60_000) / 60_000;
  const answerAt = (refused: boolean, seconds: number, serverTime: number | null = null): Observation => ({
    now: START + seconds * 1_000,
    refused,
    rateLimit: null,
    serverTime,
  });
  const refused = (seconds: number): Observation => answerAt(true, seconds);
  const granted = (seconds: number): Observation => answerAt(false, seconds);
  const repeated = (
    times: number,
    each: (seconds: number) => Observation,
    from: number,
    every: number,
  ): Observation[] => Array.from({ length: times }, (_, index) => each(from + index * every));

  it("never has a shorter period after a 429, nor a longer one after a good answer", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (refusals) => {
        let pace: Pace = { ...INITIAL_PACE, period: 200_000 };
        for (const [at, isRefused] of refusals.entries()) {
          const next = updatePace(pace, answerAt(isRefused, at * 60), BOUNDS);
          if (isRefused) expect(next.period).toBeGreaterThanOrEqual(pace.period);
          else expect(next.period).toBeLessThanOrEqual(pace.period);
          pace = next;
        }
      }),
    );
  });

  it("is half as long again after each 429 without headers", () => {
    const lengthening = (...heard: Observation[]): number =>
      paceAfter(heard, BOUNDS, known).period / known.period;
    const known = { ...INITIAL_PACE, period: 90_000, goodSince: 1 };
    expect(lengthening(refused(0))).toBeCloseTo(1.5);
    expect(lengthening(refused(0), refused(135))).toBeCloseTo(1.5 ** 2);
    expect(lengthening(refused(0), granted(135), refused(270))).toBeCloseTo(1.5 ** 2, 1);
    expect(paceAfter([granted(0), refused(30)]).period).toBe(45_000);
  });

  it("adds the same to the rate with each good answer after a 429", () => {
    const rates = [0, 1, 2, 100, 101].map(
      (good) =>
        1 /
        paceAfter([refused(0), ...repeated(good, granted, 300, 300)], BOUNDS, {
          ...INITIAL_PACE,
          period: 200_000,
          goodSince: 1,
        }).period,
    );
    const [none = 0, one = 0, two = 0, hundred = 0, more = 0] = rates;
    const step = one - none;
    expect(step / none).toBeCloseTo(0.003);
    expect(two - one).toBeCloseTo(step, 12);
    expect(more - hundred).toBeCloseTo(step, 12);
    expect(hundred / none).toBeCloseTo(1.3);
  });

  it("takes a row of 429s for an outage, however long, while the period is short", () => {
    for (const before of [30_000, 60_000]) {
      const known = { ...INITIAL_PACE, period: before };
      const outage = paceAfter(repeated(120, refused, 0, 60), BOUNDS, known);
      expect(outage.period).toBe(before);
      const back = paceAfter(repeated(3, granted, 7_200, 30), BOUNDS, outage);
      expect(back.period).toBe(30_000);
    }
  });

  it("lets an agent that is alone read as before five minutes after an outage that let answers through", () => {
    for (const leaks of [1, 2])
      for (const draw of RANDOMS) {
        let pace = INITIAL_PACE;
        for (let leak = 0; leak < leaks; leak += 1)
          pace = paceAfter(
            [granted(leak * 3_600), ...repeated(60, refused, leak * 3_600 + 60, 60)],
            BOUNDS,
            pace,
          );
        let now = START + 10_000_000 + draw * 60_000;
        const from = now;
        while (now - from < 300_000) {
          pace = updatePace(pace, { now, refused: false, rateLimit: null, serverTime: null }, BOUNDS);
          now = nextTurn({ now, period: pace.period, pace, fastest: 30_000, random: draw });
        }
        expect(pace.period).toBeLessThan(60_000);
      }
  });

  it("looks at the ends of minutes after a long row of 429s, and reads four times as often from the third good answer on", () => {
    const known = { ...INITIAL_PACE, period: 3_600_000, refusedInRow: 5, goodSince: 0 };
    const paces = [1, 2, 3, 4].map((good) => paceAfter(repeated(good, granted, 0, 60), BOUNDS, known));
    const periods = paces.map(({ period }) => period / 3_600_000);
    expect(periods[1]).toBeGreaterThan(0.9);
    expect(periods[2]).toBeLessThan(0.26);
    expect(periods[3]).toBeLessThan(0.07);
    for (const pace of paces)
      for (const random of RANDOMS) {
        expect(turn(pace, random) - START).toBeLessThanOrEqual(90_000);
        expect(ofMinute(turn(pace, random))).toBeGreaterThan(0.9);
      }
    const crowd = updatePace(paces[2] ?? INITIAL_PACE, refused(240), BOUNDS);
    const again = paceAfter(repeated(10, granted, 300, 60), BOUNDS, crowd);
    expect(again.period).toBeGreaterThan(0.9 * crowd.period);
  });

  it("hardly probes once it has settled", () => {
    const known = { ...INITIAL_PACE, period: 90_000, refusedInRow: 1, goodSince: 500 };
    const { period } = paceAfter(repeated(50, granted, 0, 90), BOUNDS, known);
    expect(period).toBeLessThan(90_000);
    expect(period).toBeGreaterThan(0.9 * 90_000);
  });

  it("saves what its own switches have used, by waiting twice as long until it is made up for", () => {
    const settled = { ...INITIAL_PACE, period: 300_000, refusedInRow: 1, goodSince: 10 };
    const minutesTo = (pace: Pace, now: number): number =>
      (nextTurn({ now, period: 300_000, pace, fastest: 30_000, random: 0.5 }) - now) / 60_000;
    const read = updatePace(settled, granted(0), BOUNDS);
    expect(minutesTo(read, START)).toBeLessThan(5.6);
    // Two writes and the read that confirms them, a minute later: three more than were due.
    let pace = paceAfter([granted(60), granted(60), granted(60)], BOUNDS, read);
    let now = START + 60_000;
    const waits: number[] = [];
    for (let reads = 0; reads < 5; reads += 1) {
      const minutes = minutesTo(pace, now);
      waits.push(minutes);
      now += minutes * 60_000;
      pace = updatePace(pace, granted((now - START) / 1_000), BOUNDS);
    }
    expect(waits.filter((minutes) => minutes > 8).length).toBeGreaterThanOrEqual(2);
    expect(waits.at(-1)).toBeLessThan(6);
    // Never so long that what was read before is no evidence any more.
    expect(Math.max(...waits)).toBeLessThan(3 * 5);
  });

  it("does not wait for its switches where the account is not short", () => {
    const pace = paceAfter([granted(0), granted(0), granted(0)]);
    expect(turn(pace, 0.5) - START).toBe(30_000);
  });

  it("finds the end of the server's minute by the answers' dates, however wrong this machine's clock is", () => {
    for (const ahead of [-3_600_000, -2_400, 0, 1_900, 7_300, 86_400_000]) {
      let pace: Pace = { ...INITIAL_PACE, period: 200_000 };
      let now = START + ahead;
      for (let reads = 0; reads < 40; reads += 1) {
        const serverTime = Math.floor((now - ahead) / 1_000) * 1_000;
        pace = updatePace(pace, { now, refused: false, rateLimit: null, serverTime }, BOUNDS);
        const random = ((reads * 37) % 101) / 101;
        now = nextTurn({ now, period: pace.period, pace, fastest: 30_000, random });
      }
      expect(Math.abs((pace.ahead ?? Number.NaN) - ahead)).toBeLessThanOrEqual(500);
      expect(ofMinute(now - ahead)).toBeGreaterThan(0.95);
    }
  });

  it("follows a clock that is changed", () => {
    const dated = (ahead: number): Observation => ({
      ...granted(0),
      now: START + 700 + ahead,
      serverTime: START,
    });
    const { ahead } = paceAfter([dated(0), dated(-5_000_000)]);
    expect(Math.abs((ahead ?? Number.NaN) + 5_000_000)).toBeLessThanOrEqual(1_000);
  });

  it("reads at the end of the minute where the account is short", () => {
    for (const period of [40_000, 200_000, 3_600_000]) {
      const pace = { ...INITIAL_PACE, period, goodSince: 1 };
      for (const random of RANDOMS) expect(ofMinute(turn(pace, random))).toBeGreaterThan(0.9);
    }
  });

  const wait = (pace: Pace, from: number, random: number): number =>
    nextTurn({ now: START + from, period: pace.period, pace, fastest: 30_000, random }) - (START + from);

  it("goes out of its way to look at the end of the minute for some time after a 429, and a lone agent never does", () => {
    const looksAfter = (refusedInRow: number, goodSince: number): number =>
      RANDOMS.filter((random) => wait({ ...INITIAL_PACE, refusedInRow, goodSince }, 0, random) > 31_000)
        .length;
    expect(looksAfter(1, 10)).toBeGreaterThan(20);
    expect(looksAfter(1, 200)).toBe(0);
    expect(looksAfter(0, 10)).toBe(0);
  });

  it("reads anywhere in the minute after a 429, so that those who have not been refused yet will be", () => {
    const reads = (goodSince: number): number[] =>
      RANDOMS.map((random) => {
        const pace = { ...INITIAL_PACE, period: 300_000, refusedInRow: 1, goodSince };
        return ofMinute(START + wait(pace, 7_000, random) + 7_000);
      });
    expect(reads(0).filter((at) => at < 0.5).length).toBeGreaterThan(50);
    expect(reads(1).filter((at) => at < 0.9)).toEqual([]);
  });

  it("never puts a look off so long that what was read before is no longer known", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59_999 }),
        random,
        fc.nat({ max: 400 }),
        (from, draw, goodSince) => {
          const now = START + from;
          const pace = { ...INITIAL_PACE, refusedInRow: 1, goodSince };
          const next = nextTurn({ now, period: 30_000, pace, fastest: 30_000, random: draw });
          expect(next - now).toBeLessThanOrEqual(61_000);
        },
      ),
    );
  });
});
