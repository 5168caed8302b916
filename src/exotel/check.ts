import * as v from "valibot";
import { message } from "../core/message.ts";
import { ExotelError } from "./exotel-error.ts";

/**
 * The answer in the shape that its schema gives it.
 *
 * @throws ExotelError `malformed`, naming the first field that is wrong, never its value
 */
export function check<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]);
  const flaw = path === null ? message("flawNotObject") : message("flawField", { field: path });
  throw new ExotelError("malformed", { flaw });
}

/**
 * Makes sure that an answer is about the user who was asked for. IDs are compared as they are written.
 *
 * @throws ExotelError `malformed`; with Exotel's spelling where only the case of letters differs
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
