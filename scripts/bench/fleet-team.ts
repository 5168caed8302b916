import type { Assignment, Device, Reading } from "../../src/core/devices/device.ts";
import { afterWrite, awaitsRegistration } from "../../src/core/devices/device-changes.ts";
import { INITIAL_LAST_ON } from "../../src/core/devices/last-on.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../src/core/devices/status.ts";
import { lifeOfEvidence } from "../../src/core/devices/verdict.ts";
import { type Failure, NO_DETAILS } from "../../src/core/failure.ts";
import { type Bounds, INITIAL_PACE, type Pace, periodOf, updatePace } from "../../src/core/polling/pace.ts";
import { nextReadAt } from "../../src/core/polling/schedule.ts";
import { NO_WAITS, type ServerWaits, withWait } from "../../src/core/polling/server-waits.ts";
import { writeWait } from "../../src/core/polling/write-wait.ts";
import { decide } from "../../src/core/rules/decide.ts";
import { afterPress } from "../../src/core/rules/overrule.ts";
import { INITIAL_RULES, type RulesMemory } from "../../src/core/rules/rules-memory.ts";
import { wallClock } from "../../src/core/rules/wall-clock.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { isRequest, type Request, type SwitchEvent } from "../../src/core/switching/events.ts";
import { type Journal, retryAt, type SwitchIntent } from "../../src/core/switching/journal.ts";
import { step } from "../../src/core/switching/machine.ts";
import { mayRegister } from "../../src/core/switching/registers.ts";
import { createLimiter } from "../../test/emulator/limiter.ts";
import { Heap, randomFrom } from "./fleet-heap.ts";

/**
 * One account whose agents' softphones all drop in the same second, in virtual time, with the product's own rules, switch, schedule
 * and pace, and the emulator's limiter.
 */
export interface TeamScenario {
  readonly agents: number;
  /** Requests a minute for the whole account. */
  readonly limit: number;
  readonly headers: boolean;
  /** Whether the safety net is on for all. */
  readonly isNetOn: boolean;
  /** Whether all are told at once and press *Ring my phone* within a minute. */
  readonly press: boolean;
  /** Whether switches that are refused come back spread, as the product does it, or all with the server's wait. */
  readonly isPaced: boolean;
  readonly seed: number;
}

/** What came of it. */
export interface TeamFigures {
  /** From the drop until the phone rings, ms; infinite if it never does. */
  readonly ringsMedian: number;
  readonly rings95: number;
  /** Agents whose phone does not ring by the end. */
  readonly never: number;
  /** The most requests in any minute, over the budget. */
  readonly peak: number;
  /** 429s: their number for each agent, and the share of all requests. */
  readonly refused: number;
  readonly refusedShare: number;
  /** Reads carried out from the drop until the softphones are back, over those in as long a time before. */
  readonly reads: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Math.ceil(1_800_000_000_000 / MINUTE) * MINUTE;
const BOUNDS: Bounds = { fastest: 30_000, slowest: 600_000 };
/** The time from a request to its answer and the next request, ms. */
const ROUND_TRIP = 200;
/** The watched tab tells that soon, and who presses does so within this time, ms. */
const TOLD_AFTER = 2_000;
const PRESSED_WITHIN = MINUTE;

const ON_PHONE = { phone: true, sip: false };

interface Agent {
  phone: boolean;
  sip: boolean;
  pace: Pace;
  status: Status;
  waits: ServerWaits;
  rules: RulesMemory;
  journal: Journal | null;
  request: Request | null;
  failures: number;
  settlingSince: number | null;
  /** Which of the planned events count. */
  readPlan: number;
  rulePlan: number;
  rangAt: number;
}

/** Kinds of events; an event's number is `kind + KINDS × (agent + agents × plan)`. */
const [READ, RULE, REQUEST, RESUME, PRESS, DROP, BACK, KINDS] = [0, 1, 2, 3, 4, 5, 6, 7];

/** Simulates it. The same seed gives the same figures. */
export function simulateTeam(scenario: TeamScenario): TeamFigures {
  const { agents: count, limit, headers, isNetOn, press: presses, isPaced, seed } = scenario;
  const random = randomFrom(seed);
  const events = new Heap();
  const settings = { ...DEFAULT_SETTINGS, ringsWhenDropped: isNetOn };
  const account = { api: "integrations-core", customerId: "c", appId: "a", userId: "u" } as const;
  let now = START;
  const limiter = createLimiter(() => now);
  // Long enough for each agent to read often enough.
  const dropAt = START + Math.max(3 * HOUR, (20 * MINUTE * count) / limit) + 17_000;
  const dropFor = Math.max(HOUR, (4 * MINUTE * count) / limit);
  const backAt = dropAt + dropFor;
  const end = backAt + HOUR;
  let registered = true;
  const perMinute = new Map<number, number>();
  const tally = { requests: 0, refused: 0, readsBefore: 0, readsAfter: 0 };

  const agents = Array.from(
    { length: count },
    (): Agent => ({
      phone: false,
      sip: true,
      pace: INITIAL_PACE,
      status: INITIAL_STATUS,
      waits: NO_WAITS,
      rules: INITIAL_RULES,
      journal: null,
      request: null,
      failures: 0,
      settlingSince: null,
      readPlan: 0,
      rulePlan: 0,
      rangAt: Number.POSITIVE_INFINITY,
    }),
  );

  function plan(at: number, kind: number, agent: number, which = 0): void {
    events.push(at, kind + KINDS * (agent + count * which));
  }

  function devicesOf({ phone, sip }: Agent, isRead: boolean): Device[] {
    const rest = { name: null, verified: null, busy: null } as const;
    const seen = registered ? "registered" : "not-registered";
    return [
      {
        ...rest,
        id: "phone",
        kind: "pstn",
        address: "+919876543210",
        on: phone,
        registration: "not-reported",
        lastSeenAt: null,
      },
      {
        ...rest,
        id: "sip",
        kind: "sip",
        address: "u@x",
        on: sip,
        registration: isRead ? seen : "not-read-since",
        lastSeenAt: isRead && registered ? now - 1_000 : null,
      },
    ];
  }

  /** Sends a request. `null` if it was carried out. */
  function send(agent: Agent): Failure | null {
    const spent = limiter.spend(limit);
    if (now >= dropAt) {
      tally.requests += 1;
      if (!spent.admitted) tally.refused += 1;
      const minute = Math.floor(now / MINUTE);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    const lag = now % 1_000;
    const rateLimit = headers ? { limit, remaining: spent.remaining, resetAt: spent.resetAt + lag } : null;
    const observation = { now, refused: !spent.admitted, rateLimit, serverTime: now - lag };
    agent.pace = updatePace(agent.pace, observation, BOUNDS);
    if (spent.admitted) return null;
    const waitUntil = headers ? now + spent.retryAfter * 1_000 : null;
    return { ...NO_DETAILS, kind: "rate-limited", status: 429, waitUntil };
  }

  /** A read, planned or of a switch. `null` if it was good. */
  function read(agent: Agent, index: number): Failure | null {
    const { readUntil } = agent.waits;
    if (readUntil !== null && readUntil > now) {
      if (agent.journal !== null)
        return { ...NO_DETAILS, kind: "rate-limited", status: 429, waitUntil: readUntil };
      planRead(agent, index, readUntil);
      return null;
    }
    const failure = send(agent);
    agent.failures = failure === null ? 0 : agent.failures + 1;
    agent.waits = { ...agent.waits, readUntil: failure?.waitUntil ?? null, since: now };
    const period = periodOf(agent.pace, BOUNDS, "active");
    if (failure === null) {
      const devices = devicesOf(agent, true);
      if (!awaitsRegistration(devices)) agent.settlingSince = null;
      const reading: Reading = {
        userId: "u",
        userName: null,
        api: "integrations-core",
        devices,
        takenAt: now,
        serverTime: now,
        updatedAt: null,
      };
      agent.status = {
        ...agent.status,
        reading,
        failure,
        period,
        countsFor: lifeOfEvidence(period),
        inDoubt: false,
        changedAt: now,
      };
      if (now >= dropAt && now < backAt) tally.readsAfter += 1;
      else if (now >= dropAt - dropFor && now < dropAt) tally.readsBefore += 1;
    } else agent.status = { ...agent.status, failure, period, changedAt: now };
    planRead(
      agent,
      index,
      nextReadAt({
        now,
        pace: agent.pace,
        period,
        fastest: BOUNDS.fastest,
        failure,
        failuresInARow: agent.failures,
        refusals: 0,
        presence: "active",
        offline: false,
        readUntil: agent.waits.readUntil,
        settlingSince: agent.settlingSince,
        random: random(),
      }),
    );
    return failure;
  }

  function planRead(agent: Agent, index: number, at: number): void {
    agent.readPlan += 1;
    plan(at, READ, index, agent.readPlan);
  }

  function evaluate(agent: Agent, index: number): void {
    const { rules, begins } = decide({
      account,
      status: agent.status,
      journal: agent.journal,
      settings,
      softphoneTabs: [],
      lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
      now,
      rules: agent.rules,
      lastOn: INITIAL_LAST_ON,
      waits: agent.waits,
      period: agent.pace.period,
      fastest: BOUNDS.fastest,
      random: random(),
      presence: "active",
      wallClock,
      pausedUntil: null,
    });
    agent.rules = rules;
    agent.rulePlan += 1;
    if (rules.nextAt !== null) plan(rules.nextAt, RULE, index, agent.rulePlan);
    if (begins !== null) begin(agent, index, { origin: begins.by, target: begins.target, askedAt: now });
  }

  function begin(agent: Agent, index: number, intent: SwitchIntent): void {
    take(agent, index, { type: "pressed", intent, anew: agent.request === null });
  }

  /** An event of the switch, and what follows from it. */
  function take(agent: Agent, index: number, event: SwitchEvent): void {
    const facts = {
      now,
      random: random(),
      credentials: "present",
      reading: agent.status.reading,
      waits: agent.waits,
    } as const;
    const [journal, effects] = step(agent.journal, event, facts);
    agent.journal = journal;
    const isTold = effects.some((effect) => effect.do === "tell");
    if (isTold && presses && !agent.phone) pressAgain(agent, index);
    const request = effects.find(isRequest) ?? null;
    agent.request = request;
    if (request?.do === "open") take(agent, index, { type: "opened" });
    else if (request !== null) plan(now + (event.type === "opened" ? 0 : ROUND_TRIP), REQUEST, index);
    else if (journal === null) evaluate(agent, index);
    else plan(retryAt(journal) ?? now, RESUME, index);
  }

  function carryOut(agent: Agent, index: number): void {
    const { request } = agent;
    if (request?.do === "read") {
      const known = agent.status.reading?.devices ?? [];
      if (request.settling && agent.journal !== null && mayRegister(agent.journal, known))
        agent.settlingSince = now;
      const failure = read(agent, index);
      const devices = agent.status.reading?.devices ?? [];
      const event: SwitchEvent =
        failure === null ? { type: "read", devices } : { type: "read-failed", failure };
      take(agent, index, event);
    } else if (request?.do === "write") write(agent, index, request.change);
  }

  function write(agent: Agent, index: number, change: Assignment): void {
    const { period } = agent.pace;
    const failed = send(agent);
    if (failed !== null) {
      const pace = { now, period, fastest: BOUNDS.fastest, random: random() };
      const waitUntil = isPaced ? writeWait(failed, pace) : failed.waitUntil;
      if (waitUntil !== null) agent.waits = withWait(agent.waits, { writeUntil: waitUntil }, now);
      take(agent, index, { type: "write-failed", failure: { ...failed, waitUntil } });
      return;
    }
    agent.phone = change.phone ?? agent.phone;
    agent.sip = change.sip ?? agent.sip;
    if (agent.phone && now >= dropAt) agent.rangAt = Math.min(agent.rangAt, now);
    const { reading } = agent.status;
    const answer = { devices: devicesOf(agent, false), updatedAt: now };
    if (reading !== null)
      agent.status = { ...agent.status, reading: afterWrite(reading, answer), changedAt: now };
    take(agent, index, { type: "written" });
  }

  /** The agent presses `Ring my phone`, unless it rings. While Exotel wants no writes, Hookswitch says so. */
  function press(agent: Agent, index: number): void {
    if (agent.phone || agent.journal !== null) return;
    const { writeUntil } = agent.waits;
    if (writeUntil !== null && writeUntil > now) {
      pressAgain(agent, index);
      return;
    }
    agent.rules = afterPress(agent.rules, settings, now);
    begin(agent, index, { origin: "popup", target: ON_PHONE, askedAt: now });
  }

  /** After a refusal, a person presses again, once they have read it, and the wait that it names is over. */
  function pressAgain({ waits }: Agent, index: number): void {
    plan(Math.max(now, waits.writeUntil ?? 0) + 5_000 + random() * 25_000, PRESS, index);
  }

  for (let index = 0; index < count; index += 1) plan(START + random() * 5 * MINUTE, READ, index);
  plan(dropAt, DROP, 0);
  plan(backAt, BACK, 0);
  while (events.size > 0) {
    const [at, event] = events.pop();
    if (at >= end) break;
    now = at;
    const [kind, rest] = [event % KINDS, Math.floor(event / KINDS)];
    const [index, which] = [rest % count, Math.floor(rest / count)];
    const agent = agents[index];
    if (agent === undefined) continue;
    if (kind === READ && which === agent.readPlan) {
      // A switch reads by itself.
      if (agent.journal !== null) planRead(agent, index, now + 1_000);
      else {
        read(agent, index);
        evaluate(agent, index);
      }
    } else if (kind === RULE && which === agent.rulePlan) evaluate(agent, index);
    else if (kind === REQUEST) carryOut(agent, index);
    else if (kind === RESUME && agent.journal !== null) take(agent, index, { type: "resumed" });
    else if (kind === PRESS) press(agent, index);
    else if (kind === DROP) {
      registered = false;
      if (presses)
        for (let each = 0; each < count; each += 1)
          plan(now + TOLD_AFTER + random() * PRESSED_WITHIN, PRESS, each);
    } else if (kind === BACK) registered = true;
  }

  const times = Float64Array.from(agents, ({ rangAt }) => rangAt - dropAt).sort();
  const whileDropped = [...perMinute].filter(
    ([minute]) => minute * MINUTE >= dropAt - MINUTE && minute * MINUTE < backAt,
  );
  return {
    ringsMedian: times[Math.floor(count * 0.5)] ?? 0,
    rings95: times[Math.floor(count * 0.95)] ?? 0,
    never: times.filter((time) => time === Number.POSITIVE_INFINITY).length,
    peak: Math.max(0, ...whileDropped.map(([, all]) => all)) / limit,
    refused: tally.refused / count,
    refusedShare: tally.refused / tally.requests,
    reads: tally.readsAfter / tally.readsBefore,
  };
}
