import * as v from "valibot";
import { message, textOrNull, timeOrNull } from "./parts.ts";

/** A valid stored failure, in whichever item. */
export const failureSchema = v.object({
  kind: v.picklist([
    "credentials-refused",
    "not-permitted",
    "not-found",
    "invalid-request",
    "conflict",
    "rate-limited",
    "server",
    "unreachable",
    "timed-out",
    "malformed",
    "intermediary",
    "access-withheld",
    "access-forbidden",
  ]),
  status: v.nullable(v.number()),
  code: textOrNull,
  cause: v.nullable(
    v.picklist([
      "user-id-case",
      "authentication-failed",
      "unverified",
      "another-device-on",
      "key-not-authorised",
      "kyc-incomplete",
      "trial-account",
      "not-pstn",
      "number-with-other-fields",
      "no-such-device",
      "device-exists",
    ]),
  ),
  detail: textOrNull,
  flaw: v.nullable(message),
  requestId: textOrNull,
  waitUntil: timeOrNull,
});
