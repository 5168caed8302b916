import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Device, Reading, Registration } from "../../../../src/core/devices/device.ts";
import {
  CHANGES_ENOUGH,
  INITIAL_LAST_SEEN_RHYTHM,
  INTERVALS_ENOUGH,
  INTERVALS_KEPT,
  type LastSeenRhythm,
  learn,
  meaningOf,
} from "../../../../src/core/devices/last-seen-rhythm.ts";
import { lastSeenRhythmSchema } from "../../../../src/store/last-seen-rhythm-schema.ts";

const NOW = 1_800_000_000_000;
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** What one read says, by the server's clock (ms from `NOW`). */
interface Seen {
  readonly at: number | null;
  readonly seenAt: number | null;
  readonly registration?: Registration;
  readonly id?: string;
  readonly address?: string;
}

function readingOf({ at, seenAt, registration = "registered", id = "sip", address = "a@b" }: Seen): Reading {
  const softphone: Device = {
    id,
    kind: "sip",
    name: null,
    address,
    on: true,
    registration,
    lastSeenAt: seenAt === null ? null : NOW + seenAt,
    verified: null,
    busy: null,
  };
  const phone: Device = {
    ...softphone,
    id: "phone",
    kind: "pstn",
    registration: "not-reported",
    lastSeenAt: null,
  };
  return {
    userId: "u",
    userName: null,
    api: "integrations-core",
    devices: [phone, softphone],
    takenAt: NOW + (at ?? 0),
    serverTime: at === null ? null : NOW + at,
    updatedAt: null,
  };
}

function learnAll(seen: readonly Seen[], known = INITIAL_LAST_SEEN_RHYTHM): LastSeenRhythm {
  const readings = seen.map(readingOf);
  return readings.reduce(
    (rhythm, reading, index) => learn(rhythm, readings[index - 1] ?? null, reading),
    known,
  );
}

/** Reads of a registered softphone that is seen at these moments; each read shows the newest. */
function reads(everyMs: number, beats: readonly number[], until: number): Seen[] {
  return Array.from({ length: Math.floor(until / everyMs) + 1 }, (_, index) => {
    const at = index * everyMs;
    return { at, seenAt: beats.filter((beat) => beat <= at).at(-1) ?? null };
  });
}

const regular = (beat: number, times: number): number[] =>
  Array.from({ length: times }, (_, index) => index * beat);

describe("the rhythm of last_seen", () => {
  it.each([
    [
      "every 4 min, read every 30 s",
      4 * MINUTE,
      30 * SECOND,
      { usual: 4 * MINUTE, overdueAfter: 5 * MINUTE },
    ],
    [
      "every 4 min, read every 2 min",
      4 * MINUTE,
      2 * MINUTE,
      { usual: 4 * MINUTE, overdueAfter: 5 * MINUTE },
    ],
    ["every 4 min, read every 5 min", 4 * MINUTE, 5 * MINUTE, "unknown"],
    ["every 30 s, read every 3 min", 30 * SECOND, 3 * MINUTE, "unknown"],
    ["every 20 min", 20 * MINUTE, 30 * SECOND, { usual: 20 * MINUTE, overdueAfter: 21 * MINUTE }],
    ["with every read", 30 * SECOND, 30 * SECOND, { usual: 30 * SECOND, overdueAfter: 90 * SECOND }],
    [
      "more often than it is read",
      10 * SECOND,
      45 * SECOND,
      { usual: 45 * SECOND, overdueAfter: 105 * SECOND },
    ],
    ["every 2 h", 2 * HOUR, 10 * MINUTE, "unknown"],
  ])("%s", (_how, beat, everyMs, meaning) => {
    const known = learnAll(reads(everyMs, regular(beat, 2_000), 30 * Math.max(beat, everyMs)));
    expect(meaningOf(known)).toEqual(meaning);
  });

  it("is known from enough intervals on, and no sooner", () => {
    const known = (beats: number) =>
      meaningOf(learnAll(reads(30 * SECOND, regular(4 * MINUTE, 99), beats * 4 * MINUTE)));
    expect(known(INTERVALS_ENOUGH - 1)).toBe("unknown");
    expect(known(INTERVALS_ENOUGH)).toMatchObject({ usual: 4 * MINUTE });
  });

  it.each([
    ["one long pause is left aside", [4, 4, 4, 30, 4, 4, 4], { usual: 4, overdueAfter: 5 }],
    ["so are new tabs, which are seen early", [4, 1, 4, 4, 2, 4, 4], { usual: 4, overdueAfter: 5 }],
    ["what comes now and then is its spread", [4, 5.5, 4, 4, 5.5, 4, 4], { usual: 4, overdueAfter: 7 }],
    ["what comes at random is no rhythm", [4, 20, 4, 9, 1, 14, 4], "unknown"],
  ])("%s", (_what, minutes, meaning) => {
    const beats = [0, ...minutes].map((_, index) =>
      minutes.slice(0, index).reduce((sum, each) => sum + each, 0),
    );
    const until = (beats.at(-1) as number) * MINUTE;
    const found = meaningOf(
      learnAll(
        reads(
          30 * SECOND,
          beats.map((beat) => beat * MINUTE),
          until,
        ),
      ),
    );
    if (meaning === "unknown" || typeof meaning === "string") expect(found).toBe(meaning);
    else
      expect(found).toEqual({ usual: meaning.usual * MINUTE, overdueAfter: meaning.overdueAfter * MINUTE });
  });

  it("is learned anew when it changes, in either direction, and is unknown meanwhile", () => {
    for (const [from, to] of [[1, 4] as const, [4, 1] as const]) {
      let known: LastSeenRhythm = {
        device: "sip",
        intervals: Array(INTERVALS_KEPT).fill(from * MINUTE),
        changesUnseen: 0,
      };
      const found: unknown[] = [];
      for (let times = 0; times < INTERVALS_KEPT; times += 1) {
        const moved = to * MINUTE;
        known = learnAll(
          [
            { at: moved - 20 * SECOND, seenAt: 0 },
            { at: moved + SECOND, seenAt: moved },
          ],
          known,
        );
        const meaning = meaningOf(known);
        found.push(meaning === "unknown" || meaning === "no-heartbeat" ? meaning : meaning.usual / MINUTE);
      }
      expect(found[0]).toBe(from);
      expect(found).toContain("unknown");
      expect(found.at(-1)).toBe(to);
    }
  });

  it("writes nothing where nothing new is seen", () => {
    const many = reads(30 * SECOND, regular(4 * MINUTE, 99), 60 * MINUTE).map(readingOf);
    const known = learnAll(reads(30 * SECOND, regular(4 * MINUTE, 99), 60 * MINUTE));
    expect(known.intervals).toHaveLength(INTERVALS_KEPT);
    for (const [index, reading] of many.entries())
      expect(learn(known, many[index - 1] ?? null, reading)).toBe(known);
    const jittered = learn(
      known,
      readingOf({ at: 0, seenAt: 0 }),
      readingOf({ at: 245_000, seenAt: 243_500 }),
    );
    expect(jittered).toBe(known);
  });
});

describe("nothing is learned", () => {
  const known: LastSeenRhythm = { device: "sip", intervals: [4 * MINUTE], changesUnseen: 1 };
  const then: Seen = { at: 0, seenAt: -MINUTE };
  it.each<[string, Seen, Seen]>([
    ["where the server sends no time", then, { at: null, seenAt: 3 * MINUTE }],
    ["where it sent none before", { ...then, at: null }, { at: 3 * MINUTE, seenAt: 3 * MINUTE }],
    ["where its time stands still", then, { at: 0, seenAt: 0 }],
    ["where its time went back", then, { at: -1, seenAt: -1 }],
    ["where last_seen went back", then, { at: 4 * MINUTE, seenAt: -MINUTE - 1 }],
    ["where last_seen stays", then, { at: 4 * MINUTE, seenAt: -MINUTE }],
    ["where last_seen is in the future", then, { at: 3 * MINUTE, seenAt: 4 * MINUTE + 1 }],
    ["where it was in the future", { at: 0, seenAt: MINUTE + 1 }, { at: 9 * MINUTE, seenAt: 9 * MINUTE }],
    ["where last_seen is not said", then, { at: 4 * MINUTE, seenAt: null }],
    ["where it was not said", { at: 0, seenAt: null }, { at: 4 * MINUTE, seenAt: 3 * MINUTE }],
    [
      "where the registration is not said",
      then,
      { at: MINUTE, seenAt: MINUTE, registration: "not-reported" },
    ],
    ["in a write's answer", then, { at: MINUTE, seenAt: MINUTE, registration: "not-read-since" }],
    [
      "of a softphone that is not registered",
      { ...then, registration: "not-registered" },
      { at: MINUTE, seenAt: MINUTE, registration: "not-registered" },
    ],
    [
      "of a move that comes with a registration",
      { ...then, registration: "not-registered" },
      { at: MINUTE, seenAt: MINUTE },
    ],
    ["of a move after more than an hour", then, { at: HOUR, seenAt: HOUR - MINUTE + 1 }],
  ])("%s", (_where, before, after) => {
    expect(learn(known, readingOf(before), readingOf(after))).toBe(known);
  });

  it("without a reading before, or without a softphone", () => {
    expect(learn(known, null, readingOf({ at: 0, seenAt: 0 }))).toBe(known);
    const none = { ...readingOf({ at: 0, seenAt: 0 }), devices: [] };
    expect(learn(known, readingOf(then), none)).toBe(known);
    expect(learn(known, none, readingOf({ at: MINUTE, seenAt: MINUTE }))).toBe(known);
  });
});

describe("another softphone starts anew", () => {
  const known: LastSeenRhythm = { device: "sip", intervals: Array(6).fill(4 * MINUTE), changesUnseen: 3 };
  it.each<[string, Seen]>([
    ["of another ID", { at: MINUTE, seenAt: MINUTE, id: "web" }],
    ["of another address", { at: MINUTE, seenAt: MINUTE, address: "c@d" }],
  ])("%s", (_which, after) => {
    expect(learn(known, readingOf({ at: 0, seenAt: 0 }), readingOf(after))).toEqual({
      device: after.id ?? "sip",
      intervals: [],
      changesUnseen: 0,
    });
  });
});

describe("a last_seen that is no heartbeat", () => {
  /** Days of ten hours' registration and fourteen without one, read every 10 min; `last_seen` as of these moments. */
  function days(count: number, seenAt: (at: number) => number): Seen[] {
    return Array.from({ length: count * 24 * 6 }, (_, index) => {
      const at = index * 10 * MINUTE;
      const registration = at % (24 * HOUR) >= 14 * HOUR ? "registered" : "not-registered";
      return { at, seenAt: seenAt(at), registration };
    });
  }

  it("is one that stands still while the registration comes and goes", () => {
    expect(meaningOf(learnAll(days(2, () => -2 * HOUR)))).toBe("unknown");
    expect(meaningOf(learnAll(days(3, () => -2 * HOUR)))).toBe("no-heartbeat");
  });

  it("is one that moves only with the first registration: each one ends long after", () => {
    const atLogin = (at: number) => Math.floor((at + 10 * HOUR) / (24 * HOUR)) * 24 * HOUR - 10 * HOUR;
    expect(meaningOf(learnAll(days(4, atLogin)))).toBe("unknown");
    expect(meaningOf(learnAll(days(6, atLogin)))).toBe("no-heartbeat");
  });

  it("is not one that stands still, however long, while nothing shows that the registration goes on", () => {
    const still = Array.from({ length: 1_000 }, (_, index) => ({ at: index * MINUTE, seenAt: 0 }));
    expect(learnAll(still)).toEqual({ ...INITIAL_LAST_SEEN_RHYTHM, device: "sip" });
  });

  it("is not one whose registration flickers within an hour: that may outlive the softphone", () => {
    const flicker = Array.from({ length: 120 }, (_, index): Seen => {
      return {
        at: index * 30 * SECOND,
        seenAt: 0,
        registration: index % 2 === 0 ? "registered" : "not-registered",
      };
    });
    expect(learnAll(flicker).changesUnseen).toBe(0);
  });

  it("is one again as soon as it moves within an hour", () => {
    const known: LastSeenRhythm = { device: "sip", intervals: [], changesUnseen: CHANGES_ENOUGH };
    expect(meaningOf(known)).toBe("no-heartbeat");
    for (const moved of [SECOND, HOUR]) {
      const after = learnAll(
        [
          { at: 0, seenAt: 0 },
          { at: 3 * HOUR, seenAt: moved },
        ],
        known,
      );
      expect(after.changesUnseen).toBe(0);
      expect(meaningOf(after)).toBe("unknown");
    }
    expect(
      learnAll(
        [
          { at: 0, seenAt: 0 },
          { at: 3 * HOUR, seenAt: HOUR + 1 },
        ],
        known,
      ),
    ).toBe(known);
  });
});

describe("whatever is read", () => {
  const registrations: Registration[] = ["registered", "not-registered", "not-reported", "not-read-since"];
  /** Steps of hours and odd ones, so that each rule is met. */
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(30 * SECOND, MINUTE, 2 * HOUR) },
    { weight: 1, arbitrary: fc.integer({ min: -3 * HOUR, max: 3 * HOUR }) },
  );
  const seenArb = fc.record({
    step,
    seen: fc.oneof(
      { weight: 20, arbitrary: fc.constant("stays" as const) },
      { weight: 2, arbitrary: fc.constant("now" as const) },
      { weight: 1, arbitrary: fc.constantFrom("future" as const, "back" as const, null) },
    ),
    registration: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom<Registration>("registered", "not-registered") },
      { weight: 1, arbitrary: fc.constantFrom(...registrations) },
    ),
    dated: fc.oneof(
      { weight: 12, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    address: fc.oneof(
      { weight: 30, arbitrary: fc.constant("a@b") },
      { weight: 1, arbitrary: fc.constant("c@d") },
    ),
  });
  const historyArb = fc.array(seenArb, { maxLength: 60 }).map((steps) => {
    let at = 0;
    let seenAt = 0;
    return steps.map(({ step: by, seen, registration, dated, address }): Seen => {
      at += by;
      if (seen === "now") seenAt = at;
      const said = seen === "future" ? at + HOUR : seen === "back" ? seenAt - MINUTE : seenAt;
      return { at: dated ? at : null, seenAt: seen === null ? null : said, registration, address };
    });
  });

  it("what is learned survives the disk, and goes on from there as if nothing had been", () => {
    fc.assert(
      fc.property(historyArb, (history) => {
        let kept: LastSeenRhythm = INITIAL_LAST_SEEN_RHYTHM;
        const readings = history.map(readingOf);
        for (const [index, reading] of readings.entries()) {
          kept = v.parse(
            lastSeenRhythmSchema,
            JSON.parse(JSON.stringify(learn(kept, readings[index - 1] ?? null, reading))),
          );
        }
        expect(kept).toEqual(learnAll(history));
      }),
    );
  });

  it("no clock of this machine changes what is learned", () => {
    fc.assert(
      fc.property(historyArb, fc.infiniteStream(fc.tuple(fc.integer(), fc.boolean())), (history, clocks) => {
        const readings = history.map((seen): Reading => {
          const [takenAt, undated] = clocks.next().value as [number, boolean];
          return { ...readingOf(seen), takenAt, ...(undated && { undated }) };
        });
        const learned = readings.reduce(
          (rhythm, reading, index) => learn(rhythm, readings[index - 1] ?? null, reading),
          INITIAL_LAST_SEEN_RHYTHM,
        );
        expect(learned).toEqual(learnAll(history));
      }),
    );
  });

  /** Whether the history proves that `last_seen` is no heartbeat, told from the whole of it. */
  function isProvenStill(history: readonly Seen[]): boolean {
    const pairs = history.slice(1).map((now, index) => [history[index] as Seen, now] as const);
    const isUsable = ({ at, seenAt, registration }: Seen): boolean =>
      at !== null &&
      seenAt !== null &&
      seenAt <= at + MINUTE &&
      (registration === "registered" || registration === "not-registered");
    const forward = pairs.filter(
      ([then, now]) => isUsable(then) && isUsable(now) && (now.at ?? 0) > (then.at ?? 0),
    );
    const moved = ([then, now]: readonly [Seen, Seen]): number => (now.seenAt ?? 0) - (then.seenAt ?? 0);
    const isBeat = (pair: readonly [Seen, Seen]): boolean =>
      pair.every(({ registration }) => registration === "registered") &&
      moved(pair) > 0 &&
      moved(pair) <= HOUR;
    const isChange = (pair: readonly [Seen, Seen]): boolean =>
      pair[0].registration !== pair[1].registration &&
      moved(pair) === 0 &&
      (pair[0].at ?? 0) - (pair[0].seenAt ?? 0) > HOUR;
    const since = forward.slice(forward.map(isBeat).lastIndexOf(true) + 1);
    return since.filter(isChange).length >= CHANGES_ENOUGH;
  }

  it("no softphone goes undoubted unless its registration has come and gone four times without last_seen", () => {
    let proven = 0;
    fc.assert(
      fc.property(historyArb, (drawn) => {
        const history = drawn
          .filter(({ seenAt }) => seenAt !== null)
          .map((seen) => ({ ...seen, address: "a@b" }));
        const found = meaningOf(learnAll(history)) === "no-heartbeat";
        expect(found).toBe(isProvenStill(history));
        if (found) proven += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(proven).toBeGreaterThan(10);
  });
});
