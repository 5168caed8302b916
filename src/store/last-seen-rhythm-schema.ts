import * as v from "valibot";
import { CHANGES_ENOUGH, INTERVALS_KEPT } from "../core/devices/last-seen-rhythm.ts";
import { count, textOrNull } from "./parts.ts";

/** A valid stored rhythm of `last_seen`. */
export const lastSeenRhythmSchema = v.object({
  device: textOrNull,
  intervals: v.pipe(v.array(v.pipe(count, v.minValue(1))), v.maxLength(INTERVALS_KEPT)),
  changesUnseen: v.pipe(count, v.maxValue(CHANGES_ENOUGH)),
});
