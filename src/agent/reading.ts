import { answeredBy, hostOf, shareBudget } from "../core/account.ts";
import type { Reading } from "../core/devices/device.ts";
import { awaitsRegistration } from "../core/devices/device-changes.ts";
import type { Status } from "../core/devices/status.ts";
import { lifeOfEvidence } from "../core/devices/verdict.ts";
import { accessBlocked, type Failure, isAccessBlocked, rateLimitedUntil } from "../core/failure.ts";
import { isReadDue, nextReadAt, type ScheduleInput, SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { withWait } from "../core/polling/server-waits.ts";
import { afterGoodRead } from "../core/switching/report.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Reads and records the devices' status. Every read goes through here. */
export interface Reader {
  /**
   * Reads the devices now, or joins the read under way. Obeys the server's waits. Resolves when the result is recorded;
   * never rejects.
   */
  now(): Promise<void>;
  /** Whether the planned read is due. */
  isDue(): boolean;
  /**
   * Reads with an API that the caller, a switch for example, already holds, and records the result. While the server
   * wants no reads, sends nothing and returns that as the failure.
   */
  read(api: DeviceApi): Promise<Reading | Failure>;
  /** Records that the server refused a write's credentials. */
  recordRefusal(failure: Failure): Promise<void>;
  /** Discards the results of reads under way: a write changes what they see. */
  invalidateReads(): void;
  /** A switch to a softphone has ended, and the softphone does not show as registered yet: reads come more often. */
  expectRegistration(): void;
  /**
   * Starts over for a new account or new credentials, with what the state holds of it: discards reads under way and plans the next.
   *
   * @param atOnce whether that is due now
   */
  reset(atOnce?: boolean): Promise<void>;
}

/** The history that the plan for the next read depends on, besides the pace. */
type ReadHistory = Pick<ScheduleInput, "failure" | "failuresInARow" | "offline" | "readUntil" | "refusals">;
const NO_FAILURES: ReadHistory = {
  failure: null,
  failuresInARow: 0,
  offline: false,
  readUntil: null,
  refusals: 0,
};

/** @param renew gets new credentials where they are lost or refused, if it can, and has them tried by the next read */
export function createReader(
  platform: Platform,
  state: State,
  vault: Vault,
  pacer: Pacer,
  wakeUps: WakeUps,
  renew: (credentials: Status["credentials"]) => Promise<boolean>,
): Reader {
  const { now } = platform;
  let underWay: Promise<void> | null = null;
  /** How often reads have been invalidated. A read begun before the last time does not count. */
  let invalidations = 0;
  let settlingSince: number | null = null;

  function isDue(): boolean {
    return isReadDue(state.items.status, now());
  }

  function readNow(): Promise<void> {
    if (underWay !== null) return underWay;
    const begun = readOnce()
      // If the browser could not read the credentials, try again shortly.
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
    void pacer.updatePresence();
    const { generation } = state;
    // The alarm guarantees another read, even if something fails or the browser stops the worker.
    platform.setAlarm(now() + SHORTEST_ALARM).catch(() => undefined);
    const api = await vault.open(account);
    if (generation !== state.generation) return;
    if (api === null && state.items.accountFrom === "policy") {
      // The browser tells the policy seconds after its start; with the policy ends the account.
      await state.setStatus({ nextReadAt: now() + SHORTEST_ALARM });
      return wakeUps.arm();
    }
    if (api === null) {
      if (await renew("missing")) return readNow();
      if (generation !== state.generation) return;
      await state.setStatus({ credentials: "missing", nextReadAt: null });
      return;
    }
    await read(api, underWay);
  }

  /** Records that no read was sent because the server asked for a wait. */
  async function recordWait(readUntil: number): Promise<void> {
    const { account } = state.items;
    const { generation } = state;
    const hasAccess = account === null || (await platform.hasAccess(account));
    if (generation !== state.generation) return;
    const { status } = state.items;
    const why = hasAccess ? rateLimitedUntil(readUntil) : accessBlocked(hostOf(account), "access-withheld");
    const planned = isDue() ? 0 : (status.nextReadAt ?? 0);
    await state.setStatus({
      // After a restart, or once the browser grants access, only the wait explains why there is no reading.
      ...(isWorthTelling(status, why) && { failure: why }),
      nextReadAt: Math.max(planned, readUntil),
    });
    return wakeUps.arm();
  }

  /** @param mine the promise that other callers join until the answer comes; later callers get a read of their own */
  async function read(api: DeviceApi, mine: Promise<void> | null = null): Promise<Reading | Failure> {
    const { readUntil } = state.waits();
    if (readUntil !== null && readUntil > now()) return rateLimitedUntil(readUntil);
    const { generation } = state;
    const { account } = state.items;
    const begun = invalidations;
    const outcome = await api.read().catch(asFailure);
    // Before anybody sees a refusal. A switch goes on meanwhile, and does not wait for this.
    const isRefused = "kind" in outcome && outcome.kind === "credentials-refused";
    if (isRefused && mine !== null && (await renew("refused"))) return outcome;
    if (underWay === mine) underWay = null;
    if (generation === state.generation && begun === invalidations) await record(outcome);
    // The result no longer counts, but the server's wait does if the budget is the same.
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
    // Await nothing before recording, or the state that the outcome is compared with would be old.
    if (readUntil !== state.waits().readUntil) void keepWait(readUntil);
    void pacer.save();
    if (failure?.kind === "credentials-refused") return recordRefusal(failure);
    // Refused credentials stay refused until a request succeeds, whatever else fails meanwhile.
    if (failure !== null && state.items.status.credentials === "refused") return recordFailedRetry(failure);
    const { notice, status, journal } = state.items;
    if (!("kind" in outcome)) rememberApi(outcome);
    // A switch that is still open tells its outcome itself.
    const isOpen = "kind" in outcome || journal !== null;
    const left = isOpen ? notice : afterGoodRead(notice, status.reading, outcome);
    await Promise.all([
      state.setStatus(statusAfter(outcome, readUntil)),
      left !== notice && state.set({ notice: left }),
    ]);
    await wakeUps.arm();
  }

  /** Remembers in the account which API knows the user: the next reads ask it first. */
  function rememberApi({ api }: Reading): void {
    const { account } = state.items;
    const known = account && answeredBy(account, api);
    if (known !== account) void state.set({ account: known });
  }

  /** Until when reads must wait. Another request may have been told to wait since this one was sent. */
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
      // The waiting switch may be refused all the same. Keeping the count keeps its retries as rare.
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

  /** Records that a retry with refused credentials failed for another reason. */
  async function recordFailedRetry(failure: Failure): Promise<void> {
    const { refusal } = state.items.status;
    // A request that was never sent may be retried soon: Exotel did not see it.
    const wasSent = !isAccessBlocked(failure) && (failure.kind !== "unreachable" || platform.online());
    const again = wasSent ? planRetry(failure, refusal?.times ?? 1) : now() + SHORTEST_ALARM;
    if (isDue()) await state.setStatus({ nextReadAt: again });
    return wakeUps.arm();
  }

  async function recordRefusal(failure: Failure): Promise<void> {
    const { status } = state.items;
    const known = status.refusal ?? null;
    // A retry that the agent asked for replaces no planned one. A write refused after a good read counts as one more.
    const isOwn = known === null || status.credentials !== "refused" || isDue();
    const times = (known?.times ?? 0) + (isOwn ? 1 : 0);
    await state.setStatus({
      credentials: "refused",
      refusal: { times, at: now(), awaySince: known?.awaySince ?? null },
      failure,
      failuresInARow: status.failuresInARow + 1,
      offline: false,
      ...(isOwn && { nextReadAt: planRetry(failure, times) }),
    });
    await wakeUps.arm();
    void renew("refused");
  }

  /** @param refusals how often the credentials were refused so far */
  function planRetry(failure: Failure, refusals: number): number {
    return plan({ ...NO_FAILURES, failure, readUntil: state.waits().readUntil, refusals }, pacer.period());
  }

  function plan(known: ReadHistory, period: number): number {
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
    // Later callers must not join a read that will not count.
    underWay = null;
  }

  return {
    now: readNow,
    isDue,
    read,
    recordRefusal,
    invalidateReads,
    expectRegistration() {
      settlingSince = now();
    },
    async reset(atOnce = false) {
      invalidateReads();
      settlingSince = null;
      const period = pacer.period();
      const isGood = state.items.status.failure === null;
      await state.setStatus({
        period,
        ...(isGood && { countsFor: lifeOfEvidence(period) }),
        nextReadAt: atOnce ? now() : plan(NO_FAILURES, period),
      });
      await wakeUps.arm();
    },
  };
}

/** Whether the reason for not reading replaces the recorded failure. It never replaces refused credentials. */
function isWorthTelling({ credentials, failure }: Status, why: Failure): boolean {
  if (credentials !== "present") return false;
  return isAccessBlocked(why) || failure === null || isAccessBlocked(failure);
}

/** Whether a failed read means that there are no such devices to read. */
function isRefutation({ kind }: Failure): boolean {
  return kind === "not-found" || kind === "not-permitted";
}
