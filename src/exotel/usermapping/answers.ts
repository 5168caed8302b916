import * as v from "valibot";
import { address, optional, timestamp } from "../fields.ts";

/**
 * The answers of Integrations Core's older contract (Exotel's public pages "get user details" and "update device"), in the shape
 * that this program relies on. Every answer of a user also holds the softphone's password, `SipSecret`: like every field that is
 * not named here, it is dropped.
 */

/**
 * An ID, as text: the pages' is one. Without one, the user has no such device. A server that writes the year 1 for never would
 * write 0 for no number.
 */
const DeviceId = v.pipe(
  v.nullish(v.union([v.string(), v.number()]), null),
  v.transform((id) => (id === null || id === 0 ? null : String(id).trim() || null)),
);

const User = v.object({
  AppUserId: v.string(),
  AppUsername: optional(v.string()),
  AgentNumber: address,
  PhoneDeviceID: DeviceId,
  SipDeviceID: DeviceId,
  SipId: optional(v.string()),
  // One ID in the pages. A list of them would say that both devices are on.
  ActiveDeviceId: v.pipe(
    v.nullish(v.unknown(), ""),
    v.transform((ids) => [ids].flat().map(String).join().split(",")),
    v.array(v.pipe(v.string(), v.trim())),
  ),
  UpdatedAt: optional(timestamp),
});
export type User = v.InferOutput<typeof User>;

const Envelope = { Status: v.literal("Success") };

/** The users that were asked for: one, bare or in a list. */
export const UserAnswer = v.object({
  ...Envelope,
  Data: v.pipe(
    v.unknown(),
    v.transform((data) => [data].flat()),
    v.array(User),
  ),
});

/** What a write's answer says of the devices is not documented, so only its envelope counts. */
export const DeviceAnswer = v.object(Envelope);
