import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import { type Account, answeredBy, sameAccount } from "../core/account.ts";
import { isKept } from "../core/history/days.ts";
import type { Observation } from "../core/history/next-record.ts";
import type { History, HistoryRecord, Mark } from "../core/history/record.ts";

/**
 * The agent's history: what would have happened to a call, change by change. It belongs to one account, and another one's is
 * forgotten. Only the background writes; pages read. It is apart from the items, so that no worker and no popup reads it when it
 * starts.
 */

/** The database's name. */
const NAME = "history";

/** The most records that are kept, of some 500 bytes each: more than fourteen days have, and less than 3 MB. */
export const MOST_RECORDS = 5_000;

interface Schema extends DBSchema {
  /** By the order of their recording. */
  readonly records: { readonly key: number; readonly value: HistoryRecord };
  /** One value, under the name of the store. */
  readonly mark: { readonly key: string; readonly value: Mark & { readonly owner: Account } };
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

/** Opens the database once, until the browser or another part of Hookswitch wants it closed. */
function open(): Promise<IDBPDatabase<Schema>> {
  if (opened !== null) return opened;
  const mine = openDB<Schema>(NAME, 1, {
    upgrade(database) {
      database.createObjectStore("records", { autoIncrement: true });
      database.createObjectStore("mark");
    },
    blocking: () => close(mine),
    terminated: () => close(mine),
  });
  opened = mine;
  mine.catch(() => close(mine));
  return mine;
}

function close(which: Promise<IDBPDatabase<Schema>>): void {
  if (opened === which) opened = null;
  which.then((database) => database.close()).catch(() => undefined);
}

/** The history of an account. Rejects when the browser cannot read it. */
export async function readHistory(owner: Account): Promise<History> {
  const tx = (await open()).transaction(["records", "mark"]);
  const [records, mark] = await Promise.all([
    tx.objectStore("records").getAll(),
    tx.objectStore("mark").get("mark"),
  ]);
  return mark && isSameAgent(mark.owner, owner) ? { records, mark } : { records: [], mark: null };
}

/** The last observation of an account; `null` if there is none. */
export async function lastObservation(owner: Account): Promise<Observation | null> {
  const tx = (await open()).transaction(["records", "mark"]);
  const mark = await tx.objectStore("mark").get("mark");
  if (mark === undefined || !isSameAgent(mark.owner, owner)) return null;
  let cursor = await tx.objectStore("records").openCursor(null, "prev");
  while (cursor !== null && cursor.value.kind !== "observed") cursor = await cursor.continue();
  const last = cursor?.value;
  return last?.kind === "observed" ? { facts: last, seen: mark.seen, holds: mark.holds } : null;
}

/** Adds a record, if there is one, and marks until when the newest facts hold. Drops what is too old or too much. */
export async function writeHistory(owner: Account, record: HistoryRecord | null, mark: Mark): Promise<void> {
  const tx = (await open()).transaction(["records", "mark"], "readwrite");
  const [records, marks] = [tx.objectStore("records"), tx.objectStore("mark")];
  const add = async (): Promise<void> => {
    const before = await marks.get("mark");
    if (before !== undefined && !isSameAgent(before.owner, owner)) await records.clear();
    await marks.put({ seen: mark.seen, holds: mark.holds, owner }, "mark");
    if (record === null) return;
    await records.add(record);
    let excess = (await records.count()) - MOST_RECORDS;
    let oldest = await records.openCursor();
    while (oldest !== null && (excess > 0 || !isKept(oldest.value.at, record.at))) {
      excess -= 1;
      await oldest.delete();
      oldest = await oldest.continue();
    }
  };
  // A transaction that fails, on a full disk for example, rejects both.
  await Promise.all([add(), tx.done]);
}

/** Closes the database until it is used again. An open one that the browser has put to sleep keeps it from being removed. */
export function closeHistory(): void {
  if (opened !== null) close(opened);
}

/** Forgets everything. A page that shows it lets go of it by itself. */
export async function forgetHistory(): Promise<void> {
  closeHistory();
  await deleteDB(NAME);
}

/** Whether two accounts are of the same agent, by whichever contract. */
function isSameAgent(one: Account, other: Account): boolean {
  return sameAccount(answeredBy(one, other.api), other);
}
