import * as v from "valibot";
import { count, timeOrNull } from "./parts.ts";

/** What came of signing in with the organisation, as stored. */
export const signInTriesSchema = v.object({
  signedInAt: timeOrNull,
  endsAt: timeOrNull,
  nextAt: timeOrNull,
  failure: v.nullable(v.picklist(["interaction", "denied", "failed", "unreachable", "not-saved"])),
  failuresInARow: count,
});
