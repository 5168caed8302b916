import { hostOf, shareBudget } from "../core/account.ts";
import type { Reading } from "../core/devices/device.ts";
import { awaitsRegistration } from "../core/devices/device-changes.ts";
import { CLOCK_TOLERANCE, clockIsBack, type Status } from "../core/devices/status.ts";
import { evidenceExpiresAt, lastSeenExpiresAt, lifeOfEvidence } from "../core/devices/verdict.ts";
import { accessBlocked, deferredUntil, type Failure, isAccessBlocked } from "../core/failure.ts";
import { isShort, nextReadAt, SHORTEST_ALARM, tryOnReturn } from "../core/polling/schedule.ts";
import { waitForAny, withWait } from "../core/polling/server-waits.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";

/** The one way in which the devices' status is read and recorded, whatever asked for it. */
export interface Refresh {
  /**
   * Reads the devices now, or joins the read that is under way. Ends when it is recorded, and
   * never rejects. A wait that the server asked for is obeyed.
   */
  now(): Promise<void>;
  /**
   * Somebody is back at the machine: reads now, or a period after the last good read, or the last one that was refused,
   * whichever is later. With refused credentials: only after a long absence, and not soon after the last try.
   */
  agentReturned(): Promise<void>;
  /** Nobody is at the machine any more. */
  agentLeft(): Promise<void>;
  /** Whether the next read is due; none is without credentials until the agent acts, and with refused ones seldom. */
  isDue(): boolean;
  /**
   * Reads, for a switch, with the API it already holds, and records it. While the server wants no reads,
   * that is the failure, and nothing is asked.
   */
  read(api: DeviceApi): Promise<Reading | Failure>;
  /** Records that a write was refused for its credentials. */
  refused(failure: Failure): Promise<void>;
  /** Whether the browser lets nothing be sent for the account. Records it then, without a request. */
  lacksAccess(): Promise<boolean>;
  /** From now on, reads that are under way do not count: a write is about to change what they see. */
  invalidateReads(): void;
  /** A switch towards a softphone has ended that does not show registered yet. */
  settle(): void;
  /** Records a good read that was made elsewhere, as the new account's first. */
  begin(): Promise<void>;
  /** Sees to it that the worker wakes for the next read, or when the evidence expires. */
  arm(): Promise<void>;
  /** The same where an earlier life of the worker may have seen to it already. */
  ensureArmed(): Promise<void>;
}

/** An alarm may fire some ms early by the clock that the schedule uses. */
const DUE_TOLERANCE = 500;
/** When a clock that was set back is noticed, ms after the alarm was set: while the worker still lives. */
const CLOCK_CHECK = 20_000;

/** How often to look whether the network is back, ms. */
const NETWORK_CHECK = 1_000;

/**
 * @param wake called when the worker's own timer, rather than its alarm, has come to its time
 * @param back called when the network is there again
 */
export function createRefresh(
  platform: Platform,
  state: State,
  vault: Vault,
  pacer: Pacer,
  wake: () => void,
  back: () => void,
): Refresh {
  const { now } = platform;
  let underWay: Promise<void> | null = null;
  let invalidations = 0;
  let settlingSince: number | null = null;
  let clockIsWatched = false;
  let networkIsWatched = false;

  async function readOnce(): Promise<void> {
    const { account, status } = state.items;
    if (account === null) return;
    const { readUntil } = state.waits();
    if (readUntil !== null && readUntil > now()) {
      const { generation } = state;
      const hasAccess = await platform.hasAccess(account);
      if (generation !== state.generation) return;
      const planned = isDue() ? 0 : (status.nextReadAt ?? 0);
      await state.setStatus({
        // Nothing but the wait is left to say why there is no reading, after a restart and once the browser lets it be asked for.
        ...whyNot(
          state.items.status,
          hasAccess ? deferredUntil(readUntil) : accessBlocked(hostOf(account), "access-withheld"),
        ),
        nextReadAt: Math.max(planned, readUntil),
      });
      return arm();
    }
    void pacer.look();
    const { generation } = state;
    // Whatever fails from here on, and if the browser ends the worker in the middle: the next read is seen to.
    platform.setAlarm(now() + SHORTEST_ALARM).catch(() => undefined);
    const api = await vault.open(account);
    if (generation !== state.generation) return;
    if (api === null) {
      await state.setStatus({ credentials: "missing", nextReadAt: null });
      return;
    }
    await read(api, underWay);
  }

  /** What is told where nothing is asked: that the credentials are refused counts for more, and so does what has failed before a wait. */
  function whyNot({ credentials, failure }: Status, now: Failure): Partial<Status> {
    if (credentials !== "present") return {};
    return isAccessBlocked(now) || failure === null || isAccessBlocked(failure) ? { failure: now } : {};
  }

  /** @param mine what others join while this read is asked for; who comes after the answer wants to know what has happened since */
  async function read(api: DeviceApi, mine: Promise<void> | null = null): Promise<Reading | Failure> {
    const { readUntil } = state.waits();
    if (readUntil !== null && readUntil > now()) return deferredUntil(readUntil);
    const { generation } = state;
    const { account } = state.items;
    const begun = invalidations;
    const outcome = await api.read().catch(asFailure);
    if (underWay === mine) underWay = null;
    if (generation === state.generation && begun === invalidations) await record(outcome);
    // What it saw does not count any more; how long the server wants to be left alone does, where it is the same budget.
    else if ("kind" in outcome && outcome.waitUntil !== null && shareBudget(account, state.items.account))
      await keepWait(outcome.waitUntil);
    return outcome;
  }

  async function keepWait(readUntil: number | null): Promise<void> {
    await state.set({ waits: withWait(state.waits(), { readUntil }, now()) });
  }

  async function record(outcome: Reading | Failure): Promise<void> {
    const { status } = state.items;
    const failure = "kind" in outcome ? outcome : null;
    const { readUntil: before } = state.waits();
    // A wait that is still to come was told to another request since this one was sent.
    const stillWanted = before !== null && before > now() ? before : 0;
    const readUntil = Math.max(failure?.waitUntil ?? 0, stillWanted) || null;
    // Nothing is waited for up to the record: what the outcome is compared with would be old by then.
    if (readUntil !== before) void keepWait(readUntil);
    void pacer.save();
    if (failure?.kind === "credentials-refused") return recordRefusal(failure);
    // Credentials that were refused stay so until they are accepted, whatever else fails meanwhile.
    if (failure !== null && status.credentials === "refused") {
      // What was not sent at all may be tried soon: it was no refusal, and is none to Exotel.
      const wasSent = !isAccessBlocked(failure) && (failure.kind !== "unreachable" || platform.online());
      const again = wasSent ? scheduleTry(failure, status.refusal?.times ?? 1) : now() + SHORTEST_ALARM;
      if (isDue()) await state.setStatus({ nextReadAt: again });
      return arm();
    }
    const offline = failure?.kind === "unreachable" && !platform.online();
    if (!("kind" in outcome) && !awaitsRegistration(outcome.devices)) settlingSince = null;
    const failuresInARow = failure === null ? 0 : status.failuresInARow + 1;
    const period = pacer.period();
    await state.setStatus({
      credentials: "present",
      // A switch that waits for them may be refused all the same: its tries are to be as seldom.
      refusal: state.items.journal === null ? null : (status.refusal ?? null),
      reading: "kind" in outcome ? status.reading : outcome,
      failure,
      failuresInARow,
      offline,
      inDoubt: failure !== null && status.inDoubt,
      refuted: failure !== null && (status.refuted === true || isRefutation(failure)),
      period,
      ...(failure === null && { countsFor: lifeOfEvidence(period) }),
      nextReadAt: schedule({ failure, failuresInARow, offline, readUntil, refusals: 0 }, period),
    });
    watchNetwork();
    await arm();
  }

  async function recordRefusal(failure: Failure): Promise<void> {
    const { status } = state.items;
    const known = status.refusal ?? null;
    // A try that the agent asked for takes the place of none; a write that was refused after a good read is a refusal more.
    const isOwn = known === null || status.credentials !== "refused" || isDue();
    const times = (known?.times ?? 0) + (isOwn ? 1 : 0);
    await state.setStatus({
      credentials: "refused",
      refusal: { times, at: now(), awaySince: known?.awaySince ?? null },
      failure,
      failuresInARow: status.failuresInARow + 1,
      offline: false,
      ...(isOwn && { nextReadAt: scheduleTry(failure, times) }),
    });
    await arm();
  }

  /** @param refusals how often the credentials were refused so far */
  function scheduleTry(failure: Failure, refusals: number): number {
    const { readUntil } = state.waits();
    return schedule({ failure, failuresInARow: 0, offline: false, readUntil, refusals }, pacer.period());
  }

  /** No event tells a worker that the network is back: it looks, as long as it lives for its next read. */
  function watchNetwork(): void {
    if (networkIsWatched || !state.items.status.offline) return;
    networkIsWatched = true;
    platform.after(NETWORK_CHECK, () => {
      networkIsWatched = false;
      if (!state.items.status.offline) return;
      if (!platform.online()) return watchNetwork();
      // A whole office may be back at the same time.
      const period = pacer.period();
      const spread = isShort(period, pacer.bounds().fastest) ? period : NETWORK_CHECK;
      platform.after(platform.random() * spread, () => {
        const { offline, credentials } = state.items.status;
        if (offline && credentials === "present") back();
      });
    });
  }

  function schedule(
    known: {
      failure: Failure | null;
      failuresInARow: number;
      offline: boolean;
      readUntil: number | null;
      refusals: number;
    },
    period: number,
  ): number {
    const { fastest } = pacer.bounds();
    const pace = pacer.pace();
    const presence = pacer.presence();
    const random = platform.random();
    return nextReadAt({ ...known, now: now(), period, pace, fastest, presence, settlingSince, random });
  }

  async function agentReturned(): Promise<void> {
    pacer.markActive();
    if (state.items.status.credentials === "refused") return returnedWhileRefused();
    const { reading, failure, nextReadAt, changedAt = 0 } = state.items.status;
    const period = pacer.period();
    // Every pause in the agent's work ends with a return: each of them would ask a server that fails anew. What cannot be
    // reached is asked nothing; it may be a machine that wakes.
    const isSpared = failure !== null && failure.kind !== "unreachable" && !isAccessBlocked(failure);
    const due = (isSpared ? changedAt : (reading?.takenAt ?? 0)) + period;
    const mayWait = isSpared || (failure === null && reading !== null);
    // A clock that was set back makes old readings look young.
    if (isDue() || !mayWait || due <= now()) return refreshNow();
    // Until the end of the server's wait, each agent has a plan of its own.
    const mustWait = (state.waits().readUntil ?? 0) > now();
    if (!mustWait) await state.setStatus({ period, nextReadAt: Math.min(due, nextReadAt ?? due) });
    await arm();
  }

  async function returnedWhileRefused(): Promise<void> {
    const { refusal, nextReadAt } = state.items.status;
    if (isDue() || !refusal) return refreshNow();
    const at = tryOnReturn(refusal.at, refusal.awaySince, now());
    const isNow = at !== null && at <= now();
    // It takes the place of the planned one, which would come too soon after it.
    const planned = isNow ? now() : nextReadAt && Math.min(nextReadAt, at ?? nextReadAt);
    await state.setStatus({ refusal: { ...refusal, awaySince: null }, nextReadAt: planned });
    await (isNow ? refreshNow() : arm());
  }

  async function agentLeft(): Promise<void> {
    const { refusal, credentials } = state.items.status;
    if (credentials !== "refused" || !refusal || refusal.awaySince !== null) return;
    await state.setStatus({ refusal: { ...refusal, awaySince: now() } });
  }

  /** When the worker must be awake next: to read, or to stop showing what has become too old. */
  function wakeAt(): number | null {
    const { status, account, journal, settings } = state.items;
    const expiries = [evidenceExpiresAt(status), lastSeenExpiresAt(status, settings, now())];
    const mayAsk = status.credentials !== "missing";
    // Never a moment at which nothing is due yet: the worker would wake itself without end.
    const moments = [
      // Nothing is planned in the middle of a change of account: the worker may die there.
      mayAsk ? (status.nextReadAt ?? now() + SHORTEST_ALARM) : null,
      ...expiries.map((at) => (at !== null && at >= now() ? at + 1 : null)),
      status.credentials === "present" && journal !== null
        ? Math.max(journal.retryAt ?? now() + SHORTEST_ALARM, waitForAny(state.waits()))
        : null,
    ];
    const known = moments.filter((at) => at !== null);
    return account === null || known.length === 0 ? null : Math.min(...known);
  }

  async function arm(): Promise<void> {
    const at = wakeAt();
    if (at === null) return platform.clearAlarm();
    // No alarm comes this soon, and the worker lives this long after the event that it is serving.
    if (at - now() < SHORTEST_ALARM) platform.after(Math.max(0, at - now()), wake);
    watchClock();
    await platform.setAlarm(at);
  }

  /** Alarms go by the clock: one that is set back puts them off for as long, with what is shown left as it is. */
  function watchClock(): void {
    if (clockIsWatched) return;
    clockIsWatched = true;
    const expected = now() + CLOCK_CHECK;
    platform.after(CLOCK_CHECK, () => {
      clockIsWatched = false;
      if (now() < expected - CLOCK_TOLERANCE) wake();
    });
  }

  function isDue(): boolean {
    const { status } = state.items;
    if (status.credentials === "missing") return false;
    // Nothing was planned: the worker died before it could.
    if (status.nextReadAt === null) return true;
    // A clock that was set back has put the next read off as well.
    return clockIsBack(status, now()) || status.nextReadAt <= now() + DUE_TOLERANCE;
  }

  function refreshNow(): Promise<void> {
    if (underWay !== null) return underWay;
    const begun = readOnce()
      // Credentials that the browser could not hand out are asked for again a little later.
      .catch(async () => {
        const isRefused = state.items.status.credentials === "refused";
        if (!isRefused || isDue()) await state.setStatus({ nextReadAt: now() + SHORTEST_ALARM });
        await arm();
      })
      .finally(() => {
        if (underWay === begun) underWay = null;
      });
    underWay = begun;
    return begun;
  }

  /** Nor does anybody who asks from now on wait for what will not count. */
  function invalidateReads(): void {
    invalidations += 1;
    underWay = null;
  }

  return {
    now: refreshNow,
    agentReturned,
    agentLeft,
    isDue,
    read,
    refused: recordRefusal,
    async lacksAccess() {
      const { account, status } = state.items;
      if (account === null || status.credentials !== "present") return false;
      const { generation } = state;
      if ((await platform.hasAccess(account)) || generation !== state.generation) return false;
      await state.setStatus({ failure: accessBlocked(hostOf(account), "access-withheld") });
      return true;
    },
    invalidateReads,
    settle() {
      settlingSince = now();
    },
    async begin() {
      invalidateReads();
      settlingSince = null;
      const known = { failure: null, failuresInARow: 0, offline: false, readUntil: null, refusals: 0 };
      const period = pacer.period();
      const isGood = state.items.status.failure === null;
      await state.setStatus({
        period,
        ...(isGood && { countsFor: lifeOfEvidence(period) }),
        nextReadAt: schedule(known, period),
      });
      await arm();
    },
    arm,
    async ensureArmed() {
      watchNetwork();
      const at = wakeAt();
      if (at !== null) await platform.ensureAlarm(at);
    },
  };
}

/** Whether an answer to a read says that there are no such devices to be read. */
function isRefutation({ kind }: Failure): boolean {
  return kind === "not-found" || kind === "not-permitted";
}
