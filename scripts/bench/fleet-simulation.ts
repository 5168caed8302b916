import { retryDelay } from "../../src/core/polling/schedule.ts";
import { createLimiter } from "../../test/emulator/limiter.ts";
import { Heap, randomFrom } from "./fleet-heap.ts";
import type { Outcome, Poller } from "./fleet-pollers.ts";

/** One day of one account, in virtual time. */
export interface Scenario {
  readonly agents: number;
  /** Requests a minute for the whole account. */
  readonly limit: number;
  /** Whether answers carry `X-RateLimit-*` and a 429 `Retry-After`. */
  readonly headers: boolean;
  readonly poller: () => Poller;
  readonly seed: number;
  /** How long each part lasts. The product uses `spansFor`. */
  readonly spans: Spans;
}

/** The parts of the day in order, ms. */
export interface Spans {
  /** From the first agent's start until the first measurement. */
  readonly settling: number;
  /** The first measurement, without switches. */
  readonly quiet: number;
  /** From the first switch until the next measurement. */
  readonly settlingToPeak: number;
  readonly peak: number;
  /** After the peak, without switches. */
  readonly calming: number;
  readonly outage: number;
  readonly afterOutage: number;
}

export interface Figures {
  /** Requests answered with 429, as a share of all: without switches, and at the peak. */
  readonly refusedQuiet: number;
  readonly refusedPeak: number;
  /** Requests carried out, as a share of the budget. */
  readonly useQuiet: number;
  readonly usePeak: number;
  /** Jain's fairness index of the agents' reads, without switches. */
  readonly fairness: number;
  /** How long a softphone's drop goes unnoticed, ms; infinite if nothing noticed it before the end. */
  readonly delayMedian: number;
  readonly delay95: number;
  /** The least possible values: the whole budget spent on evenly shared and spaced reads. */
  readonly leastMedian: number;
  readonly least95: number;
  readonly switches: number;
  /** The share of switches whose writes all succeeded at the first try. */
  readonly firstTry: number;
  /** The 99.9th percentile of the time from the press to the last write's answer, ms. */
  readonly switchDelay: number;
  /** The most requests in any minute after the outage, as a multiple of the budget. */
  readonly peakAfterOutage: number;
  /** 429s per agent until the first measurement, and when the last agent got its first reading (ms). */
  readonly refusedAtStart: number;
  readonly allRead: number;
}

const START = Math.ceil(1_800_000_000_000 / 60_000) * 60_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const SHIFT_START = 5 * MINUTE;
/** The time from a request to its answer and the next request, ms. */
const ROUND_TRIP = 200;
/** The largest difference between an agent's clock and the server's, ms. */
const SKEW = 2_000;
const DROPS = 3_000;
/** A CCM switch: off, on, and the read that confirms it. */
const WRITES_OF_A_SWITCH = 2;
const REQUESTS_OF_A_SWITCH = 3;

/** The shortest period that the whole budget allows, ms; at least 30 s. */
function leastPeriod(agents: number, limit: number): number {
  return Math.max(30_000, (MINUTE * agents) / limit);
}

/** Spans long enough for each agent to read often enough. */
export function spansFor(agents: number, limit: number): Spans {
  const least = leastPeriod(agents, limit);
  return {
    settling: Math.max(3 * HOUR, 20 * least),
    quiet: Math.max(4 * HOUR, 30 * least),
    settlingToPeak: Math.max(2 * HOUR, 20 * least),
    peak: Math.max(8 * HOUR, 20 * least),
    calming: Math.max(3 * HOUR, 20 * least),
    outage: 10 * MINUTE,
    afterOutage: HOUR / 2,
  };
}

/** Switches a minute at the peak: by 2 % of the agents, or as many as half the budget can carry. */
function switchesAMinute(agents: number, limit: number): number {
  return Math.min(0.02 * agents, limit / 2 / REQUESTS_OF_A_SWITCH);
}

interface Press {
  readonly agent: number;
  readonly at: number;
  readonly measured: boolean;
  written: number;
  failures: number;
}

/** Kinds of events; an event's number is `kind + KINDS × which`. */
const READ = 0;
const DROP = 1;
const SWITCH = 2;
const EACH_MINUTE = 3;
const KINDS = 4;

/** Simulates the day that a scenario describes. The same seed gives the same figures. */
export function simulate({ agents, limit, headers, poller, seed, spans }: Scenario): Figures {
  const random = randomFrom(seed);
  const events = new Heap();
  let now = START;
  const limiter = createLimiter(() => now);
  const pollers = Array.from({ length: agents }, poller);
  /** How far each agent's clock is ahead of the server's, ms. */
  const ahead = Float64Array.from({ length: agents }, () => Math.round((2 * random() - 1) * SKEW));
  /** Which of an agent's planned reads counts. A switch's read postpones it, which makes the earlier one void. */
  const plans = new Int32Array(agents);
  const reads = new Float64Array(agents);
  const firstReads = new Float64Array(agents).fill(Number.POSITIVE_INFINITY);
  const drops: number[][] = Array.from({ length: agents }, () => []);
  const delays: number[] = [];
  const presses: Press[] = [];
  const switchDelays: number[] = [];
  const count = { start: 0, startRefused: 0, quiet: 0, quietRefused: 0, peak: 0, peakRefused: 0 };
  let switches = 0;
  let firstTries = 0;
  let owed = 0;
  let minuteStart = 0;
  let inMinute = 0;
  let most = 0;

  const quietFrom = START + spans.settling;
  const quietUntil = quietFrom + spans.quiet;
  const peakFrom = quietUntil + spans.settlingToPeak;
  const peakUntil = peakFrom + spans.peak;
  const outageFrom = peakUntil + spans.calming;
  const outageUntil = outageFrom + spans.outage;
  const end = outageUntil + spans.afterOutage;

  function tally(refused: boolean): void {
    if (now < quietFrom) {
      count.start += 1;
      if (refused) count.startRefused += 1;
    } else if (now < quietUntil) {
      count.quiet += 1;
      if (refused) count.quietRefused += 1;
    } else if (now >= peakFrom && now < peakUntil) {
      count.peak += 1;
      if (refused) count.peakRefused += 1;
    } else if (now >= outageUntil) {
      const minute = Math.floor(now / MINUTE);
      inMinute = minute === minuteStart ? inMinute + 1 : 1;
      minuteStart = minute;
      most = Math.max(most, inMinute);
    }
  }

  function ask(agent: number): Outcome {
    const outcome = byClockOf(agent, answer());
    pollers[agent]?.hear(outcome);
    return outcome;
  }

  function byClockOf(agent: number, outcome: Outcome): Outcome {
    const by = ahead[agent] ?? 0;
    const { now: at, waitUntil, rateLimit } = outcome;
    return {
      ...outcome,
      now: at + by,
      waitUntil: waitUntil === null ? null : waitUntil + by,
      rateLimit: rateLimit === null ? null : { ...rateLimit, resetAt: rateLimit.resetAt + by },
    };
  }

  function answer(): Outcome {
    if (now >= outageFrom && now < outageUntil) {
      // Near the end of the outage the server answers again, with the same wait for everyone.
      const back = now >= outageUntil - spans.outage / 5;
      return {
        now,
        result: back ? "server" : "unreachable",
        waitUntil: back ? outageUntil : null,
        rateLimit: null,
        serverTime: null,
      };
    }
    const spent = limiter.spend(limit);
    tally(!spent.admitted);
    // The `Date` header, from which the product derives the reset, has whole seconds.
    const lag = now % 1_000;
    return {
      now,
      result: spent.admitted ? "ok" : "refused",
      waitUntil: headers && !spent.admitted ? now + spent.retryAfter * 1_000 : null,
      rateLimit: headers ? { limit, remaining: spent.remaining, resetAt: spent.resetAt + lag } : null,
      serverTime: now - lag,
    };
  }

  function read(agent: number): void {
    const outcome = ask(agent);
    if (outcome.result === "ok") {
      if (now >= quietFrom && now < quietUntil) reads[agent] = (reads[agent] ?? 0) + 1;
      firstReads[agent] = Math.min(firstReads[agent] ?? 0, now - START);
      for (const droppedAt of drops[agent]?.splice(0) ?? []) delays.push(now - droppedAt);
    }
    const at = (pollers[agent]?.next(outcome, random()) ?? end) - (ahead[agent] ?? 0);
    plans[agent] = (plans[agent] ?? 0) + 1;
    events.push(at, READ + KINDS * (agent + agents * (plans[agent] ?? 0)));
  }

  function goOn(which: number): void {
    const press = presses[which];
    if (press === undefined) return;
    if (press.written === WRITES_OF_A_SWITCH) {
      read(press.agent);
      return;
    }
    const { result, waitUntil } = ask(press.agent);
    if (result === "ok") {
      press.written += 1;
      if (press.written === WRITES_OF_A_SWITCH && press.measured) {
        switches += 1;
        if (press.failures === 0) firstTries += 1;
        switchDelays.push(now + ROUND_TRIP - press.at);
      }
      events.push(now + ROUND_TRIP, SWITCH + KINDS * which);
      return;
    }
    press.failures += 1;
    events.push(
      Math.max((waitUntil ?? 0) - (ahead[press.agent] ?? 0), now + retryDelay(press.failures, random())),
      SWITCH + KINDS * which,
    );
  }

  function eachMinute(): void {
    if (now < peakUntil) {
      for (owed += switchesAMinute(agents, limit); owed >= 1; owed -= 1) {
        const at = now + random() * MINUTE;
        const measured = at >= peakFrom && at < peakUntil;
        events.push(at, SWITCH + KINDS * presses.length);
        presses.push({ agent: Math.floor(random() * agents), at, measured, written: 0, failures: 0 });
      }
    }
    events.push(now + MINUTE, EACH_MINUTE);
  }

  for (let agent = 0; agent < agents; agent += 1)
    events.push(START + random() * SHIFT_START, READ + KINDS * agent);
  for (let drop = 0; drop < DROPS; drop += 1) events.push(quietFrom + random() * spans.quiet, DROP);
  events.push(quietUntil, EACH_MINUTE);

  while (events.size > 0) {
    const [at, event] = events.pop();
    if (at >= end) break;
    now = at;
    const which = Math.floor(event / KINDS);
    if (event % KINDS === DROP) drops[Math.floor(random() * agents)]?.push(now);
    else if (event % KINDS === SWITCH) goOn(which);
    else if (event % KINDS === EACH_MINUTE) eachMinute();
    else if (Math.floor(which / agents) === plans[which % agents]) read(which % agents);
  }
  for (const unseen of drops) delays.push(...unseen.map(() => Number.POSITIVE_INFINITY));

  const least = leastPeriod(agents, limit);
  const budget = (span: number): number => (limit * span) / MINUTE;
  return {
    refusedQuiet: share(count.quietRefused, count.quiet),
    refusedPeak: share(count.peakRefused, count.peak),
    useQuiet: (count.quiet - count.quietRefused) / budget(spans.quiet),
    usePeak: (count.peak - count.peakRefused) / budget(spans.peak),
    fairness: jain(reads),
    delayMedian: quantile(delays, 0.5),
    delay95: quantile(delays, 0.95),
    leastMedian: 0.5 * least,
    least95: 0.95 * least,
    switches,
    firstTry: share(firstTries, switches),
    switchDelay: quantile(switchDelays, 0.999),
    peakAfterOutage: most / limit,
    refusedAtStart: count.startRefused / agents,
    allRead: Math.max(...firstReads),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Jain's index: 1 if all have the same, 1/n if one has everything. */
function jain(values: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return share(sum * sum, values.length * squares);
}

function quantile(values: number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
