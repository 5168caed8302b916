import * as v from "valibot";
import { count, time } from "./parts.ts";

/** A valid stored summary of the agent's day. */
export const todaySchema = v.object({
  at: time,
  from: time,
  gaps: count,
  gapsLasted: count,
  unknownLasted: count,
  is: v.picklist(["reached", "gap", "not-known"]),
  since: time,
});
