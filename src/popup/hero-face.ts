import { isLost, type Verdict } from "../core/devices/verdict.ts";
import type { IconName } from "../ui/icon.tsx";

/** How the verdict looks. Weight and shape tell good from bad, for eyes to which the colours are alike. */
export interface HeroFace {
  /**
   * `ok`: calls ring. `catch`: they do, but something is wrong. `blue`: something to know. `none`: they do not, a solid panel.
   * `plain`: nothing to remark. `unknown`: a broken edge.
   */
  readonly kind: "ok" | "catch" | "blue" | "none" | "plain" | "unknown";
  readonly mark: IconName;
}

const SWITCHING: HeroFace = { kind: "plain", mark: "again" };

/** @param isSwitching whether a switch is under way and goes well so far */
export function heroFace(verdict: Verdict, isSwitching: boolean): HeroFace {
  if (isSwitching) return SWITCHING;
  switch (verdict.reach) {
    case "not-set-up":
      return { kind: "plain", mark: "softphone" };
    case "reading":
      return { kind: "plain", mark: "again" };
    case "refused":
      return { kind: "catch", mark: "key" };
    case "unknown":
      return { kind: "unknown", mark: "question" };
    case "nobody":
      return { kind: "none", mark: "cross" };
  }
  if (isLost(verdict.softphone) || verdict.muted) return { kind: "catch", mark: "bang" };
  if (verdict.busy) return { kind: "blue", mark: verdict.reach === "phone" ? "phone" : "softphone" };
  if (verdict.reach === "phone") return { kind: "plain", mark: "phone" };
  return verdict.softphone === "registered"
    ? { kind: "ok", mark: "tick" }
    : { kind: "blue", mark: "softphone" };
}
