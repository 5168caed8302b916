import { type MessageId, message, type Sentences } from "../message.ts";
import type { Settings } from "../settings.ts";
import type { SoftphoneState, UnknownWhy, Verdict } from "./verdict.ts";

/** The verdict and its reason, for the toolbar's tooltip and the popup's status. */
export function verdictSentences(verdict: Verdict, settings: Settings): Sentences {
  switch (verdict.reach) {
    case "not-set-up":
      return [message("verdictNotSetUp")];
    case "reading":
      return [message("verdictReading")];
    case "refused":
      return [message(verdict.why === "refused" ? "verdictRefused" : "verdictSignedOut")];
    case "unknown":
      return [message(UNKNOWN[verdict.why])];
    case "nobody":
      return [
        message(
          verdict.softphone === "not-registered" ? "verdictNobodyNotRegistered" : "verdictNobodyNoneOn",
        ),
      ];
    case "phone":
      return [
        message(verdict.softphone === "not-registered" ? PHONE_ALONE[busy(verdict)] : PHONE[busy(verdict)]),
      ];
    case "softphone":
      return softphone(verdict.numberless ? SOFTPHONE : ONLY_SOFTPHONE, verdict, settings);
    case "both":
      return softphone(BOTH, verdict, settings);
  }
}

const UNKNOWN = {
  offline: "verdictOffline",
  "no-access": "verdictNoAccess",
  "no-recent-read": "verdictNoRecentRead",
  "not-read-lately": "verdictNotReadLately",
  "switch-outcome-unknown": "verdictSwitchUnknown",
  "no-such-agent": "verdictNoSuchAgent",
  "unrecognised-device": "verdictUnrecognisedDevice",
  "phone-without-number": "verdictPhoneWithoutNumber",
} as const satisfies Record<UnknownWhy, MessageId>;

const PHONE = { free: "verdictPhone", busy: "verdictPhoneBusy" } as const;
const PHONE_ALONE = { free: "verdictPhoneNotRegistered", busy: "verdictPhoneNotRegisteredBusy" } as const;
const SOFTPHONE = {
  sure: { free: "verdictSoftphone", busy: "verdictSoftphoneBusy" },
  perhaps: { free: "verdictPerhapsSoftphone", busy: "verdictPerhapsSoftphoneBusy" },
} as const;
const ONLY_SOFTPHONE = {
  sure: { free: "verdictOnlySoftphone", busy: "verdictOnlySoftphoneBusy" },
  perhaps: { free: "verdictPerhapsOnlySoftphone", busy: "verdictPerhapsOnlySoftphoneBusy" },
} as const;
const BOTH = {
  sure: { free: "verdictBoth", busy: "verdictBothBusy" },
  perhaps: { free: "verdictPerhapsBoth", busy: "verdictPerhapsBothBusy" },
} as const;

/** A verdict that the devices give. */
type DeviceVerdict = Extract<Verdict, { readonly busy: boolean }>;

function busy(verdict: DeviceVerdict): "free" | "busy" {
  return verdict.busy ? "busy" : "free";
}

function softphone(
  ids: typeof SOFTPHONE | typeof ONLY_SOFTPHONE | typeof BOTH,
  verdict: DeviceVerdict,
  settings: Settings,
): Sentences {
  if (verdict.softphone === "registered") return [message(ids.sure[busy(verdict)])];
  return [message(ids.perhaps[busy(verdict)]), doubt(verdict.softphone, settings)];
}

function doubt(state: SoftphoneState, settings: Settings): Sentences[number] {
  switch (state) {
    case "not-seen-lately":
      return message("doubtNotSeenLately", { count: settings.lastSeenLimitMinutes ?? 0 });
    case "last-seen-unusable":
      return message("doubtLastSeenInFuture");
    case "not-read-since":
      return message("doubtNotReadSince");
    default:
      return message("doubtNotReported");
  }
}
