import { answeredBy, hostOf, shareBudget } from "../core/account.ts";
import type { Reading } from "../core/devices/device.ts";
import { awaitsRegistration } from "../core/devices/device-changes.ts";
import type { Status } from "../core/devices/status.ts";
import { accessBlocked, type Failure, rateLimitedUntil } from "../core/failure.ts";
import { isReadDue, SHORTEST_ALARM } from "../core/polling/schedule.ts";
import { readWaitAfter, withWait } from "../core/polling/server-waits.ts";
import {
  type ReadFacts,
  statusAfterRead,
  statusAfterRefusal,
  statusBeforeFirstRead,
  statusDuringWait,
} from "../core/polling/status-after-read.ts";
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
  /** Sets what renews credentials that are lost or refused. */
  renewWith(renewal: Renew): void;
}

/** Gets new credentials, if it can. Resolves with whether there are new ones, and the next read with them under way. */
export type Renew = (credentials: Status["credentials"]) => Promise<boolean>;

export function createReader(
  platform: Platform,
  state: State,
  vault: Vault,
  pacer: Pacer,
  wakeUps: WakeUps,
): Reader {
  const { now } = platform;
  let underWay: Promise<void> | null = null;
  /** How often reads have been invalidated. A read begun before the last time does not count. */
  let invalidations = 0;
  let settlingSince: number | null = null;
  let renew: Renew;

  function isDue(): boolean {
    return isReadDue(state.items.status, now());
  }

  function readNow(): Promise<void> {
    if (underWay !== null) return underWay;
    const begun = readOnce()
      // If the browser could not read the credentials, try again shortly.
      .catch(() => {
        const isRefused = state.items.status.credentials === "refused";
        return store(!isRefused || isDue() ? { nextReadAt: now() + SHORTEST_ALARM } : null);
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
    const until = waitUntil();
    if (until !== null) return recordWait(until);
    void pacer.updatePresence();
    const { generation } = state;
    // The alarm guarantees another read, even if something fails or the browser stops the worker.
    platform.setAlarm(now() + SHORTEST_ALARM).catch(() => undefined);
    const api = await vault.open(account);
    if (generation !== state.generation) return;
    if (api === null) {
      // The browser tells the policy seconds after its start; with the policy ends the account.
      if (state.items.accountFrom === "policy") return store({ nextReadAt: now() + SHORTEST_ALARM });
      if (await renew("missing")) return readNow();
      if (generation !== state.generation) return;
      await state.setStatus({ credentials: "missing", nextReadAt: null });
      return;
    }
    await read(api, underWay);
  }

  /** Until when the server wants no reads; `null` if it takes them. */
  function waitUntil(): number | null {
    return readWaitAfter(state.waits(), null, now());
  }

  /** Records that no read was sent because the server asked for a wait. */
  async function recordWait(until: number): Promise<void> {
    const { account } = state.items;
    const { generation } = state;
    const hasAccess = account === null || (await platform.hasAccess(account));
    if (generation !== state.generation) return;
    const why = hasAccess ? rateLimitedUntil(until) : accessBlocked(hostOf(account), "access-withheld");
    return store(statusDuringWait(state.items.status, why, until, now()));
  }

  /** @param mine the promise that other callers join until the answer comes; later callers get a read of their own */
  async function read(api: DeviceApi, mine: Promise<void> | null = null): Promise<Reading | Failure> {
    const until = waitUntil();
    if (until !== null) return rateLimitedUntil(until);
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
    const readUntil = readWaitAfter(state.waits(), failure?.waitUntil ?? null, now());
    // Await nothing before recording, or the state that the outcome is compared with would be old.
    if (readUntil !== state.waits().readUntil) void keepWait(readUntil);
    void pacer.save();
    if (failure?.kind === "credentials-refused") return recordRefusal(failure);
    const { notice, status, journal } = state.items;
    let left = notice;
    if (!("kind" in outcome)) {
      rememberApi(outcome);
      if (!awaitsRegistration(outcome.devices)) settlingSince = null;
      // A switch that is still open tells its outcome itself.
      if (journal === null) left = afterGoodRead(notice, status.reading, outcome);
    }
    const changes = statusAfterRead(status, outcome, facts());
    await Promise.all([changes && state.setStatus(changes), left !== notice && state.set({ notice: left })]);
    await wakeUps.arm();
  }

  /** Remembers in the account which API knows the user: the next reads ask it first. */
  function rememberApi({ api }: Reading): void {
    const { account } = state.items;
    const known = account && answeredBy(account, api);
    if (known !== account) void state.set({ account: known });
  }

  async function recordRefusal(failure: Failure): Promise<void> {
    await store(statusAfterRefusal(state.items.status, failure, facts()));
    void renew("refused");
  }

  /** Stores what changes in the status, and plans to be awake for what follows from it. */
  async function store(changes: Partial<Status> | null): Promise<void> {
    if (changes) await state.setStatus(changes);
    await wakeUps.arm();
  }

  function facts(): ReadFacts {
    return {
      now: now(),
      random: platform.random(),
      online: platform.online,
      period: pacer.period(),
      pace: pacer.pace(),
      fastest: pacer.bounds().fastest,
      presence: pacer.presence(),
      readUntil: state.waits().readUntil,
      settlingSince,
      isSwitching: state.items.journal !== null,
    };
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
      await store(statusBeforeFirstRead(state.items.status, atOnce, facts()));
    },
    renewWith(renewal) {
      renew = renewal;
    },
  };
}
