import * as v from "valibot";
import { address } from "../fields.ts";
import { sanitize } from "../sanitize.ts";

/** The answers of CCM, in the shape that this program relies on (seed 001, "To update user's device"). */

/** An ID, as text. The seed's device IDs are numbers; it does not say what user IDs are. */
const Id = v.union([
  v.pipe(
    v.string(),
    v.minLength(1),
    // IDs are shown unchanged: an invisible character would make one look like another.
    v.regex(/^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u),
    // A property that every object has, such as `constructor`, cannot be a device's key in an assignment.
    v.check((id) => !(id in {})),
  ),
  v.pipe(v.number(), v.transform(String), v.regex(/^-?\d+$/)),
]);

/** A text that nothing depends on. If its type is wrong, it counts as missing. */
const label = v.fallback(v.nullish(v.string()), undefined);

const DeviceData = v.object({
  id: Id,
  name: label,
  contact_uri: address,
  type: v.string(),
  available: v.nullable(v.boolean()),
  // The verdict depends on it: a value of the wrong type may mean "not verified", and must not count as missing.
  verified: v.nullish(v.fallback(v.boolean(), false)),
  status: label,
});
export type DeviceData = v.InferOutput<typeof DeviceData>;

/** No document lists a user's fields. */
const UserData = v.object({
  id: Id,
  name: label,
  first_name: label,
  last_name: label,
  email: label,
  devices: v.nullish(v.array(DeviceData)),
});
export type UserData = v.InferOutput<typeof UserData>;

const record = <S extends v.GenericSchema>(data: S) => v.object({ status: v.literal("success"), data });

/** A single record. The seed's examples have it bare; its text calls it an element of "the response array". */
const single = <S extends v.GenericSchema>(data: S) =>
  v.object({
    response: v.pipe(
      v.unknown(),
      v.transform((response) => (Array.isArray(response) && response.length === 1 ? response[0] : response)),
      record(data),
    ),
  });

export const DeviceAnswer = single(DeviceData);
export const UserAnswer = single(UserData);

/** The total of a list that gives no usable one: it may go on for ever. */
export const NO_TOTAL = Number.POSITIVE_INFINITY;

export const ListAnswer = v.object({
  metadata: v.fallback(v.object({ total: v.pipe(v.number(), v.integer(), v.minValue(0)) }), {
    total: NO_TOTAL,
  }),
  response: v.nullable(v.array(record(UserData))),
});

/** A user's name, safe to show; `null` if the answer has none. */
export function nameOf(user: UserData): string | null {
  return sanitize([user.first_name, user.last_name].filter((part) => part).join(" ")) ?? sanitize(user.name);
}
