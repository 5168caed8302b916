import { isLost, type Verdict, type VerdictInput } from "../devices/verdict.ts";
import { softphoneToOpen } from "../softphone-tab/softphone-to-open.ts";
import { primaryAction } from "../switching/primary-action.ts";
import type { PressContext } from "../switching/resolve-now.ts";
import { switchUnderWay } from "../switching/under-way.ts";
import type { AlertButton } from "./alert.ts";

const LATER: AlertButton = { do: "later" };

/** Where no button can help. */
export const ONLY_LATER: readonly AlertButton[] = [LATER];
/** For one of a muted tab. */
export const TO_UNMUTE: readonly AlertButton[] = [{ do: "unmute" }, LATER];

/** What helps if a call would not reach the agent as intended, then `Later`: at most two buttons. */
export function buttonsThatHelp(
  verdict: Verdict,
  input: VerdictInput & PressContext,
): readonly AlertButton[] {
  // A button must not become another one under the agent's hand: a press may wait for the switch under way.
  const isUnderWay = switchUnderWay(input.journal, input.now) !== null;
  const action = primaryAction(verdict, isUnderWay ? { ...input, journal: null } : input, null);
  const ring: readonly AlertButton[] =
    action.do === "rescue" ? [{ do: "ring-phone", press: action.press }] : [];
  const isSoftphoneLost = "softphone" in verdict && isLost(verdict.softphone);
  const opens =
    isSoftphoneLost && softphoneToOpen(input.softphoneTabs, input.settings.softphonePage) !== null;
  const open: readonly AlertButton[] = opens ? [{ do: "open-softphone" }] : [];
  return [...ring, ...open, LATER].slice(0, 2);
}
