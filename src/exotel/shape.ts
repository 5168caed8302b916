import * as v from "valibot";
import { ExotelError } from "./exotel-error.ts";

/** An ISO 8601 date and time with its zone, as ms since the epoch. */
export const timestamp = v.pipe(
  v.string(),
  v.isoTimestamp("a date and time"),
  v.check(isOnCalendar, "a date and time"),
  v.transform((text) => Date.parse(text)),
  v.number(),
  v.finite("a date and time"),
);

/** The 31st of February has the form of a date, and would be read as the 2nd of March. */
function isOnCalendar(text: string): boolean {
  const date = text.slice(0, 10);
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/**
 * The answer as its schema says.
 *
 * @throws ExotelError `malformed`, with the first field that is wrong, never with its value
 */
export function check<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? "the answer";
  throw new ExotelError("malformed", { detail: `${path} is missing or not as documented` });
}

/**
 * A part of a path, percent-encoded.
 *
 * @throws ExotelError `invalid-request` for what would change the path's shape
 */
export function pathPart(text: string): string {
  const noId = text === "" || text === "." || text === "..";
  // `encodeURIComponent` throws for half a surrogate pair, which is no text.
  if (noId || /\p{Cs}/u.test(text)) {
    throw new ExotelError("invalid-request", { detail: "an ID is empty or no ID" });
  }
  return encodeURIComponent(text);
}

/** Whether this is a JSON object that has one of these fields, whatever is in it. */
export function hasAnyOf(fields: readonly string[], json: unknown): boolean {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return false;
  return fields.some((field) => Object.hasOwn(json, field));
}
