import * as v from "valibot";
import type { Message } from "../core/message.ts";

/** What a stored failure must be, wherever it is kept. */
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
  code: v.nullable(v.string()),
  cause: v.nullable(v.string()),
  detail: v.nullable(v.string()),
  flaw: v.optional(v.nullable(v.custom<Message>((value) => typeof value === "object" && value !== null && "id" in value)), null),
  requestId: v.nullable(v.string()),
  waitUntil: v.nullable(v.pipe(v.number(), v.finite())),
});
