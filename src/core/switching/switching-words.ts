import type { Device } from "../devices/device.ts";
import type { VerdictWords } from "../devices/verdict-sentences.ts";
import { message } from "../message.ts";
import type { Journal } from "./journal.ts";
import { applyAssignment, ringOf } from "./press.ts";
import { switchUnderWay } from "./under-way.ts";

/**
 * What replaces the verdict while a switch that goes well has no device on: the verdict would alarm for that moment. `null` if
 * the verdict stands.
 *
 * @param now this machine's clock, ms
 */
export function switchingWords(
  journal: Journal | null,
  devices: readonly Device[],
  now: number,
): VerdictWords | null {
  const target = switchUnderWay(journal, now);
  if (target === null || !journal?.noDeviceOn) return null;
  const isToSoftphone = ringOf(applyAssignment(devices, target)) === "softphone";
  const title = message(isToSoftphone ? "verdictToSoftphone" : "verdictToPhone");
  return { title, why: [message("whyNoneForAMoment")] };
}
