import type { Account } from "../../../../src/core/account.ts";
import type { Api } from "../../../../src/core/api-rules.ts";
import type { Assignment, Device, Reading, Registration } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_ON } from "../../../../src/core/devices/last-on.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS } from "../../../../src/core/devices/status.ts";
import type { Presence } from "../../../../src/core/polling/pace.ts";
import { NO_WAITS } from "../../../../src/core/polling/server-waits.ts";
import { chosenForAWhile } from "../../../../src/core/rules/choice-for-a-while.ts";
import { decide, type RulesDecision, type RulesInput } from "../../../../src/core/rules/decide.ts";
import { endedByAgent } from "../../../../src/core/rules/for-a-while.ts";
import { afterPress } from "../../../../src/core/rules/overrule.ts";
import { type PausableRule, PRECEDENCE, type RuleName } from "../../../../src/core/rules/precedence.ts";
import { ruleInCharge } from "../../../../src/core/rules/rule-in-charge.ts";
import { INITIAL_RULES, type RulesMemory } from "../../../../src/core/rules/rules-memory.ts";
import type { WallClock } from "../../../../src/core/rules/wall-clock.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/core/settings.ts";
import type { SoftphoneTab } from "../../../../src/core/softphone-tab/softphone-tab.ts";
import { assignmentOf } from "../../../../src/core/switching/press.ts";

export const MINUTE = 60_000;
const DAY = 86_400_000;
/** A Monday, 10:00 UTC, and the end of its working hours. */
export const MONDAY = Date.UTC(2026, 10, 2, 10);
export const EVENING = Date.UTC(2026, 10, 2, 18);

/** The clock of a computer in UTC. */
const utcClock: WallClock = (from, days, minutes) => {
  const midnight = Math.floor(from / DAY) * DAY + days * DAY;
  return { at: midnight + minutes * MINUTE, weekday: new Date(midnight).getUTCDay() || 7 };
};

export const OPEN: SoftphoneTab = {
  id: 1,
  state: "open",
  showsAddress: false,
  isMuted: false,
  isSiteAllowed: false,
  returnedAt: null,
  probe: null,
};

export interface Switched {
  readonly by: RuleName;
  readonly isReturn: boolean;
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** One agent's devices, and the rules over them: what begins is done at once. */
export class Desk {
  now = MONDAY;
  rules: RulesMemory = INITIAL_RULES;
  settings: Settings;
  presence: Presence = "active";
  registration: Registration;
  on: Assignment;
  tabs: readonly SoftphoneTab[] = [];
  readAt = MONDAY;
  /** Whether each switch of a rule's fails, and leaves all as it is. */
  fails = false;
  period = 30_000;
  random = 0;
  writeUntil: number | null = null;
  pausedUntil: number | null = null;
  switched: Switched[] = [];
  paused: PausableRule[] = [];

  constructor(
    readonly api: Api,
    settings: Partial<Settings>,
    on: "phone" | "softphone" | "both" | "none" = "softphone",
  ) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.registration = api === "integrations-core" ? "registered" : "not-reported";
    this.on = { phone: on === "phone" || on === "both", sip: on === "softphone" || on === "both" };
    this.decide();
  }

  /** Where calls ring. */
  get rings(): string {
    const { phone, sip } = this.on;
    return phone && sip ? "both" : phone ? "phone" : sip ? "softphone" : "none";
  }

  get reading(): Reading {
    const rest = { name: null, verified: null, busy: null, lastSeenAt: null } as const;
    const phone: Device = {
      ...rest,
      id: "phone",
      kind: "pstn",
      address: "+919876543210",
      on: this.on.phone ?? false,
      registration: "not-reported",
    };
    const sip: Device = {
      ...phone,
      id: "sip",
      kind: "sip",
      on: this.on.sip ?? false,
      registration: this.registration,
    };
    return {
      userId: "u",
      userName: null,
      api: this.api,
      devices: [phone, sip],
      takenAt: this.readAt,
      serverTime: null,
      updatedAt: null,
    };
  }

  get input(): RulesInput {
    const account = { api: this.api, userId: "u" } as unknown as Account;
    return {
      account,
      journal: null,
      status: { ...INITIAL_STATUS, reading: this.reading, changedAt: this.now },
      settings: this.settings,
      softphoneTabs: this.tabs,
      lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
      now: this.now,
      rules: this.rules,
      lastOn: INITIAL_LAST_ON,
      waits: { ...NO_WAITS, writeUntil: this.writeUntil },
      period: this.period,
      fastest: 30_000,
      random: this.random,
      presence: this.presence,
      wallClock: utcClock,
      pausedUntil: this.pausedUntil,
    };
  }

  /** Decides, and does what is to be done, until nothing is. */
  decide(): RulesDecision {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 5) throw new Error("the rules never come to rest");
      const decision = decide(this.input);
      this.rules = decision.rules;
      if (decision.paused !== null) this.paused.push(decision.paused);
      if (decision.begins === null) return decision;
      const { by, isReturn, target } = decision.begins;
      const from = this.rings;
      if (!this.fails) this.on = target;
      this.switched.push({ by, isReturn, at: this.now, from, to: this.rings });
    }
  }

  /** A good read. */
  read(): void {
    this.readAt = this.now;
    this.decide();
  }

  /** Time passes, with a read each 30 s, and a decision whenever one is due. */
  pass(ms: number): void {
    const end = this.now + ms;
    let readAt = this.readAt + 30_000;
    for (;;) {
      const next = Math.min(this.rules.nextAt ?? Number.POSITIVE_INFINITY, Math.max(readAt, this.now));
      if (next > end) break;
      this.now = Math.max(this.now, next);
      if (this.now >= readAt) {
        this.read();
        readAt = this.readAt + 30_000;
      } else this.decide();
    }
    this.now = end;
    this.decide();
  }

  presenceIs(presence: Presence): void {
    this.presence = presence;
    this.decide();
  }

  /** The agent presses, and the switch is made. */
  press(on: Assignment): void {
    this.rules = afterPress(this.rules, this.settings, this.now);
    this.on = on;
    this.decide();
  }

  /** Somebody else changes the devices, and a read shows it. */
  elsewhere(on: Assignment): void {
    this.on = on;
    this.read();
  }

  /** The agent chooses, the switch is made, and a read confirms it. */
  forAWhile(on: Assignment, minutes: number): void {
    const devices = assignmentOf(this.reading.devices);
    this.rules = chosenForAWhile(this.rules, on, devices, this.now, this.now + minutes * MINUTE);
    this.on = on;
    this.read();
  }

  endForAWhile(): void {
    this.rules = endedByAgent(this.rules, this.now);
    this.decide();
  }

  /** The agent pauses the rules from now on, or ends the pause (0). */
  pause(minutes: number): void {
    this.pausedUntil = minutes === 0 ? null : this.now + minutes * MINUTE;
    this.decide();
  }

  tab(state: SoftphoneTab["state"]): void {
    this.tabs = [{ ...OPEN, state }];
    this.decide();
  }
}

export const PHONE = { phone: true, sip: false };
export const SOFTPHONE = { phone: false, sip: true };
export const BOTH = { phone: true, sip: true };

/** Each set of rules that may be in force together, in the order of their precedence. */
export const COMBINATIONS: readonly (readonly RuleName[])[] = Array.from(
  { length: 2 ** PRECEDENCE.length },
  (_, bits) => PRECEDENCE.filter((_rule, index) => bits & (1 << index)),
);

/** A desk at which the softphone rang, and these rules have come into force. */
export function deskWith(inForce: readonly RuleName[]): Desk {
  const desk = new Desk("integrations-core", {
    ringsWhileLocked: true,
    ringsWhenDropped: true,
    workingHours: true,
    droppedReads: 1,
  });
  if (inForce.includes("hours")) desk.now = EVENING;
  if (inForce.includes("safety-net")) desk.registration = "not-registered";
  desk.pass(30_000);
  if (inForce.includes("lock")) desk.presenceIs("locked");
  desk.pass(30_000);
  if (inForce.includes("for-a-while")) desk.forAWhile(PHONE, 60);
  desk.pass(MINUTE);
  return desk;
}

/** The rule that has set the present state. */
export function inCharge({ rules, reading }: Desk) {
  return ruleInCharge(rules, reading.devices);
}
