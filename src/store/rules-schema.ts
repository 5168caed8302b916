import * as v from "valibot";
import { PRECEDENCE } from "../core/rules/precedence.ts";
import { assignment, count, time, timeOrNull } from "./parts.ts";

const rule = v.picklist(PRECEDENCE);
const record = v.object({
  since: timeOrNull,
  overruledAt: timeOrNull,
  reversals: v.array(time),
  pausedUntil: timeOrNull,
});
const made = { by: rule, isReturn: v.boolean(), target: assignment, at: time };

/** A valid stored memory of the rules. */
export const rulesSchema = v.object({
  forAWhile: v.nullable(v.object({ target: assignment, since: time, until: time })),
  lockedSince: timeOrNull,
  softphone: v.object({
    lostReads: count,
    countedAt: timeOrNull,
    readAt: timeOrNull,
    since: timeOrNull,
    lastSince: timeOrNull,
    wellSince: timeOrNull,
    wellAt: timeOrNull,
  }),
  records: v.object({ "for-a-while": record, lock: record, hours: record, "safety-net": record }),
  before: v.nullable(v.object({ devices: assignment, heldBy: rule })),
  seen: v.nullable(assignment),
  plan: v.nullable(v.object({ ...made, isBegun: v.boolean(), tries: count })),
  made: v.nullable(v.object(made)),
  nextAt: timeOrNull,
});
