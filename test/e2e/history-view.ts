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
  // As text: what has thousands of parts takes Playwright long otherwise.
  const text = await handle.keeper.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    // To open it would make it.
    if (!(await indexedDB.databases()).some(({ name }) => name === "history"))
      return '{"records":[],"mark":null}';
    const database = await done(indexedDB.open("history"));
    const tx = database.transaction(["records", "mark"]);
    const [records, mark] = await Promise.all([
      done(tx.objectStore("records").getAll()),
      done(tx.objectStore("mark").get("mark")),
    ]);
    database.close();
    return JSON.stringify({ records, mark: mark ?? null });
  });
  return JSON.parse(text) as StoredHistory;
}

/** Replaces what is stored of the history; the mark's owner stays. */
export async function replaceHistory(
  handle: Hookswitch,
  records: readonly HistoryRecord[],
  mark: Mark,
): Promise<void> {
  await handle.keeper.evaluate(
    async ([text, mark]) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const database = await done(indexedDB.open("history"));
      const tx = database.transaction(["records", "mark"], "readwrite");
      await done(tx.objectStore("records").clear());
      for (const record of JSON.parse(text) as unknown[]) tx.objectStore("records").add(record);
      const before = (await done(tx.objectStore("mark").get("mark"))) as object;
      await done(tx.objectStore("mark").put({ ...before, ...mark }, "mark"));
      database.close();
    },
    [JSON.stringify(records), mark] as const,
  );
}

/** The moment of the record that was stored last, ms. Nothing else is read: there may be thousands of them. */
export async function newestRecord(handle: Hookswitch): Promise<number> {
  return await handle.keeper.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("history");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const newest = database.transaction("records").objectStore("records").openCursor(null, "prev");
          newest.onerror = () => reject(newest.error);
          newest.onsuccess = () => {
            database.close();
            resolve(newest.result?.value.at ?? 0);
          };
        };
      }),
  );
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
