import * as v from "valibot";
import { message, textOrNull, time } from "./parts.ts";

/** What a stored notice must be. */
export const noticeSchema = v.object({
  problem: v.array(message),
  remedy: v.array(message),
  requestId: textOrNull,
  at: time,
});
