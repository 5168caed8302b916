import type { Status } from "../devices/status.ts";
import { RETRY_CAP } from "../polling/schedule.ts";
import { type ServerWaits, waitForAny } from "../polling/server-waits.ts";
import { type Journal, retryAt } from "./journal.ts";
import { noneIsOn } from "./plan.ts";

/** Whether to resume a switch that nothing is carrying out. `now` is this machine's clock, ms. */
export function isDue(
  journal: Journal,
  { credentials, failure, reading }: Status,
  waits: ServerWaits,
  now: number,
): boolean {
  if (credentials !== "present" || waitForAny(waits) > now) return false;
  const at = retryAt(journal) ?? 0;
  // A moment beyond the longest delay dates from before the clock was set back.
  const latest = now + RETRY_CAP;
  // A read outside the switch has found a device on: whoever turned it on, there is nothing to wait for.
  const isAnyOn = journal.noDeviceOn && failure === null && !noneIsOn(reading?.devices ?? []);
  return at <= now || at > latest || isAnyOn;
}
