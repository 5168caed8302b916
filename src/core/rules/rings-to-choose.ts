import type { Reading } from "../devices/device.ts";
import type { Impossible, Ring } from "../switching/press.ts";
import { type PressContext, resolveNow } from "../switching/resolve-now.ts";

/** In the order offered: the phone is the default. */
const RINGS: readonly Ring[] = ["phone", "softphone", "both"];

/** What the account lacks. Any other obstacle may pass, and is told when it is chosen. */
const NOT_THERE: readonly Impossible[] = ["no-phone", "no-softphone", "both-not-allowed"];

/** Where the agent can let calls ring for a while. */
export function ringsToChoose(reading: Reading, context: PressContext): readonly Ring[] {
  return RINGS.filter((ring) => {
    const found = resolveNow({ ring }, reading, context);
    return found.ok || !NOT_THERE.includes(found.why);
  });
}
