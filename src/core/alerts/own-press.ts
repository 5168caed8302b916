import type { Assignment, Reading } from "../devices/device.ts";
import type { RulesMemory } from "../rules/rules-memory.ts";
import { isSameState } from "../rules/same-state.ts";
import { isUnseen, type Journal } from "../switching/journal.ts";
import { assignmentOf } from "../switching/press.ts";

/** A press of the agent's own: in the popup, in the icon's menu, on a notification, with a key, or for a while. */
export interface OwnPress {
  /** When it was made, by this machine's clock (ms). */
  readonly at: number;
  readonly target: Assignment;
}

/**
 * How long the agent is not told of what their own press has led to, ms. A softphone that comes on may take some time to register.
 */
const OWN_FOR = 120_000;

/**
 * The agent's last press, while it explains what is read.
 *
 * @param before the one that was known
 * @param reading good and recent, or `null`
 */
export function ownPress(
  before: OwnPress | null,
  journal: Journal | null,
  rules: RulesMemory | null,
  reading: Reading | null,
  now: number,
): OwnPress | null {
  if (journal !== null) {
    const { origin, askedAt, target } = journal.waiting ?? journal;
    const isReturn = origin === "for-a-while" && rules?.plan?.isReturn === true;
    const isOwn =
      isUnseen(origin) || origin === "popup" || origin === "notification" || origin === "for-a-while";
    return isOwn && !isReturn ? { at: askedAt, target } : null;
  }
  if (before === null || before.at > now) return null;
  // Somebody else, or a rule, has changed the devices since.
  const isLeft = reading !== null && !isSameState(assignmentOf(reading.devices), before.target);
  return isLeft || excuseEndsAt(before) <= now ? null : before;
}

/** Until when a press explains that no call gets through, ms: as long as it holds, if the agent has turned everything off. */
export function excuseEndsAt({ at, target }: OwnPress): number {
  return Object.values(target).some((on) => on) ? at + OWN_FOR : Number.POSITIVE_INFINITY;
}
