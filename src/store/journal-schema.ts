import * as v from "valibot";
import { failureSchema } from "./failure-schema.ts";
import { api, assignment, count, origin, time } from "./parts.ts";

const intent = { origin, target: assignment, askedAt: time };

const phase = v.union([
  v.object({ name: v.literal("ready"), sure: v.boolean() }),
  v.object({ name: v.literal("recovering") }),
  v.object({ name: v.picklist(["writing", "compensating"]), change: assignment }),
  v.object({ name: v.literal("checking"), change: assignment, failure: failureSchema }),
  v.object({
    name: v.literal("confirming"),
    as: v.picklist(["reached", "compensated", "changed-elsewhere"]),
  }),
  v.object({ name: v.literal("waiting-to-retry"), retryAt: time }),
]);

/** A valid stored journal. A switch does not resume from an invalid one. */
export const journalSchema = v.object({
  ...intent,
  api,
  phase,
  before: assignment,
  noDeviceOn: v.boolean(),
  compensatesFor: v.nullable(v.union([failureSchema, v.literal("interrupted")])),
  answered: v.boolean(),
  turnedOff: v.array(v.string()),
  attempt: v.object({ writes: count, repeated: v.boolean() }),
  failures: count,
  refusals: count,
  waiting: v.nullable(v.object(intent)),
});
