import * as v from "valibot";
import type { Alert, AlertKind } from "../core/alerts/alert.ts";
import { assignment, count, message, textOrNull, time, timeOrNull } from "./parts.ts";

/** The same schema for each kind. */
function ofEachKind<S extends v.GenericSchema>(schema: S) {
  return v.object({
    reach: schema,
    well: schema,
    muted: schema,
    credentials: schema,
    token: schema,
    switch: schema,
    rule: schema,
  } satisfies Record<AlertKind, S>);
}

const press = v.union([
  v.object({ ring: v.picklist(["phone", "softphone", "both", "next"]) }),
  v.object({ device: v.string(), on: v.boolean(), noneOnPurpose: v.exactOptional(v.boolean()) }),
]);
const button = v.union([
  v.object({ do: v.literal("ring-phone"), press }),
  v.object({ do: v.picklist(["open-softphone", "unmute", "later"]) }),
]);
const alert = v.object({
  title: message,
  text: v.array(message),
  buttons: v.array(button),
  isSilent: v.boolean(),
  stays: v.boolean(),
}) satisfies v.GenericSchema<unknown, Alert>;
const episode = v.object({ since: time });

/** A valid stored memory of the notifications. */
export const alertsSchema = v.object({
  press: v.nullable(v.object({ at: time, target: assignment })),
  suspected: v.nullable(v.object({ reads: count, readAt: time })),
  episode: v.nullable(episode),
  over: v.nullable(episode),
  kinds: ofEachKind(
    v.object({
      shown: v.nullable(v.object({ key: v.string(), alert })),
      due: v.nullable(v.picklist(["show", "update", "withdraw"])),
      laterUntil: timeOrNull,
    }),
  ),
  nextAt: timeOrNull,
});

/** A valid stored memory of what the agent was told last. */
export const alertsToldSchema = ofEachKind(textOrNull);
