import type { Assignment } from "../core/devices/device.ts";
import type { Verdict } from "../core/devices/verdict.ts";
import { type AfterForAWhile, afterForAWhile } from "../core/rules/after-for-a-while.ts";
import { lastingChoice } from "../core/rules/for-a-while.ts";
import { type PrimaryAction, primaryAction } from "../core/switching/primary-action.ts";
import type { Items } from "../store/items.ts";

/** What the popup's button does. `end-for-a-while`: nothing is wrong, and a choice for a while lasts. */
export type PopupAction = PrimaryAction | { readonly do: "end-for-a-while"; readonly after: AfterForAWhile };

/**
 * What the popup's button does. What mends something goes before the end of a choice for a while, which then stands beside its
 * time.
 *
 * @param asked the target of a press that is not stored yet; `null` if there is none
 * @param now this machine's clock, ms
 */
export function popupAction(
  verdict: Verdict,
  items: Items,
  asked: Assignment | null,
  now: number,
): PopupAction {
  const action = primaryAction(verdict, { ...items, now }, asked);
  const isFree = action.do === "switch" || (action.do === "check" && !action.isUrgent);
  const { reading } = items.status;
  if (!isFree || reading === null || lastingChoice(items.rules, now) === null) return action;
  return { do: "end-for-a-while", after: afterForAWhile(items.rules, reading, null) };
}
