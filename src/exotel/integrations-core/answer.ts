import * as v from "valibot";
import { address, optional, timestamp } from "../fields.ts";

/** The answer of Integrations Core, in the shape that this program relies on. `null` means the same as a missing field. */

const Phone = v.object({ enabled: v.boolean(), number: address });
const Sip = v.object({
  enabled: v.boolean(),
  username: address,
  registered: optional(v.boolean()),
  last_seen: optional(timestamp),
});
export type Sip = v.InferOutput<typeof Sip>;

export const DevicesAnswer = v.object({
  success: v.literal(true),
  data: v.object({
    user_id: v.string(),
    devices: v.object({ phone: v.nullish(Phone), sip: v.nullish(Sip) }),
    updated_at: optional(timestamp),
  }),
});
export type DevicesData = v.InferOutput<typeof DevicesAnswer>["data"];
