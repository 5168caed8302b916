/**
 * What must hold whatever happens, judged from logs: by the order of events, and with time to spare, so that a slow machine
 * breaks no rule. Nothing here reads a clock, a browser or a server.
 */
import type { SoakApi } from "./plan.ts";

/** One device, as an answer of the server, or the server itself, has it. */
export interface DeviceFacts {
  readonly kind: "pstn" | "sip";
  readonly on: boolean;
  /** `null` where it is not said. */
  readonly registered: boolean | null;
}

/** By the device's id. */
export type Facts = Readonly<Record<string, DeviceFacts>>;
/** Which devices are on, or shall be, by id. */
export type Ons = Readonly<Record<string, boolean>>;

/** One request as the server saw it. Times are epoch ms. */
export interface Exchange {
  readonly api: SoakApi;
  readonly method: string;
  readonly startedAt: number;
  /** `null` while it is under way. */
  readonly finishedAt: number | null;
  /** Broken off before its answer was complete. */
  readonly unheard: boolean;
  /** What a good answer says, of all devices (read) or of those written; `null` without one. */
  readonly said: Facts | null;
  /** The agent has signed in or out while it was under way, which may have left its answer without effect. */
  readonly isOvertaken: boolean;
}

/** How long what was answered may take to be shown, and what has become too old to go; ms. Far more than it needs. */
export const GRACE = 15_000;
/** A write that was not heard of is followed by a read, which may take its 10 s, before it is doubted. */
const DOUBT_GRACE = 40_000;
/** An answer that ends so shortly before a cut may never have been taken in; ms. */
const CUT_AFTER = 10_000;
const PERIODS_OF_EVIDENCE = 3;
/** What later memory is compared with, ms. */
const EARLY = 300_000;

/** What the extension may know of the devices. */
export interface Knowledge {
  readonly facts: Facts;
  /** When it was read. What a write's answer adds makes it no younger. */
  readonly readAt: number;
  /** A write since was not heard of. */
  readonly doubted: boolean;
}

/** How long after its end an answer counts as taken in for sure; ms. */
export interface Settled {
  readonly read: number;
  readonly write: number;
}

/**
 * Everything that the extension may know at `at`, given what it was answered. There is more than one possibility where an
 * answer may have been lost on the way, with the worker, or has only just been sent.
 *
 * @param exchanges in the order in which they came in
 * @param cuts when the worker was stopped, or connections were cut; epoch ms
 */
export function knowledge(
  exchanges: readonly Exchange[],
  cuts: readonly number[],
  at: number,
  settled: Settled,
): readonly Knowledge[] {
  const ended = exchanges
    // What is on its way may be there before the server's own log says that it is out.
    .filter(({ finishedAt, said }) => finishedAt !== null || said !== null)
    .map((exchange) => ({ ...exchange, finishedAt: exchange.finishedAt ?? at }))
    .sort((a, b) => a.finishedAt - b.finishedAt);
  let known: readonly Knowledge[] = [];
  for (const exchange of ended) {
    const { method, startedAt, finishedAt, said } = exchange;
    const isRead = method === "GET";
    const isLost = cuts.some((cut) => cut >= startedAt && cut <= finishedAt + CUT_AFTER);
    const isCut = isLost || exchange.isOvertaken;
    const age = at - finishedAt;
    if (said === null) {
      if (isRead || !exchange.unheard || isCut || age < DOUBT_GRACE) continue;
      known = known.map((one) => ({ ...one, doubted: true }));
    } else if (isRead) {
      const read = { facts: said, readAt: finishedAt, doubted: false };
      // A read that a write runs beside is not taken in.
      const sure = !isCut && age >= settled.read && !overlapsWrite(exchange, exchanges);
      known = sure ? [read] : [...known, read];
    } else {
      const after = known.map((one) => ({ ...one, facts: { ...one.facts, ...said } }));
      const sure = !isCut && age >= settled.write;
      known = distinct(sure ? after : [...known, ...after]);
    }
  }
  return known;
}

function overlapsWrite(read: Exchange & { readonly finishedAt: number }, all: readonly Exchange[]): boolean {
  return all.some(
    ({ method, startedAt, finishedAt }) =>
      method === "PUT" &&
      startedAt <= read.finishedAt + 1_000 &&
      (finishedAt ?? Number.POSITIVE_INFINITY) >= read.startedAt,
  );
}

function distinct(known: readonly Knowledge[]): readonly Knowledge[] {
  return [...new Map(known.map((one) => [JSON.stringify(one), one])).values()];
}

/** The toolbar at one moment. */
export interface Shown {
  readonly at: number;
  readonly badge: string;
  readonly api: SoakApi | null;
  /** Since when nobody, or this account, is signed in; epoch ms. */
  readonly apiSince: number;
  /** How often the status is read, ms. */
  readonly period: number;
}

/** What is wrong with a badge that says more than what was answered lately; `null` when nothing is. */
export function badgeProblem(
  { at, badge, api, apiSince, period }: Shown,
  exchanges: readonly Exchange[],
  cuts: readonly number[],
): string | null {
  if (!["SIP", "S?", "TEL", "!"].includes(badge)) return null;
  if (api === null) {
    // What a worker that dies while it signs out leaves behind goes with the evidence.
    const isCut = cuts.some((cut) => Math.abs(cut - apiSince) < CUT_AFTER);
    const allowed = GRACE + (isCut ? PERIODS_OF_EVIDENCE * period : 0);
    return at - apiSince < allowed ? null : `the badge is ${badge} and nobody is signed in`;
  }
  if (api === "ccm" && badge === "SIP") return "the badge is SIP, and CCM reports no registration";
  const own = exchanges.filter((exchange) => exchange.api === api);
  const oldest = at - PERIODS_OF_EVIDENCE * period - GRACE;
  const known = knowledge(own, cuts, at, { read: GRACE, write: GRACE });
  const fresh = known.filter(({ readAt, doubted }) => readAt >= oldest && !doubted);
  if (fresh.some(({ facts }) => badgeOf(facts) === badge)) return null;
  return `the badge is ${badge}, and what was answered lately is ${JSON.stringify(known)}`;
}

/** The badge that is due for such devices: the README's table, read once more. */
export function badgeOf(facts: Facts): string {
  const on = Object.values(facts).filter((device) => device.on);
  const phone = on.some(({ kind }) => kind === "pstn");
  const softphones = on.filter(({ kind }) => kind === "sip");
  if (softphones.length === 0) return phone ? "TEL" : "!!";
  if (softphones.some(({ registered }) => registered === true)) return "SIP";
  if (softphones.some(({ registered }) => registered === null)) return "S?";
  return phone ? "!" : "!!";
}

/** A write at the moment when it comes in. */
export interface Write {
  readonly api: SoakApi;
  readonly at: number;
  readonly asks: Ons;
  /** Which devices are on at the server before it. */
  readonly before: Ons;
}

/** What is wrong with asking for this; `null` when nothing is. */
export function writeProblem(
  { api, at, asks, before }: Write,
  exchanges: readonly Exchange[],
  cuts: readonly number[],
): string | null {
  if (api === "ic") {
    const after = { ...before, ...asks };
    const leavesNone = (ons: Ons): boolean => Object.values(ons).every((on) => !on);
    return leavesNone(asks) || leavesNone(after) ? `it leaves no device on: ${JSON.stringify(asks)}` : null;
  }
  const turnedOn = Object.keys(asks).filter((id) => asks[id] === true);
  if (turnedOn.length === 0) return null;
  if (turnedOn.length > 1) return "it turns on two devices";
  const own = exchanges.filter((exchange) => exchange.api === api);
  const known = knowledge(own, cuts, at, { read: 3_000, write: 0 });
  const othersAreOn = ({ facts }: Knowledge): boolean =>
    Object.entries(facts).some(([id, { on }]) => on && id !== turnedOn[0]);
  if (known.length === 0 || !known.every(othersAreOn)) return null;
  return `it turns ${turnedOn[0]} on while another one is known to be on: ${JSON.stringify(known)}`;
}

/** The words of the contract, with the badges that they can stand beside. */
const SENTENCES: readonly (readonly [words: RegExp, badges: readonly string[]])[] = [
  [/not set up/, [""]],
  [/^Reading the status/, ["…"]],
  [/not known: (Exotel refused your credentials|you are signed out)/, ["KEY"]],
  [/not known/, ["?"]],
  [/not reach you/, ["!!"]],
  [/both your phone and your softphone, but/, ["S?"]],
  [/both your phone and your softphone/, ["SIP"]],
  [/only your softphone\b.*, but/, ["S?"]],
  [/only your softphone/, ["SIP"]],
  [/only your phone: your softphone is on, but not registered/, ["!"]],
  [/only your phone/, ["TEL"]],
];

/** Whether the popup's sentence can stand beside this badge and this tooltip. */
export function agrees(sentence: string, badge: string, tooltip: string): boolean {
  const badges = SENTENCES.find(([words]) => words.test(sentence))?.[1] ?? [];
  return badges.includes(badge) && tooltip.includes(sentence);
}

/** A press that was written down. */
export interface Wish {
  /** By the machine's clock, epoch ms. */
  readonly askedAt: number;
  readonly target: Ons;
  /** Which devices were on when it was begun, or shall be once the switch before it is made. */
  readonly before: Ons;
  /** Whether the agent has signed in or out since. */
  readonly isOver: boolean;
}

/** The devices when all is calm, and what led there. Times are epoch ms. */
export interface Ending {
  readonly on: Ons;
  /** The newest press that was written down; `null` without one. */
  readonly wish: Wish | null;
  /** When the agent was last told that something had not been done. */
  readonly toldAt: number | null;
  /** When somebody else last changed the devices. */
  readonly outsideAt: number | null;
  /** Who made the last change of which devices are on. */
  readonly lastChangeBy: "us" | "somebody else" | null;
}

/** What is wrong with how the switches have ended; `null` when nothing is. */
export function endingProblem({ on, wish, toldAt, outsideAt, lastChangeBy }: Ending): string | null {
  const isTold = wish !== null && (toldAt ?? 0) >= wish.askedAt;
  // Off on purpose, and still so where what came after it could not be done.
  const isOnPurpose = wish !== null && (isNone(wish.target) || (isNone(wish.before) && isTold));
  if (isNone(on) && lastChangeBy === "us" && !isOnPurpose) return "no device is on, by our doing";
  if (wish === null || wish.isOver || isTold || (outsideAt ?? 0) >= wish.askedAt) return null;
  const wrong = Object.entries(wish.target).filter(([id, wanted]) => (on[id] === true) !== wanted);
  if (wrong.length === 0) return null;
  return `the last press wanted ${JSON.stringify(wish.target)}, the devices are ${JSON.stringify(on)}, and nothing was told`;
}

const isNone = (ons: Ons): boolean => Object.values(ons).every((on) => !on);

/** Private memory at one moment. */
export interface MemorySample {
  /** ms after the run's beginning. */
  readonly at: number;
  readonly kilobytes: number;
}

/**
 * How much more the last third of a run takes than the five minutes after its first sample, by the median of each, as a part;
 * `null` where there are too few samples in either. The first one itself is of a browser that has only just begun, and is
 * mostly smaller. Where the calms took long, the two after it are early, whenever they were. What the engine has not yet tidied makes a sample too large, and one that was taken before its
 * caches had filled is too small: the extremes say less than the middle.
 *
 * @param length of the run, ms
 */
export function memoryGrowth(samples: readonly MemorySample[], length: number): number | null {
  const [first, ...warm] = samples;
  if (first === undefined) return null;
  const lastEarly = Math.max(2, warm.filter(({ at }) => at <= first.at + EARLY).length);
  const early = warm.slice(0, lastEarly);
  const late = warm.slice(lastEarly).filter(({ at }) => at >= (length * 2) / 3);
  if (early.length < 2 || late.length < 2) return null;
  return median(late) / median(early) - 1;
}

/** What was measured after one part of a shift, in one life of the worker. */
export interface ShiftSample {
  /** What the worker's program keeps, and what all pages' programs keep; bytes. */
  readonly worker: number;
  readonly pages: number;
  /** The private memory of the extension's processes, kB; `null` where the system does not tell. */
  readonly processes: number | null;
}

/**
 * How much more is kept in the last third of a shift than in the first, as a part; `null` where there are fewer than three
 * samples.
 */
export function shiftGrowth(samples: readonly number[]): number | null {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return null;
  return Math.min(...samples.slice(-third)) / Math.min(...samples.slice(0, third)) - 1;
}

function median(samples: readonly MemorySample[]): number {
  const sizes = samples.map(({ kilobytes }) => kilobytes).sort((a, b) => a - b);
  const half = sizes.length / 2;
  return ((sizes[Math.ceil(half) - 1] ?? Number.NaN) + (sizes[Math.floor(half)] ?? Number.NaN)) / 2;
}

/** Whether any of the secrets stands in a text, as it is, in Base64 or percent-encoded. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  for (const secret of secrets) {
    if (text.includes(secret) || text.includes(btoa(secret)) || text.includes(encodeURIComponent(secret))) {
      return true;
    }
  }
  return false;
}
