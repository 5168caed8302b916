import { ALERT_KINDS } from "./alerts/alert.ts";
import type { AlertsMemory } from "./alerts/alerts-memory.ts";
import type { Device } from "./devices/device.ts";
import { type Verdict, type VerdictInput, verdict } from "./devices/verdict.ts";
import type { Failure } from "./failure.ts";
import type { Notice } from "./notice.ts";
import { PRECEDENCE } from "./rules/precedence.ts";
import { isOverruled, type RulesMemory } from "./rules/rules-memory.ts";
import type { Journal, SwitchIntent } from "./switching/journal.ts";

/**
 * One of Hookswitch's last decisions, and its reason, for whoever looks for a fault. It names kinds of devices and reasons, and
 * holds no name, number or address.
 */
export interface Decision {
  /** By this machine's clock, ms. The last time, if it was decided several times in a row. */
  readonly at: number;
  readonly what: DecisionKind;
  /** What was decided, in the words of the code, such as `phone` for a verdict. */
  readonly is: string;
  readonly why: string | null;
  /** Exotel's reference for the request. */
  readonly requestId: string | null;
  /** How often in a row. */
  readonly times: number;
}

export const DECISION_KINDS = [
  "verdict",
  "read-failed",
  "write-failed",
  "switch",
  "switch-ended",
  "rule",
  "notice",
  "alert",
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** How many are kept. */
export const DECISIONS_KEPT = 50;

/** What is known at a moment, as far as decisions show in it. */
export type DecisionInput = VerdictInput & {
  readonly rules: RulesMemory | null;
  readonly notice: Notice | null;
  readonly alerts: AlertsMemory;
};

/** The decisions with one more at the end. A repeated one is counted again; the oldest are dropped. */
export function withDecision(known: readonly Decision[], added: Decision): readonly Decision[] {
  const last = known.at(-1);
  const isSame = last?.what === added.what && last.is === added.is && last.why === added.why;
  if (last !== undefined && isSame)
    return [...known.slice(0, -1), { ...added, times: last.times + added.times }];
  return [...known, added].slice(-DECISIONS_KEPT);
}

/**
 * What was decided between two moments, in the order of its causes.
 *
 * @param before `null` when the worker starts
 * @param known the decisions so far: a verdict counts if it differs from the last of them
 */
export function newDecisions(
  before: DecisionInput | null,
  after: DecisionInput,
  known: readonly Decision[],
): readonly Decision[] {
  const judged = verdicts(after, known);
  const found =
    before === null
      ? judged
      : [
          ...failures(before, after),
          ...switching(before, after),
          ...judged,
          ...ruling(before.rules, after.rules),
          ...notices(before, after),
          ...alerting(before.alerts, after.alerts),
        ];
  return found.map((one) => ({ why: null, requestId: null, ...one, at: after.now, times: 1 }));
}

type Found = Pick<Decision, "what" | "is"> & Partial<Pick<Decision, "why" | "requestId">>;

function verdicts(after: DecisionInput, known: readonly Decision[]): Found[] {
  const last = known.filter(({ what }) => what === "verdict").at(-1);
  const now = verdict(after);
  const why = reasonOf(now);
  if (last === undefined ? now.reach === "not-set-up" : last.is === now.reach && last.why === why) return [];
  return [{ what: "verdict", is: now.reach, why }];
}

function reasonOf(now: Verdict): string | null {
  if ("why" in now) return now.why;
  if (!("softphone" in now)) return null;
  const marks = [now.busy && "on a call", now.numberless && "phone without a number", now.muted && "muted"];
  return [`softphone ${now.softphone}`, ...marks].filter(Boolean).join(", ");
}

function failures(before: DecisionInput, { status }: DecisionInput): Found[] {
  const { failure } = status;
  return failure === null || failure === before.status.failure ? [] : [asFound("read-failed", failure)];
}

function asFound(what: DecisionKind, { kind, status, cause, requestId }: Failure): Found {
  const details = [status === null ? null : `HTTP ${status}`, cause];
  return { what, is: kind, why: details.filter((one) => one !== null).join(", ") || null, requestId };
}

function switching(before: DecisionInput, after: DecisionInput): Found[] {
  const [was, is] = [before.journal, after.journal];
  const devices = (after.status.reading ?? before.status.reading)?.devices ?? [];
  const isOther = was?.askedAt !== is?.askedAt;
  const found: Found[] = [];
  if (was !== null && isOther) found.push({ what: "switch-ended", is: outcomeOf(was, after) });
  if (is === null) return found;
  if (isOther) found.push(asked(is, devices, null));
  const waiting = is.waiting;
  if (waiting !== null && waiting.askedAt !== was?.waiting?.askedAt)
    found.push(asked(waiting, devices, "waits"));
  const { phase } = is;
  if (phase.name === "checking" && was?.phase.name !== "checking")
    found.push(asFound("write-failed", phase.failure));
  return found;
}

function asked({ origin, target }: SwitchIntent, devices: readonly Device[], when: string | null): Found {
  const wanted = Object.entries(target).map(([id, on]) => {
    const index = devices.findIndex((device) => device.id === id);
    return `device ${index + 1 || "?"} (${devices[index]?.kind ?? "unknown"}) ${on ? "on" : "off"}`;
  });
  const why = [`by ${origin}`, when].filter((one) => one !== null).join(", ");
  return { what: "switch", is: wanted.join(", "), why };
}

/** How a switch ended, by what is known of the devices then. */
function outcomeOf({ target }: Journal, { account, status }: DecisionInput): string {
  if (account === null || status.reading === null || status.inDoubt) return "not known";
  const { devices } = status.reading;
  const isReached = Object.entries(target).every(
    ([id, on]) => (devices.find((device) => device.id === id)?.on ?? false) === on,
  );
  return isReached ? "as asked for" : "otherwise";
}

function ruling(before: RulesMemory | null, after: RulesMemory | null): Found[] {
  if (after === null) return [];
  return PRECEDENCE.flatMap((name) => {
    const was = before?.records[name];
    const is = after.records[name];
    const happened = [
      is.since !== null && is.since !== was?.since && "begins",
      is.since === null && was?.since != null && "ends",
      isOverruled(is) && is.overruledAt !== was?.overruledAt && "overruled",
      is.pausedUntil !== null && was?.pausedUntil == null && "paused",
    ];
    return happened.flatMap((why) => (why ? [{ what: "rule" as const, is: name, why }] : []));
  });
}

function notices(before: DecisionInput, { notice }: DecisionInput): Found[] {
  if (notice === null || notice.at === before.notice?.at) return [];
  const ids = [...notice.problem, ...notice.remedy].map(({ id }) => id);
  return [{ what: "notice", is: ids.join(", "), requestId: notice.requestId }];
}

function alerting(before: AlertsMemory, after: AlertsMemory): Found[] {
  return ALERT_KINDS.flatMap((kind) => {
    const [was, is] = [before.kinds[kind].shown, after.kinds[kind].shown];
    if (is !== null && is.key !== was?.key)
      return [{ what: "alert" as const, is: kind, why: is.alert.title.id }];
    return is === null && was !== null ? [{ what: "alert" as const, is: kind, why: "gone" }] : [];
  });
}
