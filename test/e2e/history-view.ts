import type { Locator, Page } from "playwright-core";
import type { HistoryRecord, Mark } from "../../src/core/history/record.ts";
import type { Hookswitch } from "./harness/launch.ts";

/** What is stored of the agent's history. */
export interface StoredHistory {
  readonly records: readonly HistoryRecord[];
  readonly mark: (Mark & { readonly owner: object }) | null;
}

export async function openHistory(handle: Hookswitch): Promise<Page> {
  const page = await handle.context.newPage();
  await page.goto(handle.url("src/history/history.html"));
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

/** The names of the extension's databases. */
export async function databases(handle: Hookswitch): Promise<string[]> {
  return await handle.keeper.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name ?? ""),
  );
}

/** What is stored of the history; nothing where it does not exist. */
export async function storedHistory(handle: Hookswitch): Promise<StoredHistory> {
  return await handle.keeper.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    // To open it would make it.
    if (!(await indexedDB.databases()).some(({ name }) => name === "history"))
      return { records: [], mark: null };
    const database = await done(indexedDB.open("history"));
    const tx = database.transaction(["records", "mark"]);
    const [records, mark] = await Promise.all([
      done(tx.objectStore("records").getAll()),
      done(tx.objectStore("mark").get("mark")),
    ]);
    database.close();
    return { records, mark: mark ?? null };
  });
}

/** Replaces what is stored of the history; the mark's owner stays. */
export async function replaceHistory(
  handle: Hookswitch,
  records: readonly HistoryRecord[],
  mark: Mark,
): Promise<void> {
  await handle.keeper.evaluate(
    async ([records, mark]) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await done(indexedDB.open("history"));
      const tx = database.transaction(["records", "mark"], "readwrite");
      await done(tx.objectStore("records").clear());
      for (const record of records) tx.objectStore("records").add(record);
      const before = (await done(tx.objectStore("mark").get("mark"))) as object;
      await done(tx.objectStore("mark").put({ ...before, ...mark }, "mark"));
      database.close();
    },
    [records, mark] as const,
  );
}

/** Lets `ms` milliseconds pass for the history, as over a sleep of the machine. */
export async function ageHistory(handle: Hookswitch, ms: number): Promise<void> {
  const { records, mark } = await storedHistory(handle);
  if (mark === null) throw new Error("there is no history");
  const earlier = records.map((record) => ({
    ...record,
    at: record.at - ms,
    ...("unobservedFrom" in record && { unobservedFrom: (record.unobservedFrom ?? 0) - ms }),
  }));
  await replaceHistory(handle, earlier, { seen: mark.seen - ms, holds: mark.holds - ms });
}

/** The rows of the day's table, cell by cell. */
export async function rows(page: Page): Promise<string[][]> {
  return await page
    .getByRole("region", { name: "What happened" })
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText.trim())),
    );
}

export function callTime(page: Page): Locator {
  return page.getByLabel("When was the call?");
}

/** The answer about a call. */
export async function answer(page: Page): Promise<string> {
  return (await page.getByRole("status").innerText()).replace(/\s+/g, " ");
}

/** A moment of this machine's day as a time field takes it. */
export function clockTime(moment: number): string {
  return new Date(moment).toTimeString().slice(0, 8);
}
