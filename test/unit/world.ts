import { type Agent, createAgent } from "../../src/agent/agent.ts";
import type { Surroundings } from "../../src/agent/surroundings.ts";
import { asItems, type Items } from "../../src/browser/items.ts";
import type { Account } from "../../src/core/account.ts";
import type { Badge } from "../../src/core/badge.ts";
import type { Credentials } from "../../src/core/credentials.ts";
import type { Assignment, Device, Reading, Rule, WriteAnswer } from "../../src/core/device.ts";
import type { FailureKind } from "../../src/core/failure.ts";
import { SHORTEST_ALARM } from "../../src/core/schedule.ts";
import type { DeviceApi } from "../../src/exotel/device-api.ts";
import { ExotelError } from "../../src/exotel/exotel-error.ts";

/** What the agent's service runs in: a browser and a server, with a clock that a test sets. */

const ACCOUNT: Account = {
  api: "integrations-core",
  customerId: "cust",
  appId: "app",
  userId: "agent_001",
};
const CCM_ACCOUNT: Account = {
  api: "ccm",
  region: "mumbai",
  accountSid: "demo1",
  userId: "agent_001",
};
const CREDENTIALS: Credentials = { api: "integrations-core", appToken: "canary-token" };

/** A request on its way: first it takes effect at the server, then its answer comes back. */
export interface PendingRequest {
  readonly kind: "read" | "write";
  readonly change: Assignment | null;
  readonly worker: number;
  effect: Reading | WriteAnswer | ExotelError | null;
  /** The number of changes and reads that the server had seen when it took effect. */
  sequence: number;
  settle(outcome: Reading | WriteAnswer | ExotelError): void;
}

export class World {
  /** Which API's rules the server keeps. */
  readonly rule: Rule;
  now = 1_800_000_000_000;
  random = 0.5;
  online = true;
  local = new Map<string, unknown>();
  session = new Map<string, unknown>();
  storageFull = false;
  badge: Badge = { text: "", colour: "grey" };
  title = "";
  /** Every paint, with the moment of it. */
  paints: { at: number; badge: Badge }[] = [];
  alarm: number | null = null;
  requests: PendingRequest[] = [];
  /** Every request ever made. */
  log: { kind: "read" | "write"; change: Assignment | null; at: number }[] = [];
  server = { phone: true, sip: { enabled: true, registered: true as boolean | null } };
  sequence = 0;
  /** How often a write would have turned a second device on. */
  refusedSecond = 0;
  /** When the last answer to a good read reached a living worker, and what every heard answer saw. */
  lastGoodReadAt: number | null = null;
  heard: { sequence: number; on: Assignment; kind: "read" | "write" }[] = [];
  /** What the next requests meet, first come first served; beyond these all is well. */
  script: (FailureKind | "ok")[] = [];
  /** Requests wait for `deliver` and `answer` when set, else they are served at once. */
  manual = false;
  waitUntil: number | null = null;
  agent!: Agent;
  private worker = 0;
  private timers: { at: number; callBack: () => void; worker: number }[] = [];

  constructor(rule: Rule = "at-least-one-on") {
    this.rule = rule;
    if (rule === "at-most-one-on") this.server = { phone: true, sip: { enabled: false, registered: null } };
  }

  /** Starts a new life of the worker; the old one's promises never settle. */
  start(): void {
    this.worker += 1;
    this.timers = [];
    this.requests = this.requests.filter((request) => request.worker === this.worker);
    this.agent = createAgent(this.surroundings());
  }

  /** As when the browser is closed and opened again. */
  restart(): void {
    this.session.clear();
    this.start();
  }

  get items(): Items {
    return asItems({ ...Object.fromEntries(this.local), ...Object.fromEntries(this.session) });
  }

  /** Sets an account up as the options page does. */
  async signIn(keep = true): Promise<void> {
    this.session.set("vault.deposit", CREDENTIALS);
    const reply = await this.agent.command({
      type: "connect",
      account: this.rule === "at-least-one-on" ? ACCOUNT : CCM_ACCOUNT,
      keepSignedIn: keep,
    });
    if (!reply.ok) throw new Error(`not connected: ${reply.problem}`);
  }

  /** Lets everything run that waits for nothing but its turn. */
  async settle(): Promise<void> {
    for (let round = 0; round < 60; round += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets time pass: timers and alarms come in their order. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.settle();
    for (;;) {
      const next = Math.min(this.alarm ?? Number.POSITIVE_INFINITY, ...this.timers.map(({ at }) => at));
      if (next > end) break;
      this.now = Math.max(this.now, next);
      if (this.alarm !== null && this.alarm <= this.now) {
        this.alarm = null;
        void this.agent.wake();
      }
      const due = this.timers.filter(({ at }) => at <= this.now);
      this.timers = this.timers.filter(({ at }) => at > this.now);
      for (const { callBack } of due) callBack();
      await this.settle();
    }
    this.now = end;
  }

  /** The request takes effect at the server. */
  deliver(request: PendingRequest): void {
    this.sequence += 1;
    request.sequence = this.sequence;
    const fate = this.script.shift() ?? "ok";
    if (fate !== "ok") {
      request.effect = new ExotelError(fate, { waitUntil: fate === "rate-limited" ? this.waitUntil : null });
      return;
    }
    if (request.change !== null) {
      const phone = request.change["phone"] ?? this.server.phone;
      const sip = request.change["sip"] ?? this.server.sip.enabled;
      if (this.rule === "at-least-one-on" && !phone && !sip) {
        request.effect = new ExotelError("invalid-request", { status: 400 });
        return;
      }
      if (this.rule === "at-most-one-on" && phone && sip) {
        this.refusedSecond += 1;
        request.effect = new ExotelError("not-permitted", { status: 403, cause: "another-device-on" });
        return;
      }
      this.server.phone = phone;
      this.server.sip.enabled = sip;
    }
    request.effect = request.kind === "read" ? this.reading() : this.written();
  }

  /** The answer comes back, or (`lost`) nothing does, and the caller gives up waiting. */
  answer(request: PendingRequest, lost = false): void {
    this.requests = this.requests.filter((other) => other !== request);
    if (lost || request.effect === null) {
      request.settle(new ExotelError("timed-out"));
      return;
    }
    const outcome = request.effect;
    if (!(outcome instanceof ExotelError) && request.worker === this.worker) {
      const on = Object.fromEntries(outcome.devices.map((device) => [device.id, device.on === true]));
      this.heard.push({ sequence: request.sequence, on, kind: request.kind });
      if (request.kind === "read") this.lastGoodReadAt = this.now;
    }
    request.settle(
      "takenAt" in outcome && !(outcome instanceof ExotelError) ? { ...outcome, takenAt: this.now } : outcome,
    );
  }

  reading(): Reading {
    const { registered } = this.server.sip;
    return {
      userId: "agent_001",
      userName: null,
      rule: this.rule,
      devices: this.devices(
        registered === null ? "not-reported" : registered ? "registered" : "not-registered",
        this.now - 1_000,
      ),
      takenAt: this.now,
      serverTime: this.now,
      updatedAt: null,
    };
  }

  private written(): WriteAnswer {
    return { devices: this.devices("not-read-since", null), updatedAt: this.now };
  }

  private devices(registration: Device["registration"], lastSeenAt: number | null): Device[] {
    const unsaid = { name: null, verified: null, busy: null } as const;
    return [
      {
        ...unsaid,
        id: "phone",
        kind: "pstn",
        address: "+919876543210",
        on: this.server.phone,
        registration: "not-reported",
        lastSeenAt: null,
      },
      {
        ...unsaid,
        id: "sip",
        kind: "sip",
        address: "agent_001@app.exotel.com",
        on: this.server.sip.enabled,
        registration,
        lastSeenAt,
      },
    ];
  }

  surroundings(): Surroundings {
    const worker = this.worker;
    /** What a dead worker does has no effect, and what it waits for never comes. */
    const alive = <T>(act: () => T | Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        setImmediate(() => {
          if (worker !== this.worker) return;
          Promise.resolve().then(act).then(resolve, reject);
        });
      });
    const api: DeviceApi = {
      rule: this.rule,
      read: () => this.send("read", null, worker) as Promise<Reading>,
      write: (change) => this.send("write", change, worker) as Promise<WriteAnswer>,
    };
    return {
      now: () => this.now,
      random: () => this.random,
      online: () => this.online,
      connect: () => api,
      find: () => Promise.resolve([]),
      loadItems: () => alive(() => structuredClone(this.items)),
      saveItems: (changes) =>
        alive(() => {
          if (this.storageFull) throw new Error("QUOTA_BYTES");
          for (const [key, value] of Object.entries(structuredClone(changes))) {
            const area = key === "status" || key === "notice" ? this.session : this.local;
            area.set(key, value);
          }
        }),
      clearItems: () =>
        alive(() => {
          this.local.clear();
          this.session.clear();
        }),
      vault: {
        takeDeposit: () =>
          alive(() => {
            const deposit = this.session.get("vault.deposit") as Credentials | undefined;
            this.session.delete("vault.deposit");
            return deposit ?? null;
          }),
        read: () =>
          alive(() => (this.session.get("vault") ?? this.local.get("vault") ?? null) as Credentials | null),
        write: (credentials, onDisk) =>
          alive(() => {
            (onDisk ? this.local : this.session).set("vault", credentials);
            (onDisk ? this.session : this.local).delete("vault");
          }),
        remove: () =>
          alive(() => {
            this.session.delete("vault");
            this.local.delete("vault");
          }),
      },
      setAlarm: (at) =>
        alive(() => {
          this.alarm = Math.max(at, this.now + SHORTEST_ALARM);
        }),
      ensureAlarm: (at) =>
        alive(() => {
          this.alarm ??= Math.max(at, this.now + SHORTEST_ALARM);
        }),
      clearAlarm: () =>
        alive(() => {
          this.alarm = null;
        }),
      after: (ms, callBack) => {
        if (worker === this.worker) this.timers.push({ at: this.now + ms, callBack, worker });
      },
      paint: (badge, title) => {
        if (worker !== this.worker) return;
        this.badge = badge;
        this.title = title;
        this.paints.push({ at: this.now, badge });
      },
    };
  }

  private send(kind: "read" | "write", change: Assignment | null, worker: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (worker !== this.worker) return;
      this.log.push({ kind, change, at: this.now });
      const request: PendingRequest = {
        kind,
        change,
        worker,
        effect: null,
        sequence: 0,
        settle: (outcome) => {
          if (worker !== this.worker) return;
          if (outcome instanceof ExotelError) reject(outcome);
          else resolve(outcome);
        },
      };
      this.requests.push(request);
      if (this.manual) return;
      this.deliver(request);
      this.answer(request);
    });
  }
}

/** A world in which an agent is signed in and the first read is done. */
export async function signedInWorld(rule?: Rule): Promise<World> {
  const world = new World(rule);
  world.start();
  await world.signIn();
  await world.settle();
  return world;
}
