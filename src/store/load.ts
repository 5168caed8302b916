import * as v from "valibot";
import { elsewhereBy, waitsBy } from "../core/polling/server-waits.ts";
import { AREAS, asItems, ITEMS, type ItemKey, type Items, isPresent, keysOf, type Stored } from "./items.ts";
import { migrate } from "./migrations.ts";
import { TWO_DAYS } from "./parts.ts";
import { SCHEMAS } from "./schemas.ts";

/**
 * What is stored, as items: brought into the present shape, and checked. A damaged item, or one in the shape of an unknown
 * version, gives way to its default. Nothing is ever concluded from half of it.
 *
 * @param now this machine's clock, ms
 * @returns `changed` is what must be written back, since it is not stored like that
 */
export function load(stored: Stored, now: number): { items: Items; changed: Partial<Items> } {
  const checked = AREAS.flatMap((area) => {
    const migrated = migrate(stored[area]);
    return keysOf(area).map((key) => [key, check(key, migrated[key])]);
  });
  const items = consistent(asItems(Object.fromEntries(checked)), now);
  const changed = AREAS.flatMap((area) => {
    const isOld = !isPresent(area, stored[area]);
    const isChanged = (key: ItemKey): boolean => isOld || !isSame(items[key], stored[area][key]);
    return keysOf(area).filter((key) => stored[area][key] !== undefined && isChanged(key));
  });
  return { items, changed: Object.fromEntries(changed.map((key) => [key, items[key]])) };
}

/** A stored value as its item; `undefined` where it is none. */
function check(key: ItemKey, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  const result = v.safeParse(SCHEMAS[key] as v.GenericSchema, value);
  return result.success ? result.output : undefined;
}

/** The items as far as they agree with each other and with the clock. */
function consistent(items: Items, now: number): Items {
  const { account, journal, status, waits } = items;
  const tooFar = (at: number | null, from = now): boolean => at !== null && at > from + TWO_DAYS;
  // A clock that was set back by days makes no wait longer than it was when it was told.
  const toldAt = Math.max(waits.since ?? now, now);
  const isEndless = tooFar(waits.readUntil, toldAt) || tooFar(waits.writeUntil, toldAt);
  const { reading } = status;
  const isOthers = reading !== null && (reading.userId !== account?.userId || reading.api !== account.api);
  const isSound = !isOthers && !tooFar(status.nextReadAt);
  return {
    ...items,
    waits: isEndless ? ITEMS.waits.default : waitsBy(waits, now),
    status: isSound ? { ...status, elsewhere: elsewhereBy(status.elsewhere, now) } : ITEMS.status.default,
    journal: journal === null || journal.api === account?.api ? journal : null,
  };
}

/** Whether two values are the same JSON; the browser gives the fields in an order of its own. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const others = new Map(Object.entries(b));
  const fields = Object.entries(a);
  return fields.length === others.size && fields.every(([key, value]) => isSame(value, others.get(key)));
}
