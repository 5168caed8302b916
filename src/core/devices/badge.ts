import { isLost, type SoftphoneState, type Verdict } from "./verdict.ts";

export type BadgeColour = "green" | "grey" | "amber" | "red" | "blue";

export interface Badge {
  /** At most three wide characters: the toolbar clips a longer text at both ends. */
  readonly text: string;
  readonly colour: BadgeColour;
}

/** The toolbar badge for a verdict: the README's badge table, row by row. */
export function badge(verdict: Verdict): Badge {
  switch (verdict.reach) {
    case "not-set-up":
      return { text: "", colour: "grey" };
    case "reading":
      return { text: "…", colour: "grey" };
    case "refused":
      return { text: "KEY", colour: "amber" };
    case "unknown":
      return { text: "?", colour: "grey" };
    case "nobody":
      return { text: "!!", colour: "red" };
    case "phone":
      return isLost(verdict.softphone) ? { text: "!", colour: "amber" } : { text: "TEL", colour: "grey" };
    case "softphone":
    case "both":
      return softphoneBadge(verdict.softphone);
  }
}

function softphoneBadge(state: SoftphoneState): Badge {
  return state === "registered" ? { text: "SIP", colour: "green" } : { text: "S?", colour: "blue" };
}

/** Shown for a few seconds when a key press could not be done. */
export const REFUSED_PRESS: Badge = { text: "NO", colour: "amber" };
