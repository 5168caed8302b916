/**
 * What must hold whatever happens, judged from logs: by the order of events, and with time to spare, so that a slow machine
 * breaks no rule. Nothing here reads a clock, a browser or a server.
 */
import type { Api } from "../../test/emulator/store.ts";

/** Which devices are on, or shall be. */
export interface Ons {
  readonly phone?: boolean;
  readonly sip?: boolean;
}

/** The devices as an answer of the server, or the server itself, has them. */
export interface Facts extends Ons {
  /** Whether the softphone is; absent where it is not said. */
  readonly registered?: boolean | null | undefined;
  /** It is not said which one is on (the older contract). */
  readonly isUnsaid?: boolean;
}

/** One request to the API in question, as the server saw it. Times are epoch ms. */
export interface Exchange {
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
/** How long what happens to the softphone's tab may take to be shown; ms. */
export const TAB_GRACE = 6_000;

/** What the extension may know of the devices. */
export interface Knowledge {
  readonly facts: Facts;
  /** When it was read. What a write's answer adds makes it no younger. */
  readonly readAt: number;
  /** A write since was not heard of. */
  readonly doubted: boolean;
}

/**
 * Everything that the extension may know at `at`, given what it was answered. There is more than one possibility where an
 * answer may have been lost on the way, with the worker, or has only just been sent.
 *
 * @param exchanges in the order in which they came in
 * @param cuts when the worker was stopped, or connections were cut; epoch ms
 * @param settled how long after its end an answer counts as taken in for sure; ms
 */
export function knowledge(
  exchanges: readonly Exchange[],
  cuts: readonly number[],
  at: number,
  settled: { readonly read: number; readonly write: number },
): readonly Knowledge[] {
  const ended = exchanges
    // What is on its way may be there before the server's own log says that it is out.
    .filter(({ finishedAt, said }) => finishedAt !== null || said !== null)
    .map((exchange) => ({ ...exchange, finishedAt: exchange.finishedAt ?? at }))
    .sort((a, b) => a.finishedAt - b.finishedAt);
  let known: readonly Knowledge[] = [];
  for (const { method, startedAt, finishedAt, said, unheard, isOvertaken } of ended) {
    const isRead = method === "GET";
    const isCut = isOvertaken || cuts.some((cut) => cut >= startedAt && cut <= finishedAt + CUT_AFTER);
    const age = at - finishedAt;
    if (said === null) {
      if (isRead || !unheard || isCut || age < DOUBT_GRACE) continue;
      known = known.map((one) => ({ ...one, doubted: true }));
    } else if (isRead) {
      const read = { facts: said, readAt: finishedAt, doubted: false };
      // A read that a write runs beside is not taken in.
      const isBeside = exchanges.some(
        (other) =>
          other.method === "PUT" &&
          other.startedAt <= finishedAt + 1_000 &&
          (other.finishedAt ?? at) >= startedAt,
      );
      const sure = !isCut && age >= settled.read && !isBeside;
      known = sure ? [read] : [...known, read];
    } else {
      const after = known.map((one) => ({ ...one, facts: { ...one.facts, ...said } }));
      const sure = !isCut && age >= settled.write;
      // Each once: their number would double with every write.
      const all = sure ? after : [...known, ...after];
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
  /** How often the status is read, ms. */
  readonly period: number;
  readonly tab: TabSight;
}

/** The softphone's tab, as the browser has it. Times are epoch ms. */
export interface TabSight {
  /** When it was last watched; 0 for never. */
  readonly watchedAt: number;
  /** Since when it is watched and cannot ring; `null` while it can. */
  readonly lostAt: number | null;
}

/** What is wrong with a badge that says more than what was answered lately; `null` when nothing is. */
export function badgeProblem(
  { at, badge, api, apiSince, period, tab }: Shown,
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
  if (api !== "integrations" && badge === "SIP")
    return "the badge is SIP, and this API reports no registration";
  const oldest = at - PERIODS_OF_EVIDENCE * period - GRACE;
  const known = knowledge(exchanges, cuts, at, { read: GRACE, write: GRACE });
  const fresh = known.filter(({ readAt, doubted }) => readAt >= oldest && !doubted);
  const allowed = fresh.flatMap(({ facts }) => withTab(facts, tab, at, cuts));
  if (allowed.some((facts) => badgeOf(facts) === badge)) return null;
  return `the badge is ${badge}, and what was answered lately is ${JSON.stringify(known)}, the tab ${JSON.stringify(tab)}`;
}

/** What such devices may count for, given the softphone's tab: while that cannot ring, the softphone is as good as not registered. */
function withTab(
  facts: Facts,
  { watchedAt, lostAt }: TabSight,
  at: number,
  cuts: readonly number[],
): readonly Facts[] {
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

/** A write at the moment when it comes in. */
export interface Write {
  readonly api: Api;
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
  if (api === "integrations") {
    const leavesNone = isNone(asks) || isNone({ ...before, ...asks });
    return leavesNone ? `it leaves no device on: ${JSON.stringify(asks)}` : null;
  }
  if (asks.phone === true && asks.sip === true) return "it turns on two devices";
  if (api === "older") {
    return isNone({ ...before, ...asks }) && !isNone(before)
      ? `it leaves no device on: ${JSON.stringify(asks)}`
      : null;
  }
  if (isNone(asks)) return null;
  const known = knowledge(exchanges, cuts, at, { read: 3_000, write: 0 });
  const isOtherOn = ({ facts }: Knowledge): boolean =>
    (asks.phone === true ? facts.sip : facts.phone) === true;
  if (known.length === 0 || !known.every(isOtherOn)) return null;
  return `it turns one on while another one is known to be on: ${JSON.stringify({ asks, known })}`;
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
  /** Whether a rule made it. */
  readonly isRules: boolean;
}

/** The devices when all is calm, and what led there. Times are epoch ms, 0 for never. */
export interface Ending {
  readonly on: Ons;
  readonly wish: Wish | null;
  /** When the agent was last told that something had not been done. */
  readonly toldAt: number;
  /** When somebody else last changed the devices, and whether that left none on. */
  readonly outside: { readonly at: number; readonly leftNone: boolean };
}

/** What is wrong with how the switches have ended; `null` when nothing is. */
export function endingProblem({ on, wish, toldAt, outside }: Ending): string | null {
  const isTold = wish !== null && toldAt >= wish.askedAt;
  // Off on purpose, and still so where what came after it could not be done.
  const isOnPurpose =
    wish !== null && !wish.isRules && (isNone(wish.target) || (isNone(wish.before) && isTold));
  if (isNone(on) && !outside.leftNone && !isOnPurpose) return "no device is on, by our doing";
  if (wish === null || wish.isOver || isTold || outside.at >= wish.askedAt) return null;
  const { phone = on.phone, sip = on.sip } = wish.target;
  if (phone === on.phone && sip === on.sip) return null;
  return `the last press wanted ${JSON.stringify(wish.target)}, the devices are ${JSON.stringify(on)}, and nothing was told`;
}

/** A switch that a rule has begun. */
export interface RuleSwitch {
  readonly by: string;
  readonly askedAt: number;
  readonly target: Ons;
}

/** How often a rule may begin switches within a minute: its occasion may come and go, and each may be tried anew. */
const MOST_OF_RULE = 6;
const RULES_MINUTE = 60_000;

/** What is wrong with what the rules have begun; `null` when nothing is. */
export function rulesProblem(begun: readonly RuleSwitch[]): string | null {
  const none = begun.find(({ target }) => isNone(target));
  if (none !== undefined) return `a rule turns every device off: ${JSON.stringify(none)}`;
  for (const { by, askedAt } of begun) {
    const near = begun.filter(
      (one) => one.by === by && one.askedAt >= askedAt && one.askedAt - askedAt < RULES_MINUTE,
    );
    if (near.length > MOST_OF_RULE) return `${by} never comes to rest: ${JSON.stringify(near)}`;
  }
  return null;
}

/** A notification that was shown. */
export interface Told {
  readonly kind: string;
  /** The occasion that it tells of. Each episode in which calls do not arrive (`reach`) has a key of its own. */
  readonly key: string;
}

/** What is wrong with how often an episode was told; `null` when nothing is. */
export function toldProblem(told: readonly Told[]): string | null {
  const episodes = told.filter(({ kind }) => kind === "reach").map(({ key }) => key);
  const twice = episodes.find((one, index) => episodes.indexOf(one) !== index);
  return twice === undefined ? null : `an episode was told more than once: ${twice}`;
}

export const isNone = ({ phone, sip }: Ons): boolean => phone !== true && sip !== true;

/** How much more there is in the last third of a row of sizes than in the first, by the least of each, as a part. */
export function growth(sizes: readonly number[]): number {
  const third = Math.ceil(sizes.length / 3);
  return Math.min(...sizes.slice(-third)) / Math.min(...sizes.slice(0, third)) - 1;
}

/** Whether any of the secrets stands in a text, as it is, in Base64 or percent-encoded. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  return [...secrets].some((secret) =>
    [secret, btoa(secret), encodeURIComponent(secret)].some((form) => text.includes(form)),
  );
}
