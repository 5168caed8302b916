import * as v from "valibot";
import { ExotelError } from "./exotel-error.ts";

/** A field that nothing depends on: one of an odd type, or of no sense, counts as left out, so that the rest is not lost. */
export const optional = <S extends v.GenericSchema>(schema: S) => v.fallback(v.nullish(schema), null);

/** A phone number or an address as text. One that is written as a number is told by its digits. */
export const address = optional(
  v.union([v.string(), v.pipe(v.number(), v.transform(String), v.regex(/^[1-9]\d*$/))]),
);

/** An HTTP status that an answer tells in its JSON, as a number or as its text. */
export const toldStatus = optional(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{3}$/), v.transform(Number))]),
);

/** The status if it is a refusal's or a fault's, from 400 on; otherwise `null`. */
export function failureIn(status: number | null | undefined): number | null {
  return status !== null && status !== undefined && status >= 400 ? status : null;
}

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
  const path = v.getDotPath(result.issues[0]);
  const detail = path === null ? "it is no JSON object" : `${path} is missing or unusable`;
  throw new ExotelError("malformed", { detail });
}

/**
 * Sees to it that an answer is about the user who was asked for. IDs are compared as they are written.
 *
 * @throws ExotelError `malformed`; with Exotel's own spelling where that differs by the case of letters only
 */
export function checkUser(found: string, asked: string): void {
  if (found === asked) return;
  throw new ExotelError(
    "malformed",
    found.toLowerCase() === asked.toLowerCase()
      ? { cause: "user-id-case", detail: found }
      : { detail: "it is about another user" },
  );
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
