/**
 * How often one agent reads, so that all agents of an account together stay within its budget.
 *
 * Agents do not talk to each other. All that each knows of the others is how much of the account's
 * minute is used when its own answers come. Two things make that enough:
 *
 * - **Steering.** Who sees more used than is due by that moment of the minute lengthens its period,
 *   who sees less shortens it.
 * - **Turns.** Use alone cannot tell a few who read often from many who read seldom. So each agent
 *   reads at a moment of the minute that its own period sets: the more often it reads, the later.
 *   Who reads more often than the rest comes after them, finds more used than is due, and slows
 *   down; who reads less often comes before them, finds less, and speeds up. So all periods meet.
 *   The rest of the reads come last in the minute, where a used-up budget stops hardly any switch.
 *
 * Without the headers a 429 is the only signal, and a row of them may as well be an outage. Who was not known to be short
 * goes on as before, and is short if another 429 comes soon after the row's end. Then each agent searches: a 429
 * lengthens its period, any other answer shortens it, by less and less. Then it keeps a margin below
 * what it has found, since a minute that is used up may refuse a switch. What an agent uses for its
 * own switches it saves by reading less, so that many switches need no 429 to make room for them.
 */

/** What an answer said of the account's budget (`X-RateLimit-*`). */
export interface RateLimit {
  /** Requests a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** When the next minute begins, by this machine's clock (ms). */
  readonly resetAt: number;
}

/** What any answer, a write's too, says to the pace. */
export interface Heard {
  /** When it came, by this machine's clock (ms). */
  readonly now: number;
  /** It was a 429. */
  readonly refused: boolean;
  /** `null` where it did not say. */
  readonly rateLimit: RateLimit | null;
  /** The answer's `Date`, by the server's clock (ms, in whole seconds); `null` where it has none. */
  readonly serverTime: number | null;
}

/** The bounds of the period, from the settings; ms. */
export interface Bounds {
  readonly fastest: number;
  /** Gives way where the budget leaves no choice. */
  readonly slowest: number;
}

/** Whether somebody is at the machine (`chrome.idle`). */
export type Presence = "active" | "idle" | "locked";

/** What an agent keeps from one answer to the next. Plain JSON, kept over the worker's death. */
export interface Pace {
  /** The agent's fair share of the budget, as the time between two reads (ms). */
  readonly period: number;
  /** How many answers have steered it; the first ones steer more. */
  readonly answers: number;
  /** Whether use was above (positive) or below what is due of late, in standard deviations. */
  readonly trend: number;
  /** The budget as it was last seen; `null` where answers do not tell it. */
  readonly seen: Seen | null;
  /** The present row of 429s: when its first and its latest came. Version 0.1.0 kept the first only. */
  readonly refused: { readonly since: number; readonly latest: number } | null;
  /** How far this machine's clock is ahead of the server's, ms; `null` before the first `Date`. */
  readonly ahead: number | null;
  /** Without headers: how sure it is that the account is not short, in answers. */
  readonly calm: number;
  /** Without headers: how far the search for the fair share has come, in answers; `null` when it is over. */
  readonly search: number | null;
  /** Without headers: the period before the last row of 429s, to which the search goes back if nothing stops it (ms). */
  readonly before: number;
  /** Without headers: until when its share is used up by the requests so far, by this machine's clock (ms). */
  readonly usedUntil: number;
  /**
   * Without headers: the row of 429s after which it is not known yet whether it was an outage, or too many agents. Its
   * length (ms), and the good answers since. Version 0.1.0 did not keep it.
   */
  readonly row: { readonly length: number; readonly good: number } | null;
}

export interface Seen {
  readonly limit: number;
  readonly used: number;
  /** When, and when its minute ended; this machine's clock, ms. */
  readonly at: number;
  readonly resetAt: number;
}

const MINUTE = 60_000;
/** A lone agent's period, from which periods are counted in doublings. */
const UNIT = 30_000;
/** How much later than a period a read may be by chance, so that no two agents stay together; ms. */
const LONGEST_DRIFT = 1_000;
/** No budget is so small, and no account so large, that a day would not do. */
const LONGEST_PERIOD = 86_400_000;
/** Without headers: after so many answers without a 429 a single one may be anybody's doing, */
const CALM = 400;
/** and is remembered for so many. */
const WARNED = 200;

export const INITIAL_PACE: Pace = {
  period: UNIT,
  answers: 0,
  trend: 0,
  seen: null,
  refused: null,
  ahead: null,
  calm: CALM,
  search: null,
  before: UNIT,
  usedUntil: 0,
  row: null,
};

/** A span of the minute; its middle and width are parts of it. */
interface Span {
  readonly middle: number;
  readonly width: number;
}

/** A turn: its middle at a period of 60 s, how much earlier it is at each doubling, and its earliest. */
interface Turn {
  readonly first: number;
  readonly perDoubling: number;
  readonly earliest: number;
  readonly width: number;
}

/** With headers: the turns that steer come early, so that a full minute does not begin with them. */
const TURN: Turn = { first: 0.25, perDoubling: 0.01, earliest: 0.13, width: 0.05 };
/** The part of the reads that are made in the turn; the others are made in the last span, and steer only if all is used. */
const EARLY: Omit<Turn, "width"> = { first: 0.6, perDoubling: 0.018, earliest: 0.4 };
const LAST: Span = { middle: 0.905, width: 0.09 };
/**
 * Without headers: turns come as late as they can. A minute that is used up is then known from a 429 in its last
 * seconds, and hardly any switch comes after those.
 */
const BLIND_TURN: Turn = { first: 0.99, perDoubling: 0.006, earliest: 0.93, width: 0.006 };
/** From which period on turns apply, and from which on fully (ms): without headers, nobody could be told to slow down between them. */
const TURNS = { from: MINUTE, fully: 2 * MINUTE, blindFrom: 31_000, blindFully: 34_000 } as const;

/**
 * The share of the budget that all are to use: four fifths where turns apply. Who reads more than
 * once a minute is content with less, so that it gives way; least of all at the fastest period.
 */
const SHARE = { fastest: 0.6, perDoubling: 0.5, belowTurns: 0.745, inTurn: 0.8 } as const;
/**
 * Who reads more than once a minute sees all of its use only at the end: it looks there, and now and then goes out of its
 * way to. Without headers it looks after the others' turns: where it was refused of late, and otherwise where it drifts past them.
 * Who never did would never be refused, however many wait.
 */
const LOOK = {
  at: 0.97,
  from: 0.955,
  near: 0.8,
  nowAndThen: 0.05,
  crowded: 0.6,
  leastPassed: 0.25,
  blindAt: 0.993,
  blindOften: 0.25,
} as const;
/** How strongly the whole budget too much would lengthen the period's logarithm. */
const GAIN = { inTurn: 0.3, belowTurns: 0.5, most: 1, firstAnswers: 10 } as const;
/** A trend (its standard deviation is about 0.3) that is no chance. */
const CLEAR_TREND = 0.5;
/** Where late in the minute so many requests are due, and less than this part was made, the account has become smaller. */
const LEFT = { from: 0.87, due: 16, part: 1 / 3 } as const;
/** One answer at most doubles or halves the period. */
const MOST_CHANGE = Math.LN2;
/**
 * Without headers, the search for the fair share: what a 429 adds to the period's logarithm at first and at last, and the part of
 * that which any other answer takes away, so that about one in five is refused. After so many answers the next 429 ends it: a
 * margin is put on the period, and all together are well below the budget.
 */
const SEARCH = { first: 0.6, least: 0.1, granted: 0.3, turnsFrom: 2, answers: 14, margin: 0.5 } as const;
/** Without headers: so many good answers after a row of 429s tell that it was an outage. */
const OUTAGE_OVER = 3;
/** Without headers, after the search: what an answer adds to the period's logarithm. */
const SETTLED = { refused: 0.4, granted: -0.0003 } as const;
/** Without headers: how many periods an agent may owe at most, and how many it waits at a time while it does. */
const OWED = { most: 8, atATime: 2 } as const;
/** A minute may seem to end later than it does, by the whole seconds of a clock and the way of an answer. */
const TOLERANCE = 5_000;

/** The pace by another fastest period (ms): one that was no longer than the fastest before is as short as the new one lets it be. */
export function withFastest(pace: Pace, before: number, after: number): Pace {
  const moved = (period: number): number => (period > before ? period : after);
  return { ...pace, period: moved(pace.period), before: moved(pace.before) };
}

/** The pace after an answer. */
export function hear(pace: Pace, heard: Heard, { fastest }: Pick<Bounds, "fastest">): Pace {
  const before = {
    ...pace,
    period: clamp(pace.period, fastest, LONGEST_PERIOD),
    ahead: aheadOf(pace, heard),
  };
  const steered = tellsUse(heard)
    ? inRow(steer(before, heard, heard.rateLimit), before, heard)
    : feel(before, heard, fastest);
  const period = clamp(steered.period, fastest, LONGEST_PERIOD);
  if (!heard.refused) return { ...steered, period, refused: null };
  return { ...steered, period, refused: { since: before.refused?.since ?? heard.now, latest: heard.now } };
}

/** The clock's lead by all `Date`s so far: each is up to a second old, and narrows it down. */
function aheadOf({ ahead }: Pace, { now, serverTime }: Heard): number | null {
  if (serverTime === null) return ahead;
  const most = now - serverTime;
  return ahead === null ? most - 500 : clamp(ahead, most - 1_000, most);
}

/** The headers are as documented: a minute's budget, of a minute that is not over. */
function tellsUse(heard: Heard): heard is Heard & { readonly rateLimit: RateLimit } {
  const { rateLimit, now } = heard;
  if (rateLimit === null || !(rateLimit.limit >= 1 && rateLimit.remaining >= 0)) return false;
  const left = rateLimit.resetAt - now;
  return left > -TOLERANCE && left < MINUTE + TOLERANCE;
}

/** In a row of 429s the period is as long as the row: all who are refused since shift start so slow down alike. */
function inRow(steered: Pace, { period, refused }: Pace, heard: Heard): Pace {
  if (!heard.refused || refused === null) return steered;
  return { ...steered, period: Math.max(steered.period, Math.min(heard.now - refused.since, period * 2)) };
}

/** Whether the present row of 429s may be an outage: the account was not known to be short before it. */
function mayBeOutage({ before, search }: Pace, fastest: number): boolean {
  return search === null && before <= Math.max(MINUTE, fastest);
}

/** Steers by the account's use. */
function steer(pace: Pace, { now, refused }: Heard, { limit, remaining, resetAt }: RateLimit): Pace {
  const { period } = pace;
  const used = limit - Math.min(remaining, limit);
  const at = passed(now, resetAt);
  const share = shareDue(period);
  const known = { ...pace, seen: { limit, used, at: now, resetAt }, row: null };
  const others = used - (refused ? 0 : 1);
  const due = share * dueBy(period, at);
  // So little at the end, where so much is due, is no chance: the others have left.
  if (at >= LEFT.from && due * limit >= LEFT.due && others < LEFT.part * due * limit) {
    return { ...known, period: period / 2, answers: 0, trend: 0 };
  }
  // Out of turn, little proves nothing: others may be still to come. Too much is too much.
  const inTurn = isInTurn(period, at);
  if (!inTurn && !refused && used < share * limit) return known;
  const over = inTurn ? others / limit - due : Math.max(0, others / limit - due);
  const trend = 0.75 * pace.trend + (0.25 * over * limit) / Math.sqrt(Math.max(1, share * limit));
  const answers = pace.answers + 1;
  const usual = mix(GAIN.belowTurns, GAIN.inTurn, turns(period));
  const isClear = Math.abs(trend) > CLEAR_TREND;
  const gain = isClear ? GAIN.most : clamp(GAIN.firstAnswers / answers, usual, GAIN.most);
  const change = clamp(gain * over, -MOST_CHANGE, MOST_CHANGE);
  return { ...known, period: period * Math.exp(change), answers, trend };
}

/** Finds its way by 429s alone. */
function feel(pace: Pace, heard: Heard, fastest: number): Pace {
  const isPatient = mayBeOutage(pace, fastest);
  if (!heard.refused) return feelRoom(pace, heard.now, isPatient);
  return isPatient ? feelFirstRefusals(pace) : inRow(feelRefusal(pace), pace, heard);
}

/** A 429 while the account is not known to be short. */
function feelFirstRefusals(pace: Pace): Pace {
  const { period, row, calm } = pace;
  const longer = period * Math.exp(SETTLED.refused);
  // Many wait, and each of them gets one answer in about such a time.
  if (row !== null) return { ...pace, calm: 0, period: Math.max(row.length, longer), search: 0, row: null };
  if (pace.refused !== null) return { ...pace, calm: 0 };
  // A single one in a long time may be anybody's doing.
  if (calm === CALM && period <= MINUTE) return { ...pace, calm: CALM - WARNED, before: period };
  return { ...pace, calm: 0, period: longer, before: period };
}

function feelRefusal(pace: Pace): Pace {
  const { period, search } = pace;
  const inRow = pace.refused !== null;
  const refused = { ...pace, calm: 0, row: null };
  if (search === null) {
    const longer = { ...refused, period: period * Math.exp(SETTLED.refused) };
    return inRow ? { ...longer, search: 0 } : { ...longer, before: period };
  }
  if (search >= SEARCH.answers) {
    const found = period * Math.exp(SEARCH.least + SEARCH.margin);
    return { ...refused, period: found, search: null, before: found };
  }
  return { ...refused, period: period * Math.exp(searchStep(search)), search: inRow ? search : search + 1 };
}

function feelRoom(pace: Pace, now: number, isPatient: boolean): Pace {
  const { search, before } = pace;
  const row = isPatient ? rowBehind(pace) : null;
  const wasOutage = row !== null && row.good >= OUTAGE_OVER;
  const change = search === null ? SETTLED.granted : -SEARCH.granted * searchStep(search);
  const shorter = pace.period * Math.exp(change);
  // A row that nothing followed was somebody else's: what it cost is won back, and no more.
  const isWonBack = wasOutage || (search !== null && shorter <= before);
  const period = isWonBack ? before : shorter;
  return {
    ...pace,
    period,
    answers: 0,
    trend: 0,
    seen: null,
    calm: Math.min(CALM, pace.calm + 1),
    search: search === null || isWonBack ? null : Math.min(search + 1, SEARCH.answers),
    usedUntil: Math.min(Math.max(now, pace.usedUntil) + period, now + OWED.most * period),
    row: wasOutage ? null : row,
  };
}

/** The row of 429s that this good answer ends, or that an earlier one has ended; a single one is none. */
function rowBehind({ refused, row }: Pace): Pace["row"] {
  if (refused !== null && refused.latest > refused.since)
    return { length: refused.latest - refused.since, good: 1 };
  return row && { ...row, good: row.good + 1 };
}

function searchStep(search: number): number {
  return Math.max(SEARCH.least, SEARCH.first / (1 + search));
}

/**
 * The period in effect, ms: the fair share, or longer while nobody is there to see it. Never below
 * the fastest, and above the slowest only where the fair share is.
 */
export function periodOf({ period }: Pace, { fastest, slowest }: Bounds, presence: Presence): number {
  const fair = clamp(period, fastest, LONGEST_PERIOD);
  const wished = fair * (presence === "active" ? 1 : presence === "idle" ? 2 : 4);
  return Math.round(Math.min(wished, Math.max(fair, slowest)));
}

/** What `nextTurn` goes by. */
export interface TurnInput {
  /** This machine's clock, ms. */
  readonly now: number;
  /** The period in effect, ms. */
  readonly period: number;
  readonly pace: Pace;
  /** No turn is sooner than this, ms. */
  readonly fastest: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * When to read next, by this machine's clock (ms): a period from now, give or take a tenth, and at
 * the moment of the minute that is this agent's turn. A lone agent's turn is 30 to 31 s from now.
 */
export function nextTurn({ now, period, pace, fastest, random }: TurnInput): number {
  const side = 2 * random - 1;
  const spread = Math.min(period / 10, Math.max(0, period - fastest));
  const drift = Math.max(0, side) * LONGEST_DRIFT;
  const interval = Math.max(period, owed(pace, now, period)) + side * spread + drift;
  const at = passed(now + interval, pace.seen?.resetAt ?? pace.ahead ?? 0);
  // The digits after those that chose the interval.
  const draw = (random * 97) % 1;
  const away = turnsOf(pace) === 0 ? toLook(pace, at, draw, period, drift) : toTurn(pace, at, draw);
  return now + Math.max(fastest, Math.round(interval + away * MINUTE));
}

/** Without headers: how long an agent waits that has used more than its share, for a switch, ms. */
function owed(pace: Pace, now: number, period: number): number {
  if (pace.seen !== null || turnsOf(pace) === 0) return 0;
  return Math.min(pace.usedUntil - now, OWED.atATime * period);
}

/** How much of a minute to put a read off, so that it sees the end of the minute. */
function toLook(
  { seen, calm, search }: Pace,
  at: number,
  draw: number,
  period: number,
  drift: number,
): number {
  const away = (seen === null ? LOOK.blindAt : LOOK.at) - at;
  let looks = false;
  if (seen !== null) {
    const crowd = LOOK.crowded * seen.limit * Math.max(LOOK.leastPassed, passed(seen.at, seen.resetAt));
    looks = seen.used >= crowd && (draw < LOOK.nowAndThen || at >= LOOK.near);
  } else if (calm === CALM) {
    const until = drift + away * MINUTE;
    return until >= 0 && until <= LONGEST_DRIFT ? away : 0;
  } else looks = search === null && (draw < LOOK.blindOften || at >= LOOK.near);
  // Later, and what was read before would no longer be known.
  return looks && away * MINUTE <= period ? away : 0;
}

/** How much of a minute it is to the nearest turn. */
function toTurn(pace: Pace, at: number, draw: number): number {
  const { period, seen } = pace;
  const early = earlyPart(period);
  const moment =
    seen === null
      ? momentIn(turnOf(period, BLIND_TURN), draw)
      : draw < early
        ? momentIn(turnOf(period, TURN), draw / early)
        : momentIn(LAST, (draw - early) / (1 - early));
  const away = moment - at;
  return turnsOf(pace) * (away - Math.round(away));
}

/** How far turns apply, 0 to 1: who reads more than once a minute cannot keep to one moment of it. */
function turns(period: number, from: number = TURNS.from, fully: number = TURNS.fully): number {
  return clamp((period - from) / (fully - from), 0, 1);
}

/**
 * The same for an agent, who may have no headers to go by. At the beginning of a search it has no turn, but tries anywhere in the
 * minute: at its end only, it would leave the rest to those who have not been refused yet, and then would not be.
 */
function turnsOf({ period, seen, search }: Pace): number {
  if (seen !== null) return turns(period);
  return search !== null && search < SEARCH.turnsFrom ? 0 : turns(period, TURNS.blindFrom, TURNS.blindFully);
}

function turnOf(period: number, { first, perDoubling, earliest, width }: Turn): Span {
  return { middle: clamp(first - perDoubling * doublings(period), earliest, first), width };
}

function earlyPart(period: number): number {
  return clamp(EARLY.first - EARLY.perDoubling * doublings(period), EARLY.earliest, EARLY.first);
}

/** Of a minute. */
function doublings(period: number): number {
  return Math.log2(period / MINUTE);
}

/** The part of the budget that all are to have used by the end of the minute. */
function shareDue(period: number): number {
  const risen = SHARE.fastest + SHARE.perDoubling * Math.max(0, Math.log2(period / UNIT));
  return mix(Math.min(SHARE.belowTurns, risen), SHARE.inTurn, turns(period));
}

/** How much of it is due by a moment of the minute, if all read as often as this agent. */
function dueBy(period: number, at: number): number {
  const inTurn = mix(doneBy(LAST, at), doneBy(turnOf(period, TURN), at), earlyPart(period));
  return mix(at, inTurn, turns(period));
}

/** Whether use at this moment of the minute tells how often others read. */
function isInTurn(period: number, at: number): boolean {
  if (turns(period) === 0) return at >= LOOK.from;
  const { middle, width } = turnOf(period, TURN);
  return Math.abs(at - middle) <= width / 2 + (1 - turns(period)) / 2 + 0.02;
}

function momentIn({ middle, width }: Span, draw: number): number {
  return middle + width * (draw - 0.5);
}

function doneBy({ middle, width }: Span, at: number): number {
  return clamp((at - middle) / width + 0.5, 0, 1);
}

/** The part of the minute that has passed, 0 to 1. */
function passed(now: number, resetAt: number): number {
  const minutes = (now - resetAt) / MINUTE;
  return minutes - Math.floor(minutes);
}

function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Brings a stored pace into shape; what is none becomes the initial one. */
export function asPace(stored: unknown): Pace {
  // Version 0.1.0 kept in `probing` whether what a row of 429s had cost was being won back.
  const kept = (typeof stored === "object" ? stored : null) as (Partial<Pace> & { probing?: unknown }) | null;
  const given = { ...INITIAL_PACE, search: kept?.probing === true ? 0 : null, ...kept };
  const { period, answers, trend, seen, refused, ahead, calm, search, before, usedUntil, row } = given;
  const numbers = [period, answers, trend, ahead ?? 0, calm, search ?? 0, before, usedUntil];
  if (seen !== null) numbers.push(seen?.limit, seen?.used, seen?.at, seen?.resetAt);
  if (refused !== null) numbers.push(refused?.since, refused?.latest ?? 0);
  if (row !== null) numbers.push(row?.length, row?.good);
  if (!numbers.every(Number.isFinite)) return INITIAL_PACE;
  return {
    period: clamp(period, UNIT, LONGEST_PERIOD),
    answers,
    trend,
    seen,
    refused: refused && { ...refused, latest: refused.latest ?? refused.since },
    ahead,
    calm: clamp(calm, 0, CALM),
    search: search === null ? null : clamp(search, 0, SEARCH.answers),
    before: clamp(before, UNIT, LONGEST_PERIOD),
    usedUntil,
    row,
  };
}
