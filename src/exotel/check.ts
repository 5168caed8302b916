import * as v from "valibot";
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
  const detail = path === null ? "it is no JSON object" : `${path} is missing or unusable`;
  throw new ExotelError("malformed", { detail });
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
      : { detail: "it is about another user" },
  );
}
