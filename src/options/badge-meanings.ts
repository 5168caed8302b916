import { type Badge, badge, REFUSED_PRESS } from "../core/devices/badge.ts";
import type { SoftphoneState, Verdict } from "../core/devices/verdict.ts";
import { type Message, message } from "../core/message.ts";

export interface BadgeMeaning {
  readonly badge: Badge;
  readonly meaning: Message;
}

function row(verdict: Verdict, meaning: Message): BadgeMeaning {
  return { badge: badge(verdict), meaning };
}

function reaching(reach: "both" | "phone" | "softphone" | "nobody", softphone: SoftphoneState): Verdict {
  return { reach, softphone, busy: false };
}

/** Every badge with its meaning, each made from a verdict that it stands for. */
export const BADGE_MEANINGS: readonly BadgeMeaning[] = [
  row(reaching("softphone", "registered"), message("badgeMeaningSoftphone")),
  row(reaching("phone", "off"), message("badgeMeaningPhone")),
  row(reaching("phone", "not-registered"), message("badgeMeaningNotRegistered")),
  row(reaching("nobody", "not-registered"), message("badgeMeaningNobody")),
  row(reaching("softphone", "not-reported"), message("badgeMeaningNotReported")),
  row({ reach: "refused", why: "refused" }, message("badgeMeaningRefused")),
  row({ reach: "unknown", why: "no-recent-read" }, message("badgeMeaningUnknown")),
  row({ reach: "reading" }, message("badgeMeaningReading")),
  { badge: REFUSED_PRESS, meaning: message("badgeMeaningRefusedPress") },
];
