import * as v from "valibot";
import { failureSchema } from "./failure-schema.ts";
import { api, count, flagOrNull, recordOf, TWO_DAYS, textOrNull, time, timeOrNull } from "./parts.ts";
import { waitsSchema } from "./waits-schema.ts";

const device = v.object({
  id: v.string(),
  kind: v.picklist(["pstn", "sip", "other"]),
  type: v.exactOptional(v.string()),
  name: textOrNull,
  address: textOrNull,
  on: flagOrNull,
  registration: v.picklist(["registered", "not-registered", "not-reported", "not-read-since"]),
  lastSeenAt: timeOrNull,
  verified: flagOrNull,
  busy: flagOrNull,
});
const reading = v.object({
  userId: v.string(),
  userName: textOrNull,
  api,
  devices: v.array(device),
  takenAt: time,
  undated: v.exactOptional(v.boolean()),
  serverTime: timeOrNull,
  updatedAt: timeOrNull,
});
const refusal = v.object({
  times: v.pipe(v.number(), v.integer(), v.minValue(1)),
  at: time,
  awaySince: timeOrNull,
});
const span = (longest: number) => v.pipe(v.number(), v.minValue(1_000), v.maxValue(longest));

/** A valid stored status. */
export const statusSchema = v.object({
  credentials: v.picklist(["present", "missing", "refused"]),
  reading: v.nullable(reading),
  failure: v.nullable(failureSchema),
  failuresInARow: count,
  refusal: v.nullable(refusal),
  offline: v.boolean(),
  inDoubt: v.boolean(),
  refuted: v.boolean(),
  period: span(TWO_DAYS),
  countsFor: span(3 * TWO_DAYS),
  nextReadAt: timeOrNull,
  elsewhere: recordOf(waitsSchema),
  changedAt: timeOrNull,
});
