import { isLost, type SoftphoneState, type Verdict, type VerdictInput } from "../devices/verdict.ts";
import { isTabFault } from "../softphone-tab/tab-evidence.ts";
import { switchUnderWay } from "../switching/under-way.ts";

/**
 * Whether a call would reach the agent as intended.
 *
 * - `bad`: it would not, or the softphone is on and cannot ring while the phone rings.
 * - `well`: it would. `unsure`: Exotel never says if the softphone can ring, or nobody would hear it.
 * - `open`: nothing is known now, or will be known more surely soon.
 */
export type Reach = "bad" | "well" | "unsure" | "open";

/** What a verdict means for a call, for the alerts. */
export function reachOf(verdict: Verdict, { journal, now }: VerdictInput): Reach {
  // What a switch passes through tells nothing of where it leads.
  if (switchUnderWay(journal, now) !== null) return "open";
  switch (verdict.reach) {
    case "nobody":
      return "bad";
    case "phone":
      return isLost(verdict.softphone) ? "bad" : "well";
    case "both":
    case "softphone":
      return verdict.muted ? "unsure" : bySoftphone(verdict.softphone);
    default:
      return "open";
  }
}

function bySoftphone(state: SoftphoneState): Reach {
  if (state === "registered") return "well";
  return state === "not-reported" ? "unsure" : "open";
}

/** Whether a bad verdict needs no second reading: the softphone's own tab says so, or a switch of ours has left no device on. */
export function isCertain(verdict: Verdict, { journal }: VerdictInput): boolean {
  if (journal?.noDeviceOn) return true;
  // A page that is loading is about to be well.
  return "softphone" in verdict && verdict.softphone !== "page-opening" && isTabFault(verdict.softphone);
}
