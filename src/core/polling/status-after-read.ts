import type { Reading } from "../devices/device.ts";
import type { Refusal, Status } from "../devices/status.ts";
import { lifeOfEvidence } from "../devices/verdict.ts";
import { type Failure, isAccessBlocked } from "../failure.ts";
import { isReadDue, nextReadAt, type ScheduleInput, SHORTEST_ALARM } from "./schedule.ts";

/** What is known when a read ends, besides its outcome. */
export interface ReadFacts
  extends Omit<ScheduleInput, "failure" | "failuresInARow" | "offline" | "refusals"> {
  /** Whether the machine has a network; asked only where no server was reached. */
  readonly online: () => boolean;
  /** Whether a switch is open. */
  readonly isSwitching: boolean;
}

const NO_FAILURES = { failure: null, failuresInARow: 0, offline: false, refusals: 0 } as const;

/**
 * What changes in the status after a read; `null` if nothing does. If the read's credentials were refused, that is
 * `statusAfterRefusal`.
 */
export function statusAfterRead(
  status: Status,
  outcome: Reading | Failure,
  facts: ReadFacts,
): Partial<Status> | null {
  const { period } = facts;
  const failure = "kind" in outcome ? outcome : null;
  // Refused credentials stay refused until a request succeeds, whatever else fails meanwhile.
  if (failure !== null && status.credentials === "refused") return afterFailedRetry(status, failure, facts);
  const failuresInARow = failure === null ? 0 : status.failuresInARow + 1;
  const offline = isOffline(failure, facts);
  return {
    credentials: "present",
    // The waiting switch may be refused all the same. Keeping the count keeps its retries as rare.
    refusal: facts.isSwitching ? status.refusal : null,
    failure,
    failuresInARow,
    offline,
    refuted: failure !== null && (status.refuted || isRefutation(failure)),
    period,
    ...(!("kind" in outcome) && { reading: outcome, inDoubt: false, countsFor: lifeOfEvidence(period) }),
    nextReadAt: nextReadAt({ ...facts, failure, failuresInARow, offline, refusals: 0 }),
  };
}

/** A retry with refused credentials failed for another reason. A read that the agent asked for replaces no planned one. */
function afterFailedRetry(status: Status, failure: Failure, facts: ReadFacts): Partial<Status> | null {
  if (!isReadDue(status, facts.now)) return null;
  // A request that was never sent may be retried soon: Exotel did not see it.
  const wasSent = !isAccessBlocked(failure) && !isOffline(failure, facts);
  const soon = facts.now + SHORTEST_ALARM;
  return { nextReadAt: wasSent ? nextRetryAt(failure, status.refusal?.times ?? 1, facts) : soon };
}

/** What changes in the status after a read, or a write, whose credentials Exotel has refused. */
export function statusAfterRefusal(status: Status, failure: Failure, facts: ReadFacts): Partial<Status> {
  const { now } = facts;
  const known = status.refusal;
  // A retry that the agent asked for replaces no planned one. A write refused after a good read counts as one more.
  const isOwn = known === null || status.credentials !== "refused" || isReadDue(status, now);
  const times = (known?.times ?? 0) + (isOwn ? 1 : 0);
  const refusal: Refusal = { times, at: now, awaySince: known?.awaySince ?? null };
  return {
    credentials: "refused",
    refusal,
    failure,
    failuresInARow: status.failuresInARow + 1,
    offline: false,
    ...(isOwn && { nextReadAt: nextRetryAt(failure, times, facts) }),
  };
}

/**
 * What changes in the status when a read is not sent because the server asked for a wait.
 *
 * @param why why the devices cannot be read: for the wait, or because the browser would send nothing
 * @param readUntil the end of the wait, by this machine's clock (ms)
 */
export function statusDuringWait(
  status: Status,
  why: Failure,
  readUntil: number,
  now: number,
): Partial<Status> {
  const planned = isReadDue(status, now) ? 0 : (status.nextReadAt ?? 0);
  return {
    // After a restart, or once the browser grants access, only the wait explains why there is no reading.
    ...(isWorthTelling(status, why) && { failure: why }),
    nextReadAt: Math.max(planned, readUntil),
  };
}

/**
 * What changes in the status before the first read of another account, or with new credentials.
 *
 * @param atOnce whether it is due now
 */
export function statusBeforeFirstRead(
  { failure }: Status,
  atOnce: boolean,
  facts: ReadFacts,
): Partial<Status> {
  const { now, period } = facts;
  return {
    period,
    ...(failure === null && { countsFor: lifeOfEvidence(period) }),
    nextReadAt: atOnce ? now : nextReadAt({ ...facts, ...NO_FAILURES, readUntil: null }),
  };
}

/** @param refusals how often the credentials were refused so far */
function nextRetryAt(failure: Failure, refusals: number, facts: ReadFacts): number {
  return nextReadAt({ ...facts, ...NO_FAILURES, failure, refusals });
}

/** Whether the request did not leave the machine, which has no network. */
function isOffline(failure: Failure | null, { online }: ReadFacts): boolean {
  return failure?.kind === "unreachable" && !online();
}

/** Whether a failed read means that there are no such devices to read. */
function isRefutation({ kind }: Failure): boolean {
  return kind === "not-found" || kind === "not-permitted";
}

/** Whether the reason for not reading replaces the recorded failure. It never replaces refused credentials. */
function isWorthTelling({ credentials, failure }: Status, why: Failure): boolean {
  if (credentials !== "present") return false;
  return isAccessBlocked(why) || failure === null || isAccessBlocked(failure);
}
