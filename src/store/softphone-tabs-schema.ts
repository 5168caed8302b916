import * as v from "valibot";
import type { ProbeAnswer } from "../core/softphone-tab/softphone-tab.ts";
import { flagOrNull, timeOrNull } from "./parts.ts";

const probe = v.object({
  isVisible: v.boolean(),
  microphone: v.nullable(v.picklist(["granted", "denied", "prompt"])),
  hasInput: flagOrNull,
  hasOutput: flagOrNull,
});

/** What a page has answered; `null` if that is no answer. Whatever else it says is left out. */
export function asProbeAnswer(value: unknown): ProbeAnswer | null {
  const read = v.safeParse(probe, value);
  return read.success ? read.output : null;
}

/** A valid stored list of the watched tabs. */
export const softphoneTabsSchema = v.array(
  v.object({
    id: v.number(),
    state: v.picklist(["opening", "open", "asleep", "frozen", "crashed", "closed", "left", "unseen"]),
    showsAddress: v.boolean(),
    isSiteAllowed: v.boolean(),
    isMuted: v.boolean(),
    isAway: v.exactOptional(v.literal(true)),
    returnedAt: timeOrNull,
    probe: v.nullable(v.union([v.literal("unanswered"), probe])),
  }),
);
