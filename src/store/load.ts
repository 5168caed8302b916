import * as v from "valibot";
import { elsewhereBy, waitsBy } from "../core/polling/server-waits.ts";
import { isSameJson } from "../core/same-json.ts";
import { AREAS, asItems, ITEMS, type ItemKey, type Items, isPresent, keysOf, type Stored } from "./items.ts";
import { migrate } from "./migrations.ts";
import { TWO_DAYS } from "./parts.ts";
import { SCHEMAS } from "./schemas.ts";

/**
 * Migrates what is stored to the present shape, and checks it. The default replaces a damaged item, or one of an unknown
 * version: no part of it is used.
 *
 * @param now this machine's clock, ms
 * @returns all items, and in `changed` those that differ from what is stored and must be written back
 */
export function load(stored: Stored, now: number): { items: Items; changed: Partial<Items> } {
  const checked = AREAS.flatMap((area) => {
    const migrated = migrate(stored[area]);
    return keysOf(area).map((key) => [key, check(key, migrated[key])]);
  });
  const items = consistent(asItems(Object.fromEntries(checked)), now);
  const changed = AREAS.flatMap((area) => {
    const isOld = !isPresent(area, stored[area]);
    const isChanged = (key: ItemKey): boolean => isOld || !isSameJson(items[key], stored[area][key]);
    return keysOf(area).filter((key) => stored[area][key] !== undefined && isChanged(key));
  });
  return { items, changed: Object.fromEntries(changed.map((key) => [key, items[key]])) };
}

/** A stored value as its item; `undefined` if it is not valid. */
function check(key: ItemKey, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  const result = v.safeParse(SCHEMAS[key] as v.GenericSchema, value);
  return result.success ? result.output : undefined;
}

/** Resets the items that disagree with each other or with the clock. */
function consistent(items: Items, now: number): Items {
  const { account, journal, status, waits } = items;
  const isTooFar = (at: number | null, from = now): boolean => at !== null && at > from + TWO_DAYS;
  // A wait counts from when it was set: if the clock is set back by days, the wait is no longer than before.
  const setAt = Math.max(waits.since ?? now, now);
  const isEndless = isTooFar(waits.readUntil, setAt) || isTooFar(waits.writeUntil, setAt);
  const { reading } = status;
  const isOtherUser = reading !== null && (reading.userId !== account?.userId || reading.api !== account.api);
  const isSound = !isOtherUser && !isTooFar(status.nextReadAt);
  return {
    ...items,
    waits: isEndless ? ITEMS.waits.default : waitsBy(waits, now),
    status: isSound ? { ...status, elsewhere: elsewhereBy(status.elsewhere, now) } : ITEMS.status.default,
    journal: journal === null || journal.api === account?.api ? journal : null,
  };
}
