import * as v from "valibot";
import { message } from "../core/message.ts";
import { ExotelError } from "./exotel-error.ts";

/**
 * Checks an answer against its schema.
 *
 * @throws ExotelError `malformed`; it names the first wrong field, never its value
 */
export function check<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]);
  const flaw = path === null ? message("flawNotObject") : message("flawField", { field: path });
  throw new ExotelError("malformed", { flaw });
}

/**
 * Checks that an answer is about the requested user. The letter case of an ID counts.
 *
 * @throws ExotelError `malformed`; with Exotel's spelling if only the letter case differs
 */
export function checkUser(answered: string, requested: string): void {
  if (answered === requested) return;
  throw new ExotelError(
    "malformed",
    answered.toLowerCase() === requested.toLowerCase()
      ? { cause: "user-id-case", detail: answered }
      : { flaw: message("flawOtherUser") },
  );
}
