import { RULES } from "../api-rules.ts";
import type { Assignment, Reading } from "../devices/device.ts";
import { type LastOn, remember } from "../devices/last-on.ts";
import type { Settings } from "../settings.ts";
import { intended, type Journal } from "./journal.ts";
import { applyAssignment, type Press, type Resolution, resolvePress } from "./press.ts";

/** What a press depends on besides the devices. */
export interface PressContext {
  readonly journal: Journal | null;
  readonly lastOn: LastOn;
  readonly settings: Settings;
}

/**
 * Turns a press into a target, from what is stored now.
 *
 * @param wanted the state that the devices are about to have; by default what the switch under way leads to
 */
export function resolveNow(
  press: Press,
  { devices, api }: Reading,
  { journal, lastOn, settings }: PressContext,
  wanted: Assignment | null = intended(journal),
): Resolution {
  const assumed = applyAssignment(devices, wanted);
  // The device that the switch under way turns on counts as last on, even before a read shows it on.
  const goal = journal?.compensatesFor === null ? journal.target : null;
  const seen = remember(remember(lastOn, applyAssignment(devices, goal)), assumed);
  return resolvePress(press, assumed, RULES[api].constraint, settings.includeBoth, seen);
}
