/**
 * What must hold whatever happens, judged from logs: by the order of events, and with time to spare, so that a slow machine
 * breaks no rule. Each judgement is what is wrong; `null` when nothing is. Nothing here reads a clock, a browser or a server.
 * Moments are epoch ms, 0 for never; durations are ms.
 */
import { PRECEDENCE } from "../../src/core/rules/precedence.ts";
import type { Journal } from "../../src/core/switching/journal.ts";
import type { Facts, Ons } from "../../test/emulator/demo-devices.ts";
import type { RequestEntry } from "../../test/emulator/request-log.ts";
import type { Api } from "../../test/emulator/store.ts";

/** One request to the API in question, as the server's log has it. */
export interface Exchange extends Pick<RequestEntry, "method" | "startedAt" | "finishedAt" | "aborted"> {
  /** What a good answer says, of all devices (read) or of those written; `null` without one. */
  readonly said: Facts | null;
  /** The agent has signed in or out while it was under way, which may have left its answer without effect. */
  readonly isOvertaken: boolean;
}

/** How long what was answered may take to be shown, and what has become too old to go. Far more than it needs. */
export const GRACE = 15_000;
/** A write that was not heard of is followed by a read, which may take its 10 s, before it is doubted. */
const DOUBT_GRACE = 40_000;
/** An answer that ends so shortly before a cut may never have been taken in. */
const CUT_AFTER = 10_000;
const PERIODS_OF_EVIDENCE = 3;
/** How long what happens to the softphone's tab may take to be shown. */
export const TAB_GRACE = 6_000;

/**
 * What the extension may know of the devices: each possibility, when it was read (what a write's answer adds makes it no younger),
 * and whether a write since was not heard of.
 */
export type Known = readonly (Facts & { readonly readAt: number; readonly doubted: boolean })[];
/** When the worker was stopped, or connections were cut. */
type Cuts = readonly number[];
/** How long after its end an answer counts as taken in for sure. */
type Settled = Readonly<Record<"read" | "write", number>>;

/**
 * Everything that the extension may know at `at`, given what it was answered. There is more than one possibility where an
 * answer may have been lost on the way, with the worker, or has only just been sent.
 *
 * @param exchanges in the order in which they came in
 */
export function knowledge(exchanges: readonly Exchange[], cuts: Cuts, at: number, settled: Settled): Known {
  const ended = exchanges
    // What is on its way may be there before the server's own log says that it is out.
    .filter(({ finishedAt, said }) => finishedAt !== null || said !== null)
    .map((exchange) => ({ ...exchange, finishedAt: exchange.finishedAt ?? at }))
    .sort((a, b) => a.finishedAt - b.finishedAt);
  const writes = exchanges.filter(({ method }) => method === "PUT");
  let known: Known = [];
  for (const { method, startedAt, finishedAt, said, aborted, isOvertaken } of ended) {
    const isRead = method === "GET";
    const age = at - finishedAt;
    const isCut = cuts.some((cut) => cut >= startedAt && cut <= finishedAt + CUT_AFTER);
    const isLost = isOvertaken || isCut;
    // A read that a write runs beside is not taken in.
    const isBeside = writes.some(
      (write) => write.startedAt <= finishedAt + 1_000 && (write.finishedAt ?? at) >= startedAt,
    );
    if (said === null) {
      const isDoubt = !isRead && aborted !== false && !isLost && age >= DOUBT_GRACE;
      if (isDoubt) known = known.map((one) => ({ ...one, doubted: true }));
    } else if (isRead) {
      const read = { ...said, readAt: finishedAt, doubted: false };
      known = !isLost && age >= settled.read && !isBeside ? [read] : [...known, read];
    } else {
      const after = known.map((one) => ({ ...one, ...said }));
      const all = !isLost && age >= settled.write ? after : [...known, ...after];
      // Each once: their number would double with every write.
      known = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
    }
  }
  return known;
}

/** The toolbar at one moment. */
export interface Shown {
  readonly at: number;
  readonly badge: string;
  readonly api: Api | null;
  /** Since when nobody, or this account, is signed in. */
  readonly apiSince: number;
  /** How often the status is read. */
  readonly period: number;
  /** When the softphone's tab was last watched, and since when it is watched and cannot ring; `null` while it can. */
  readonly tab: { readonly watchedAt: number; readonly lostAt: number | null };
}

/** A badge may not say more than what was answered lately. */
export function badgeProblem(shown: Shown, known: Known, cuts: Cuts): string | null {
  const { at, badge, api, apiSince, period, tab } = shown;
  if (!["SIP", "S?", "TEL", "!"].includes(badge)) return null;
  if (api === null) {
    // What a worker that dies while it signs out leaves behind goes with the evidence.
    const isCut = cuts.some((cut) => Math.abs(cut - apiSince) < CUT_AFTER);
    const allowed = GRACE + (isCut ? PERIODS_OF_EVIDENCE * period : 0);
    return at - apiSince < allowed ? null : `the badge is ${badge} and nobody is signed in`;
  }
  if (api !== "integrations" && badge === "SIP")
    return "the badge is SIP, and this API reports no registration";
  const oldest = at - PERIODS_OF_EVIDENCE * period - GRACE;
  const fresh = known.filter(({ readAt, doubted }) => readAt >= oldest && !doubted);
  if (fresh.some((facts) => withTab(facts, shown, cuts).map(badgeOf).includes(badge))) return null;
  return `the badge is ${badge}, and what was answered lately is ${JSON.stringify(known)}, the tab ${JSON.stringify(tab)}`;
}

/** What such devices may count for: while the softphone's tab cannot ring, the softphone is as good as not registered. */
function withTab(facts: Facts, { at, tab: { watchedAt, lostAt } }: Shown, cuts: Cuts): readonly Facts[] {
  const lost = { ...facts, registered: false };
  // A worker that died over it sees it in its next life.
  const isUnheard = cuts.some((cut) => lostAt !== null && Math.abs(cut - lostAt) < TAB_GRACE);
  if (lostAt !== null && at - lostAt >= TAB_GRACE && !isUnheard) return [lost];
  if (at - watchedAt >= GRACE) return [facts];
  // After its return, what was registered before counts as doubtful.
  return facts.registered === true ? [facts, lost, { ...facts, registered: null }] : [facts, lost];
}

/** The badge that is due for such devices: the README's table, read once more. */
export function badgeOf({ phone, sip, registered, isUnsaid }: Facts): string {
  if (isUnsaid === true) return "?";
  if (sip !== true) return phone === true ? "TEL" : "!!";
  if (registered === true) return "SIP";
  if (registered !== false) return "S?";
  return phone === true ? "!" : "!!";
}

/** A write may not leave every device off, nor turn on a second one where only one may be. `before`: what is on at the server. */
export function writeProblem(api: Api, asks: Ons, before: Ons, known: Known): string | null {
  const leavesNone = isNone({ ...before, ...asks }) || (api === "integrations" && isNone(asks));
  const mayLeaveNone = api === "ccm" || (api === "older" && isNone(before));
  if (leavesNone && !mayLeaveNone) return `it leaves no device on: ${JSON.stringify(asks)}`;
  if (api !== "integrations" && asks.phone === true && asks.sip === true) return "it turns on two devices";
  const isOtherOn = known.every(({ phone, sip }) => (asks.phone === true ? sip : phone) === true);
  if (api !== "ccm" || isNone(asks) || known.length === 0 || !isOtherOn) return null;
  return `it turns one on while another one is known to be on: ${JSON.stringify({ asks, known })}`;
}

/** A switch that a press or a rule has asked for, as it was written down. */
export interface Wish extends Pick<Journal, "origin" | "askedAt"> {
  readonly target: Ons;
  /** Which devices were on when it was begun, or shall be once the switch before it is made. */
  readonly before: Ons;
}

export const isByRule = ({ origin }: Wish): boolean => PRECEDENCE.some((rule) => rule === origin);

/**
 * The devices end as they were last wanted, or the agent was told why not; none is off by our doing that should be on. `outside`:
 * when the agent last changed the account, or somebody else the devices; and whether the latter left none on.
 */
export function endingProblem(
  on: Ons,
  { wish, toldAt }: { readonly wish: Wish | null; readonly toldAt: number },
  outside: { readonly at: number; readonly leftNone: boolean },
): string | null {
  const isTold = wish !== null && toldAt >= wish.askedAt;
  // Off on purpose, and still so where what came after it could not be done.
  const isOnPurpose =
    wish !== null && !isByRule(wish) && (isNone(wish.target) || (isNone(wish.before) && isTold));
  if (isNone(on) && !outside.leftNone && !isOnPurpose) return "no device is on, by our doing";
  if (wish === null || isTold || outside.at >= wish.askedAt) return null;
  const { phone = on.phone, sip = on.sip } = wish.target;
  if (phone === on.phone && sip === on.sip) return null;
  return `the last press wanted ${JSON.stringify(wish.target)}, the devices are ${JSON.stringify(on)}, and nothing was told`;
}

/** How often a rule may begin switches within a minute: its occasion may come and go, and each may be tried anew. */
const MOST_OF_RULE = 6;

/** Rules turn no device off without another one on, and come to rest. @param begun their switches, the newest last */
export function rulesProblem(begun: readonly Wish[]): string | null {
  const none = begun.find(({ target }) => isNone(target));
  if (none !== undefined) return `a rule turns every device off: ${JSON.stringify(none)}`;
  const since = ({ origin, askedAt }: Wish) =>
    begun.filter((one) => one.origin === origin && one.askedAt >= askedAt && one.askedAt < askedAt + 60_000);
  const restless = begun.find((wish) => since(wish).length > MOST_OF_RULE);
  return restless === undefined ? null : `${restless.origin} never comes to rest: ${JSON.stringify(begun)}`;
}

/** Of each episode in which calls do not arrive, the agent is told once. @param told the episodes that were told */
export function toldProblem(told: readonly string[]): string | null {
  const twice = told.find((one, index) => told.indexOf(one) !== index);
  return twice === undefined ? null : `an episode was told more than once: ${twice}`;
}

export const isNone = ({ phone, sip }: Ons): boolean => phone !== true && sip !== true;
