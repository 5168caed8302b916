import * as v from "valibot";
import { DECISION_KINDS, DECISIONS_KEPT } from "../core/decisions.ts";
import { count, textOrNull, time } from "./parts.ts";

/** Valid stored decisions. */
export const decisionsSchema = v.pipe(
  v.array(
    v.object({
      at: time,
      what: v.picklist(DECISION_KINDS),
      is: v.string(),
      why: textOrNull,
      requestId: textOrNull,
      times: count,
    }),
  ),
  v.maxLength(DECISIONS_KEPT),
);
