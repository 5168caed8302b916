import * as v from "valibot";
import { type Api, RULES } from "../core/api-rules.ts";
import type { Message } from "../core/message.ts";
import { PRECEDENCE } from "../core/rules/precedence.ts";

/** The parts that several items' schemas share. */

/** No valid wait, period or plan reaches further than this, ms. */
export const TWO_DAYS = 2 * 86_400_000;

/** The first and the last moment with a date, ms before and after 1970 (ECMAScript, "Time Values"). */
const LAST_DATE = 8.64e15;

/** A moment by this machine's clock or the server's, ms since the epoch. */
export const time = v.pipe(v.number(), v.minValue(-LAST_DATE), v.maxValue(LAST_DATE));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const orNull = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
export const textOrNull = orNull(v.string());
export const timeOrNull = orNull(time);
export const flagOrNull = orNull(v.boolean());
/** An API that this version knows. */
export const api = v.picklist(Object.keys(RULES) as Api[]);

/** Whether a value has the form of a message. Only the catalogue knows which messages there are. */
function isMessage(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { id, params } = value as { id?: unknown; params?: unknown };
  return typeof id === "string" && typeof params === "object" && params !== null;
}

export const message = v.custom<Message>(isMessage);

/** An object of which every value is valid, whatever the names. */
export function recordOf<T>(schema: v.GenericSchema<unknown, T>) {
  return v.custom<Record<string, T>>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((one) => v.is(schema, one)),
  );
}

/** Where a switch was asked for, or the rule that makes it. */
export const origin = v.picklist(["key", "menu", "popup", "notification", ...PRECEDENCE]);

/** Which devices are on, by their IDs. */
export const assignment = recordOf(v.boolean());
