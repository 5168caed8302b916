import * as v from "valibot";
import type { Account } from "../core/account.ts";
import type { Rule } from "../core/devices/device.ts";
import type { Message } from "../core/message.ts";
import { failureSchema } from "./failure-schema.ts";
import { ITEMS, type ItemKey, type Items } from "./items.ts";
import { journalSchema } from "./journal-schema.ts";

/**
 * What is stored, checked when the worker starts: a damaged item, or one in the shape of an unknown
 * version, gives way to its fallback. Nothing is ever concluded from half of it.
 */

/** No wait, period or plan that is meant reaches further than this, ms. */
const TWO_DAYS = 2 * 86_400_000;

const text = v.string();
const time = v.pipe(v.number(), v.finite());
const orNull = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const rule = v.picklist(["at-least-one-on", "at-most-one-on"] satisfies Rule[]);
const sentences = v.array(
  v.custom<Message>(
    (value) => typeof value === "object" && value !== null && "id" in value && "params" in value,
    "a message",
  ),
);
const trouble = v.object({ problem: sentences, remedy: sentences, requestId: orNull(text) });

const account = v.variant("api", [
  v.object({ api: v.literal("integrations-core"), customerId: text, appId: text, userId: text }),
  v.object({
    api: v.literal("ccm"),
    region: v.picklist(["mumbai", "singapore"]),
    accountSid: text,
    userId: text,
  }),
]);
const device = v.object({
  id: text,
  kind: v.picklist(["pstn", "sip", "other"]),
  name: orNull(text),
  address: orNull(text),
  on: orNull(v.boolean()),
  registration: v.picklist(["registered", "not-registered", "not-reported", "not-read-since"]),
  lastSeenAt: orNull(time),
  verified: orNull(v.boolean()),
  busy: orNull(v.boolean()),
});
const reading = v.object({
  userId: text,
  userName: orNull(text),
  rule,
  devices: v.array(device),
  takenAt: time,
  undated: v.optional(v.boolean()),
  serverTime: orNull(time),
  updatedAt: orNull(time),
});
const waits = v.object({ readUntil: orNull(time), writeUntil: orNull(time), since: v.optional(time) });
const status = v.object({
  credentials: v.picklist(["present", "missing", "refused"]),
  reading: orNull(reading),
  failure: orNull(failureSchema),
  failuresInARow: v.pipe(v.number(), v.integer(), v.minValue(0)),
  refusal: v.optional(
    orNull(
      v.object({ times: v.pipe(v.number(), v.integer(), v.minValue(1)), at: time, awaySince: orNull(time) }),
    ),
  ),
  offline: v.boolean(),
  inDoubt: v.boolean(),
  refuted: v.optional(v.boolean()),
  period: v.pipe(v.number(), v.minValue(1_000), v.maxValue(TWO_DAYS)),
  countsFor: v.optional(v.pipe(v.number(), v.minValue(1_000), v.maxValue(3 * TWO_DAYS))),
  nextReadAt: orNull(time),
  elsewhere: v.optional(v.record(text, waits)),
  changedAt: v.optional(time),
});

const wasOn = orNull(v.object({ id: text, name: orNull(text) }));

const SCHEMAS: { readonly [K in ItemKey]?: v.GenericSchema } = {
  account: orNull(account),
  keepSignedIn: v.boolean(),
  journal: orNull(journalSchema),
  lastOn: v.object({ pstn: wasOn, sip: wasOn }),
  waits,
  status,
  notice: orNull(v.object({ ...trouble.entries, at: time })),
};

/**
 * The items as far as they are sound, and those of them that had to be replaced.
 *
 * @param now this machine's clock, ms
 */
export function soundItems(stored: Items, now: number): { items: Items; mended: Partial<Items> } {
  const mended: Partial<Items> = {};
  const replace = (key: ItemKey): void => void Object.assign(mended, { [key]: ITEMS[key].fallback });
  for (const key of Object.keys(SCHEMAS) as ItemKey[]) {
    const schema = SCHEMAS[key];
    if (schema !== undefined && !v.is(schema, stored[key])) replace(key);
  }
  let items: Items = { ...stored, ...mended };
  const tooFar = (at: number | null, from = now): boolean => at !== null && at > from + TWO_DAYS;
  // A clock that was set back by days makes no wait longer than it was when it was told.
  const { readUntil, writeUntil, since = now } = items.waits;
  const toldAt = Math.max(since, now);
  if (tooFar(readUntil, toldAt) || tooFar(writeUntil, toldAt)) replace("waits");
  const isOthers =
    items.status.reading !== null &&
    (items.status.reading.userId !== items.account?.userId ||
      items.status.reading.rule !== ruleOf(items.account));
  if (isOthers || tooFar(items.status.nextReadAt)) replace("status");
  if (items.journal !== null && items.journal.rule !== ruleOf(items.account)) replace("journal");
  items = { ...items, ...mended };
  return { items, mended };
}

/** The rule that an account's API keeps. */
function ruleOf(account: Account | null): Rule | null {
  if (account === null) return null;
  return account.api === "ccm" ? "at-most-one-on" : "at-least-one-on";
}

/** Whether credentials from storage are what they were when they were saved. */
export function areSound(credentials: unknown): boolean {
  return v.is(
    v.variant("api", [
      v.object({ api: v.literal("integrations-core"), appToken: text }),
      v.object({ api: v.literal("ccm"), apiKey: text, apiToken: text }),
    ]),
    credentials,
  );
}
