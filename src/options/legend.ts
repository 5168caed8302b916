import { type Badge, badge, REFUSED_PRESS } from "../core/devices/badge.ts";
import type { SoftphoneState, Verdict } from "../core/devices/verdict.ts";

export interface LegendRow {
  readonly badge: Badge;
  readonly meaning: string;
}

function row(verdict: Verdict, meaning: string): LegendRow {
  return { badge: badge(verdict), meaning };
}

function reaching(reach: "both" | "phone" | "softphone" | "nobody", softphone: SoftphoneState): Verdict {
  return { reach, softphone, busy: false };
}

/** Every badge with its meaning, each painted from a verdict that it stands for. */
export const LEGEND: readonly LegendRow[] = [
  row(reaching("softphone", "registered"), "Your softphone rings: it is on and registered."),
  row(reaching("phone", "off"), "Only your phone rings: the softphone is off."),
  row(reaching("phone", "not-registered"), "Only your phone rings: the softphone is on, but not registered."),
  row(reaching("nobody", "not-registered"), "Nothing rings. The next call does not reach you."),
  row(
    reaching("softphone", "not-reported"),
    "Your softphone is on. Whether it is registered is not reported, or it was last seen long ago.",
  ),
  row({ reach: "refused", why: "refused" }, "Exotel refuses your credentials, or you are signed out."),
  row(
    { reach: "unknown", why: "no-recent-read" },
    "Not known: Exotel cannot be reached or may not be asked, knows no such user, or gives no number for your phone; or this computer is offline.",
  ),
  row({ reach: "reading" }, "Being read for the first time."),
  { badge: REFUSED_PRESS, meaning: "What you asked for with a key could not be done." },
];
