import { hostOf, shareBudget } from "../core/account.ts";
import type { Reading } from "../core/devices/device.ts";
import { awaitsRegistration } from "../core/devices/device-changes.ts";
import type { Status } from "../core/devices/status.ts";
import { lifeOfEvidence } from "../core/devices/verdict.ts";
import { accessBlocked, type Failure, isAccessBlocked, rateLimitedUntil } from "../core/failure.ts";
import { isReadDue, nextReadAt, type ScheduleInput, SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { withWait } from "../core/polling/server-waits.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";
import type { WakeUps } from "./wake-ups.ts";

/** The one way in which the devices' status is read and recorded, whatever asked for it. */
export interface Reader {
  /**
   * Reads the devices now, or joins the read that is under way. Ends when it is recorded, and
   * never rejects. A wait that the server asked for is obeyed.
   */
  now(): Promise<void>;
  /** Whether the next read is due. */
  isDue(): boolean;
  /**
   * Reads, for a switch, with the API it already holds, and records it. While the server wants no reads,
   * that is the failure, and nothing is asked.
   */
  read(api: DeviceApi): Promise<Reading | Failure>;
  /** Records that a write was refused for its credentials. */
  recordRefusal(failure: Failure): Promise<void>;
  /** From now on, reads that are under way do not count: a write is about to change what they see. */
  invalidateReads(): void;
  /** A switch towards a softphone has ended that does not show registered yet. */
  settle(): void;
  /** Records a good read that was made elsewhere, as the new account's first. */
  begin(): Promise<void>;
}

/** What a plan for the next read goes by, beside the pace. */
type Known = Pick<ScheduleInput, "failure" | "failuresInARow" | "offline" | "readUntil" | "refusals">;
const ALL_WELL: Known = { failure: null, failuresInARow: 0, offline: false, readUntil: null, refusals: 0 };

export function createReader(
  platform: Platform,
  state: State,
  vault: Vault,
  pacer: Pacer,
  wakeUps: WakeUps,
): Reader {
  const { now } = platform;
  let underWay: Promise<void> | null = null;
  /** How often reads have been invalidated: one that was begun before the last time does not count. */
  let invalidations = 0;
  let settlingSince: number | null = null;

  function isDue(): boolean {
    return isReadDue(state.items.status, now());
  }

  function readNow(): Promise<void> {
    if (underWay !== null) return underWay;
    const begun = readOnce()
      // Credentials that the browser could not hand out are asked for again a little later.
      .catch(async () => {
        const isRefused = state.items.status.credentials === "refused";
        if (!isRefused || isDue()) await state.setStatus({ nextReadAt: now() + SHORTEST_ALARM });
        await wakeUps.arm();
      })
      .finally(() => {
        if (underWay === begun) underWay = null;
      });
    underWay = begun;
    return begun;
  }

  async function readOnce(): Promise<void> {
    const { account } = state.items;
    if (account === null) return;
    const { readUntil } = state.waits();
    if (readUntil !== null && readUntil > now()) return recordWait(readUntil);
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

  /** Nothing is asked, since the server wants to be left alone. */
  async function recordWait(readUntil: number): Promise<void> {
    const { account } = state.items;
    const { generation } = state;
    const hasAccess = account === null || (await platform.hasAccess(account));
    if (generation !== state.generation) return;
    const { status } = state.items;
    const why = hasAccess ? rateLimitedUntil(readUntil) : accessBlocked(hostOf(account), "access-withheld");
    const planned = isDue() ? 0 : (status.nextReadAt ?? 0);
    await state.setStatus({
      // Nothing but the wait is left to say why there is no reading, after a restart and once the browser gives access.
      ...(isWorthTelling(status, why) && { failure: why }),
      nextReadAt: Math.max(planned, readUntil),
    });
    return wakeUps.arm();
  }

  /** @param mine what others join while this read is asked for; who comes after the answer wants to know what has happened since */
  async function read(api: DeviceApi, mine: Promise<void> | null = null): Promise<Reading | Failure> {
    const { readUntil } = state.waits();
    if (readUntil !== null && readUntil > now()) return rateLimitedUntil(readUntil);
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
    const failure = "kind" in outcome ? outcome : null;
    const readUntil = waitAfter(failure);
    // Nothing is waited for up to the record: what the outcome is compared with would be old by then.
    if (readUntil !== state.waits().readUntil) void keepWait(readUntil);
    void pacer.save();
    if (failure?.kind === "credentials-refused") return recordRefusal(failure);
    // Credentials that were refused stay so until they are accepted, whatever else fails meanwhile.
    if (failure !== null && state.items.status.credentials === "refused") return recordFailedTry(failure);
    await state.setStatus(statusAfter(outcome, readUntil));
    await wakeUps.arm();
  }

  /** Until when nothing may be read; a wait that is still to come was told to another request since this one was sent. */
  function waitAfter(failure: Failure | null): number | null {
    const { readUntil } = state.waits();
    const stillWanted = readUntil !== null && readUntil > now() ? readUntil : 0;
    return Math.max(failure?.waitUntil ?? 0, stillWanted) || null;
  }

  function statusAfter(outcome: Reading | Failure, readUntil: number | null): Partial<Status> {
    const { status, journal } = state.items;
    const failure = "kind" in outcome ? outcome : null;
    const offline = failure?.kind === "unreachable" && !platform.online();
    if (!("kind" in outcome) && !awaitsRegistration(outcome.devices)) settlingSince = null;
    const failuresInARow = failure === null ? 0 : status.failuresInARow + 1;
    const period = pacer.period();
    return {
      credentials: "present",
      // A switch that waits for them may be refused all the same: its tries are to be as seldom.
      refusal: journal === null ? null : (status.refusal ?? null),
      reading: "kind" in outcome ? status.reading : outcome,
      failure,
      failuresInARow,
      offline,
      inDoubt: failure !== null && status.inDoubt,
      refuted: failure !== null && (status.refuted === true || isRefutation(failure)),
      period,
      ...(failure === null && { countsFor: lifeOfEvidence(period) }),
      nextReadAt: plan({ failure, failuresInARow, offline, readUntil, refusals: 0 }, period),
    };
  }

  /** Refused credentials were tried, and something else has failed. */
  async function recordFailedTry(failure: Failure): Promise<void> {
    const { refusal } = state.items.status;
    // What was not sent at all may be tried soon: it was no refusal, and is none to Exotel.
    const wasSent = !isAccessBlocked(failure) && (failure.kind !== "unreachable" || platform.online());
    const again = wasSent ? planTry(failure, refusal?.times ?? 1) : now() + SHORTEST_ALARM;
    if (isDue()) await state.setStatus({ nextReadAt: again });
    return wakeUps.arm();
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
      ...(isOwn && { nextReadAt: planTry(failure, times) }),
    });
    await wakeUps.arm();
  }

  /** @param refusals how often the credentials were refused so far */
  function planTry(failure: Failure, refusals: number): number {
    return plan({ ...ALL_WELL, failure, readUntil: state.waits().readUntil, refusals }, pacer.period());
  }

  function plan(known: Known, period: number): number {
    return nextReadAt({
      ...known,
      now: now(),
      period,
      pace: pacer.pace(),
      fastest: pacer.bounds().fastest,
      presence: pacer.presence(),
      settlingSince,
      random: platform.random(),
    });
  }

  function invalidateReads(): void {
    invalidations += 1;
    // Nor does anybody who asks from now on wait for what will not count.
    underWay = null;
  }

  return {
    now: readNow,
    isDue,
    read,
    recordRefusal,
    invalidateReads,
    settle() {
      settlingSince = now();
    },
    async begin() {
      invalidateReads();
      settlingSince = null;
      const period = pacer.period();
      const isGood = state.items.status.failure === null;
      await state.setStatus({
        period,
        ...(isGood && { countsFor: lifeOfEvidence(period) }),
        nextReadAt: plan(ALL_WELL, period),
      });
      await wakeUps.arm();
    },
  };
}

/** Whether the reason why nothing is asked counts for more than what has failed before: refused credentials do not give way to it. */
function isWorthTelling({ credentials, failure }: Status, why: Failure): boolean {
  if (credentials !== "present") return false;
  return isAccessBlocked(why) || failure === null || isAccessBlocked(failure);
}

/** Whether an answer to a read says that there are no such devices to be read. */
function isRefutation({ kind }: Failure): boolean {
  return kind === "not-found" || kind === "not-permitted";
}
