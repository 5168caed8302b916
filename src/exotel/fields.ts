import * as v from "valibot";

/** A field that nothing depends on. With a wrong type or value, it counts as missing, and the rest of the answer still counts. */
export const optional = <S extends v.GenericSchema>(schema: S) => v.fallback(v.nullish(schema), null);

/** A phone number or a SIP address, as text. A phone number may also be a JSON number. */
export const address = optional(
  v.union([v.string(), v.pipe(v.number(), v.transform(String), v.regex(/^[1-9]\d*$/))]),
);

/** An HTTP status inside an answer's JSON, as a number or as text. */
export const httpStatus = optional(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{3}$/), v.transform(Number))]),
);

/** The status if it is an error's (from 400 on); otherwise `null`. */
export function errorStatus(status: number | null | undefined): number | null {
  return status !== null && status !== undefined && status >= 400 ? status : null;
}

/** An ISO 8601 date and time with its time zone, as ms since the epoch. */
export const timestamp = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check(isOnCalendar),
  v.transform((text) => Date.parse(text)),
  v.number(),
  v.finite(),
);

/** `Date.parse` would read the 31st of February as the 2nd of March. */
function isOnCalendar(text: string): boolean {
  const date = text.slice(0, 10);
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/** Whether this is a JSON object with at least one of these fields, whatever their values. */
export function hasAnyOf(fields: readonly string[], json: unknown): boolean {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return false;
  return fields.some((field) => Object.hasOwn(json, field));
}
