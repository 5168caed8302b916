import type { Status } from "../devices/status.ts";
import { RETRY_CAP } from "../polling/schedule.ts";
import { type ServerWaits, waitForAny } from "../polling/server-waits.ts";
import { type Journal, retryAt } from "./journal.ts";
import { noneIsOn } from "./plan.ts";

/** Whether a switch that nobody carries out is to be taken up now (ms). */
export function isDue(
  journal: Journal,
  { credentials, failure, reading }: Status,
  waits: ServerWaits,
  now: number,
): boolean {
  if (credentials !== "present" || waitForAny(waits) > now) return false;
  const at = retryAt(journal) ?? 0;
  // Further ahead than it is ever put off, it was set before the clock was set back.
  const latest = now + RETRY_CAP;
  // Another read than its own has found a device on: whoever turned it on, there is nothing to wait for.
  const isOver = journal.noDeviceOn && failure === null && !noneIsOn(reading?.devices ?? []);
  return at <= now || at > latest || isOver;
}
