import type { Account } from "../account.ts";
import { type Api, RULES } from "../api-rules.ts";
import type { Source } from "../credentials.ts";
import { isAccessBlocked } from "../failure.ts";
import type { Policy } from "../policy/policy.ts";
import type { Settings } from "../settings.ts";
import type { SignInTries } from "../sign-in/sign-in.ts";
import type { SoftphoneTab } from "../softphone-tab/softphone-tab.ts";
import { isTabFault, type TabFault, tabEvidence } from "../softphone-tab/tab-evidence.ts";
import type { Journal } from "../switching/journal.ts";
import { canRing, type Device, evidenceAge, type Reading } from "./device.ts";
import { judgeLastSeen, type LastSeenBasis, lastSeenAge, lastSeenLimit } from "./last-seen.ts";
import type { LastSeenRhythm } from "./last-seen-rhythm.ts";
import { clockIsBack, PERIODS_OF_EVIDENCE, type Status } from "./status.ts";

/**
 * The answer to "will the next call reach me, and where?".
 *
 * `softphone` says why a softphone counts or does not. `busy` says that a device that is on has a call, so the next call reaches
 * it only afterwards.
 */
export type Verdict =
  | { readonly reach: "not-set-up" }
  | { readonly reach: "reading" }
  | { readonly reach: "refused"; readonly why: RefusedWhy }
  | { readonly reach: "unknown"; readonly why: UnknownWhy }
  | {
      readonly reach: "both" | "phone" | "softphone" | "nobody";
      readonly softphone: SoftphoneState;
      readonly busy: boolean;
      /** A phone without a number is on: it may ring beside the softphone, or not. */
      readonly numberless?: true;
      /** The softphone counts, but each of its tabs is muted. */
      readonly muted?: true;
    };

/** `organisation`: signing in with the organisation has failed. */
export type RefusedWhy = "refused" | "missing" | "organisation";

export type UnknownWhy =
  | "offline"
  | "no-access"
  | "no-recent-read"
  | "not-read-lately"
  | "switch-outcome-unknown"
  | "no-such-agent"
  | "unrecognised-device"
  | "phone-without-number"
  | "active-device-not-said";

/** Whether the devices in a good, recent reading leave open where the next call rings. */
export function isOpenByDevices(why: UnknownWhy): boolean {
  return why === "unrecognised-device" || why === "phone-without-number" || why === "active-device-not-said";
}

/** What Exotel says of a softphone, or the fault of its tab where that is worse. */
export type SoftphoneState = ReportedState | TabFault;

type ReportedState =
  | "registered"
  | "not-registered"
  | "not-reported"
  | "not-read-since"
  | "not-seen-lately"
  | "last-seen-unusable"
  | "registered-earlier"
  | "off"
  | "absent";

export interface VerdictInput {
  readonly account: Account | null;
  readonly journal: Journal | null;
  readonly status: Status;
  readonly settings: Settings;
  /** The tabs that are watched because the softphone runs in one of them. */
  readonly softphoneTabs: readonly SoftphoneTab[];
  readonly lastSeenRhythm: LastSeenRhythm;
  /** The administrator's policy; absent where there is none. */
  readonly policy?: Policy | null;
  /** Where the account's credentials come from; absent for what the agent has typed. */
  readonly accountFrom?: Source;
  /** Absent where signing in with the organisation plays no part. */
  readonly signInTries?: SignInTries;
  /** This machine's clock, ms. */
  readonly now: number;
}

/** A reading never counts for longer than ten minutes, however long the period. */
const LONGEST_LIFE = 600_000;

/** When the reading of a status stops counting, by this machine's clock (ms); `null` without a reading. */
export function evidenceExpiresAt(status: Status): number | null {
  return status.reading === null ? null : status.reading.takenAt + countsFor(status);
}

/** How long a reading counts if it was taken with this period, ms. A later failure does not extend it. */
export function lifeOfEvidence(period: number): number {
  return Math.min(PERIODS_OF_EVIDENCE * period, LONGEST_LIFE);
}

function countsFor(status: Status): number {
  return Math.min(status.countsFor, LONGEST_LIFE);
}

const KEPT_OUT: Verdict = { reach: "refused", why: "organisation" };

/** The one verdict that badge, tooltip and popup all show. It is never better than its evidence. */
export function verdict(input: VerdictInput): Verdict {
  const { account, status, signInTries, now } = input;
  const isKeptOut = signInTries !== undefined && signInTries.failure !== null;
  if (account === null) return isKeptOut ? KEPT_OUT : { reach: "not-set-up" };
  // The switch turned the last device off. That is the worst case, so it holds even when the reading no longer counts.
  if (input.journal?.noDeviceOn && !status.reading?.devices.some((device) => device.on === true))
    return { reach: "nobody", softphone: "off", busy: false };
  if (status.credentials !== "present")
    return isKeptOut ? KEPT_OUT : { reach: "refused", why: status.credentials };
  if (status.offline) return { reach: "unknown", why: "offline" };
  if (isAccessBlocked(status.failure)) return { reach: "unknown", why: "no-access" };
  if (status.inDoubt) return { reach: "unknown", why: "switch-outcome-unknown" };
  if (status.refuted) return { reach: "unknown", why: "no-such-agent" };
  const { reading, failure } = status;
  if (reading === null) {
    return failure === null ? { reach: "reading" } : { reach: "unknown", why: "no-recent-read" };
  }
  if (clockIsBack(status, now) || reading.undated) return { reach: "unknown", why: "no-recent-read" };
  if (evidenceAge(reading, now) > countsFor(status)) {
    return { reach: "unknown", why: failure === null ? "not-read-lately" : "no-recent-read" };
  }
  return judgeDevices(reading, input, now, input.softphoneTabs);
}

/** Whether the devices are known, even if they leave open where the next call rings. */
export function areDevicesKnown(input: VerdictInput): boolean {
  const known = verdict(input);
  if (known.reach === "unknown") return isOpenByDevices(known.why);
  return known.reach !== "reading" && known.reach !== "refused";
}

/** Whether the API leaves open if a device is on, which is not the same as off. */
export function isOnUnsaid(device: Device, api: Api): boolean {
  return device.on === null && !RULES[api].saysWhichIsOn;
}

/** A verdict that the devices give. */
type DeviceVerdict = Exclude<Verdict, { readonly reach: "not-set-up" | "reading" | "refused" }>;

/** The verdict when a reading was taken, by that reading alone. */
export function verdictThen(reading: Reading, basis: LastSeenBasis): DeviceVerdict {
  return judgeDevices(reading, basis, reading.takenAt, []);
}

/** Whether a softphone is on, and no call can reach the agent on it. */
export function isLost(state: SoftphoneState): boolean {
  return state === "not-registered" || isTabFault(state);
}

function judgeDevices(
  reading: Reading,
  basis: LastSeenBasis,
  now: number,
  tabs: readonly SoftphoneTab[],
): DeviceVerdict {
  const on = reading.devices.filter(canRing);
  const phones = on.filter((device) => device.kind === "pstn");
  // A phone that is on proves nothing without a number to call. A softphone's registration needs no address.
  const phone = phones.some((device) => device.address !== null);
  const numberless = phones.length > 0 && !phone;
  const reported = bestSoftphone(reading, basis, now);
  const isOn = reported !== "off" && reported !== "absent";
  const tab = tabEvidence(tabs);
  const isEarlier = tab.returnedAt !== null && isRegisteredEarlier(reading, basis, tab.returnedAt, now);
  const softphone =
    isOn && tab.fault !== null
      ? tab.fault
      : reported === "registered" && isEarlier
        ? "registered-earlier"
        : reported;
  const busy = on.some((device) => device.busy === true);
  const softphoneCounts = isOn && !isLost(softphone);
  const muted = softphoneCounts && tab.isMuted && ({ muted: true } as const);
  if (phone && softphoneCounts) return { reach: "both", softphone, busy, ...muted };
  if (phone) return { reach: "phone", softphone, busy };
  if (softphoneCounts)
    return { reach: "softphone", softphone, busy, ...(numberless && { numberless }), ...muted };
  if (on.some((device) => device.kind === "other")) return { reach: "unknown", why: "unrecognised-device" };
  if (numberless) return { reach: "unknown", why: "phone-without-number" };
  if (reading.devices.some((device) => isOnUnsaid(device, reading.api)))
    return { reach: "unknown", why: "active-device-not-said" };
  return { reach: "nobody", softphone, busy };
}

/** A registration lives this long without being renewed, ms: Exotel's softphones ask for 300 s. */
const REGISTRATION_LIFE = 300_000;
/** The server's times are whole seconds, and so is the difference between its clock and this machine's, ms. */
const SERVER_TIME_TOLERANCE = 2_000;

/** Whether every registration may date from before the softphone's page came back, and so mean nothing. */
function isRegisteredEarlier(
  reading: Reading,
  basis: LastSeenBasis,
  returnedAt: number,
  now: number,
): boolean {
  if (now < returnedAt || now - returnedAt > REGISTRATION_LIFE) return false;
  const registered = reading.devices.filter(
    (device) => canRing(device) && device.registration === "registered",
  );
  return registered.every((device) => {
    // Where `last_seen` is no heartbeat, it does not move with a new registration either.
    const age = lastSeenLimit(device, basis) === null ? null : lastSeenAge(device, reading, now);
    return now - (age ?? evidenceAge(reading, now)) < returnedAt - SERVER_TIME_TOLERANCE;
  });
}

/** From best to worst: of several softphones, one that can ring is enough. */
const BEST_FIRST: readonly ReportedState[] = [
  "registered",
  "not-seen-lately",
  "last-seen-unusable",
  "not-read-since",
  "not-reported",
  "not-registered",
  "off",
];

function bestSoftphone(reading: Reading, basis: LastSeenBasis, now: number): ReportedState {
  const states = reading.devices
    .filter((device) => device.kind === "sip")
    .map((device) => softphoneState(device, reading, basis, now));
  return BEST_FIRST.find((state) => states.includes(state)) ?? "absent";
}

/** The state of one softphone, from what Exotel says of it. */
export function softphoneState(
  device: Device,
  reading: Reading,
  basis: LastSeenBasis,
  now: number,
): ReportedState {
  if (!canRing(device)) return "off";
  if (device.registration !== "registered") return device.registration;
  return judgeLastSeen(device, reading, basis, now);
}
