import type { Bounds } from "./polling/pace.ts";
import { asPageAddress } from "./softphone-tab/page-address.ts";

export interface Settings {
  /** Whether `switch-device` goes from the softphone to both devices (Integrations Core), not to the phone. */
  readonly includeBoth: boolean;
  /**
   * A registered softphone that has not been seen for this many minutes is in doubt, until its own rhythm is known. `null` turns
   * the doubt off, whatever the rhythm: Exotel does not say whether `last_seen` is a heartbeat for every account.
   */
  readonly lastSeenLimitMinutes: number | null;
  /** The shortest time between two reads. */
  readonly fastestSeconds: number;
  /** The longest time between two reads, unless the account's budget requires a longer one. */
  readonly slowestMinutes: number;
  /**
   * The country of a phone number that is entered without a country code, in two letters (ISO 3166-1). `null` follows the
   * region of Exotel.
   */
  readonly country: string | null;
  /** The address of the page with the agent's softphone; `null` if it is not known. */
  readonly softphonePage: string | null;
  /** Whether that page is asked every 20 s if it still works. It needs the agent's permission for its site. */
  readonly probesPage: boolean;
  /** Whether the phone rings while this computer is locked. */
  readonly ringsWhileLocked: boolean;
  /** Whether the phone rings when the softphone is on and cannot ring. */
  readonly ringsWhenDropped: boolean;
  /** In how many reads, one after the other, the softphone must be unable to ring before the phone does. */
  readonly droppedReads: number;
  /** For how many minutes the softphone must be well again before the state before is restored. */
  readonly wellMinutes: number;
  /** Whether the working hours below decide where calls ring outside them. */
  readonly workingHours: boolean;
  /** The working days, from 1 for Monday to 7 for Sunday, as in `12345`. */
  readonly workingDays: string;
  /** When work begins and ends, by the clock of this computer, as in `09:00`. It may end on the next day. */
  readonly workingFrom: string;
  readonly workingUntil: string;
  /** Where calls ring outside the working hours; `as-before` changes nothing. */
  readonly outsideHours: OutsideHours;
  /** Whether a notification tells that a call would not reach the agent, or that the softphone is on and cannot ring. */
  readonly tellsUnreached: boolean;
  /** Whether one tells of a muted softphone, of refused credentials, and of an app token that ends soon. */
  readonly tellsMuted: boolean;
  readonly tellsRefused: boolean;
  readonly tellsTokenEnd: boolean;
  /** Whether one tells of a switch that failed while the popup was closed, and of what rules do. */
  readonly tellsFailedSwitch: boolean;
  readonly tellsRuleSwitch: boolean;
  /** Whether a sound of Hookswitch's own comes with them. */
  readonly playsSound: boolean;
  /** Whether no notification is shown between these times of each day, by the clock of this computer. It may go past midnight. */
  readonly quietHours: boolean;
  readonly quietFrom: string;
  readonly quietUntil: string;
  /** Whether what would have happened to calls is kept for fourteen days. */
  readonly keepsHistory: boolean;
}

export type OutsideHours = "phone" | "softphone" | "as-before";

export const DEFAULT_SETTINGS: Settings = {
  includeBoth: false,
  lastSeenLimitMinutes: 10,
  fastestSeconds: 30,
  slowestMinutes: 10,
  country: null,
  softphonePage: null,
  probesPage: false,
  ringsWhileLocked: false,
  ringsWhenDropped: false,
  droppedReads: 2,
  wellMinutes: 5,
  workingHours: false,
  workingDays: "12345",
  workingFrom: "09:00",
  workingUntil: "18:00",
  outsideHours: "phone",
  tellsUnreached: true,
  tellsMuted: true,
  tellsRefused: true,
  tellsTokenEnd: true,
  tellsFailedSwitch: true,
  tellsRuleSwitch: true,
  playsSound: false,
  quietHours: false,
  quietFrom: "20:00",
  quietUntil: "08:00",
  keepsHistory: true,
};

/** The bounds of `fastestSeconds`: Chrome's shortest alarm, and the longest time that is still useful. */
export const FASTEST_SECONDS = { least: 30, most: 600 } as const;
/** The bounds of `slowestMinutes`, which is never shorter than `fastestSeconds`. */
export const SLOWEST_MINUTES = { least: 1, most: 60 } as const;

/** The bounds of `lastSeenLimitMinutes`: softphones refresh their registration every four to five minutes. */
export const LAST_SEEN_LIMIT_MINUTES = { least: 5, most: 240 } as const;

/** The bounds of `droppedReads` and `wellMinutes`. */
export const DROPPED_READS = { least: 1, most: 10 } as const;
export const WELL_MINUTES = { least: 1, most: 120 } as const;

const OUTSIDE_HOURS: readonly unknown[] = ["phone", "softphone", "as-before"] satisfies OutsideHours[];
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Brings settings from anywhere (a page, an older version's storage) within their bounds. */
export function asSettings(value: unknown): Settings {
  const given = (typeof value === "object" && value !== null ? value : {}) as Partial<Settings>;
  const fastestSeconds = within(given.fastestSeconds, FASTEST_SECONDS) ?? DEFAULT_SETTINGS.fastestSeconds;
  const slowestMinutes = within(given.slowestMinutes, SLOWEST_MINUTES) ?? DEFAULT_SETTINGS.slowestMinutes;
  return {
    includeBoth: typeof given.includeBoth === "boolean" ? given.includeBoth : DEFAULT_SETTINGS.includeBoth,
    lastSeenLimitMinutes:
      given.lastSeenLimitMinutes === null
        ? null
        : (within(given.lastSeenLimitMinutes, LAST_SEEN_LIMIT_MINUTES) ??
          DEFAULT_SETTINGS.lastSeenLimitMinutes),
    fastestSeconds,
    slowestMinutes: Math.max(slowestMinutes, Math.ceil(fastestSeconds / 60)),
    country: typeof given.country === "string" && /^[A-Z]{2}$/.test(given.country) ? given.country : null,
    softphonePage: asPageAddress(given.softphonePage),
    probesPage: given.probesPage === true,
    ...ruleSettings(given),
    ...alertSettings(given),
    keepsHistory: given.keepsHistory !== false,
  };
}

function ruleSettings(given: Partial<Settings>) {
  const { workingDays, workingFrom, workingUntil, outsideHours } = given;
  return {
    ringsWhileLocked: given.ringsWhileLocked === true,
    ringsWhenDropped: given.ringsWhenDropped === true,
    droppedReads: within(given.droppedReads, DROPPED_READS) ?? DEFAULT_SETTINGS.droppedReads,
    wellMinutes: within(given.wellMinutes, WELL_MINUTES) ?? DEFAULT_SETTINGS.wellMinutes,
    workingHours: given.workingHours === true,
    workingDays: asDays(workingDays) ?? DEFAULT_SETTINGS.workingDays,
    workingFrom: asTimeOfDay(workingFrom) ?? DEFAULT_SETTINGS.workingFrom,
    workingUntil: asTimeOfDay(workingUntil) ?? DEFAULT_SETTINGS.workingUntil,
    outsideHours: OUTSIDE_HOURS.includes(outsideHours)
      ? (outsideHours as OutsideHours)
      : DEFAULT_SETTINGS.outsideHours,
  };
}

function alertSettings(given: Partial<Settings>) {
  return {
    tellsUnreached: given.tellsUnreached !== false,
    tellsMuted: given.tellsMuted !== false,
    tellsRefused: given.tellsRefused !== false,
    tellsTokenEnd: given.tellsTokenEnd !== false,
    tellsFailedSwitch: given.tellsFailedSwitch !== false,
    tellsRuleSwitch: given.tellsRuleSwitch !== false,
    playsSound: given.playsSound === true,
    quietHours: given.quietHours === true,
    quietFrom: asTimeOfDay(given.quietFrom) ?? DEFAULT_SETTINGS.quietFrom,
    quietUntil: asTimeOfDay(given.quietUntil) ?? DEFAULT_SETTINGS.quietUntil,
  };
}

/** Each day of the week once, in order; `null` if the value is not such a list. */
function asDays(value: unknown): string | null {
  if (typeof value !== "string" || !/^[1-7]*$/.test(value)) return null;
  return [...new Set(value)].sort().join("");
}

function asTimeOfDay(value: unknown): string | null {
  return typeof value === "string" && TIME_OF_DAY.test(value) ? value : null;
}

/** The nearest whole number within the bounds; `null` if the value is not a finite number. */
function within(value: unknown, { least, most }: { least: number; most: number }): number | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return Math.round(Math.min(most, Math.max(least, value)));
}

/** The bounds of the time between two reads, ms. */
export function paceBounds({ fastestSeconds, slowestMinutes }: Settings): Bounds {
  return { fastest: fastestSeconds * 1_000, slowest: slowestMinutes * 60_000 };
}
