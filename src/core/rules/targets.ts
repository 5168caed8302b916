import { RULES } from "../api-rules.ts";
import type { Assignment, Reading } from "../devices/device.ts";
import type { LastOn } from "../devices/last-on.ts";
import type { Settings } from "../settings.ts";
import { assignmentOf, type Ring, resolvePress } from "../switching/press.ts";
import type { RuleName } from "./precedence.ts";
import type { RulesMemory } from "./rules-memory.ts";

/** What a rule in force wants each device to be; `null` if it wants nothing possible. */
export function targetOf(
  rule: RuleName,
  { forAWhile }: RulesMemory,
  reading: Reading,
  settings: Settings,
  lastOn: LastOn,
): Assignment | null {
  switch (rule) {
    case "for-a-while":
      return forAWhile && restored(forAWhile.target, reading);
    case "lock":
      return ring("phone", reading, lastOn);
    case "hours":
      return settings.outsideHours === "as-before" ? null : ring(settings.outsideHours, reading, lastOn);
    case "safety-net":
      // The phone as well where both may be on, or else instead.
      return ring(RULES[reading.api].constraint === "at-least-one-on" ? "both" : "phone", reading, lastOn);
  }
}

function ring(where: Ring, { devices, api }: Reading, lastOn: LastOn): Assignment | null {
  const found = resolvePress({ ring: where }, devices, RULES[api].constraint, true, lastOn);
  return found.ok ? found.target : null;
}

/** An earlier state as a target for the present devices; `null` if it is no longer possible. */
export function restored(before: Assignment, { devices, api }: Reading): Assignment | null {
  const target = Object.fromEntries(
    Object.keys(assignmentOf(devices)).map((id) => [id, before[id] === true]),
  );
  const on = devices.filter(({ id }) => target[id]);
  if (on.length === 0 || on.some(({ verified }) => verified === false)) return null;
  if (RULES[api].constraint === "at-least-one-on") return target;
  const isOtherOn = devices.some((device) => device.kind === "other" && device.on === true);
  return on.length > 1 || isOtherOn ? null : target;
}

/**
 * Whether a call would reach the agent on one of the target's devices, as far as is known.
 *
 * @param isTrusted whether nothing speaks against the softphone
 */
export function reaches(target: Assignment, { devices }: Reading, isTrusted: boolean): boolean {
  return devices.some(({ id, kind, address, verified }) => {
    if (target[id] !== true || verified === false) return false;
    return kind === "pstn" ? address !== null : isTrusted;
  });
}
