import * as v from "valibot";
import { message, origin, textOrNull, time } from "./parts.ts";

/** A valid stored notice. */
export const noticeSchema = v.object({
  problem: v.array(message),
  remedy: v.array(message),
  requestId: textOrNull,
  at: time,
  origin: v.exactOptional(origin),
});
