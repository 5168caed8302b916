import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { HistoryRecord } from "../../src/core/history/record.ts";
import { message } from "../../src/core/message.ts";
import { MOST_RECORDS } from "../../src/store/history-database.ts";
import { aDay, BOTH, DOUBTED, LOST, yesterday } from "../unit/history/a-day.ts";
import { eventually, setUp } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import {
  answer,
  callTime,
  clockTime,
  databases,
  newestRecord,
  openHistory,
  replaceHistory,
  rows,
  storedHistory,
} from "./history-view.ts";

const HOUR = 3_600_000;

/** Waits until so many states are recorded. */
async function untilRecorded(handle: Hookswitch, count: number): Promise<void> {
  await eventually(async () => (await storedHistory(handle)).records.length).toBe(count);
}

/** Where calls rang when the last state was recorded. */
async function lastReach(handle: Hookswitch): Promise<string | undefined> {
  const { records } = await storedHistory(handle);
  return records.filter((record) => record.kind === "observed").at(-1)?.reach;
}

/** Signed in, and the first state recorded. */
async function begin(handle: Hookswitch): Promise<void> {
  await setUp(handle);
  await waitForBadge(handle, "SIP");
  await untilRecorded(handle, 1);
}

async function checkNow(handle: Hookswitch): Promise<void> {
  await handle.keeper.evaluate('chrome.runtime.sendMessage({ type: "refresh" })');
}

describe("the agent's day", () => {
  test("is recorded as it happens, and the page tells of it, live", async ({ hookswitch, emulator }) => {
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    const opening = hookswitch.context.waitForEvent("page");
    await popup.getByRole("link", { name: /^Today/ }).click();
    const page = await opening;
    await eventually(async () => (await rows(page)).map(([, , rang]) => rang)).toEqual([
      "Phone and softphone",
      "Not observed",
    ]);

    emulator.store.dropSoftphone();
    await checkNow(hookswitch);
    await waitForBadge(hookswitch, "!");
    await eventually(async () => (await rows(page)).map(([, , rang]) => rang)).toEqual([
      "Only the phone",
      "Phone and softphone",
      "Not observed",
    ]);
    await eventually(async () => {
      await callTime(page).fill(clockTime(Date.now()));
      return answer(page);
    }).toMatch(
      /a call would have rung on your phone only\. From .*, Hookswitch showed: “Calls ring on your phone only\. Your softphone is on, but not registered/,
    );
    await callTime(page).fill(clockTime((await storedHistory(hookswitch)).records[0]!.at - 2_000));
    await eventually(() => answer(page)).toContain("nothing was observed");
    // It is there with the first paint of another popup.
    const again = await hookswitch.openPopup();
    expect(await again.getByRole("link", { name: /^Today/ }).innerText()).toBe("Today: no gaps");
    const band = page.getByRole("img", { name: "The day as bands" }).locator(".band-row-main");
    await eventually(() => band.locator("rect.part-yes").count()).toBe(1);
  });

  test("is gone after signing out, with the page open", async ({ hookswitch }) => {
    await begin(hookswitch);
    const page = await openHistory(hookswitch);
    await eventually(async () => (await rows(page)).length).toBe(2);
    const options = await hookswitch.openOptions();
    await options.getByRole("button", { name: "Sign out" }).click();
    await eventually(() => databases(hookswitch)).toEqual([]);
    await page.getByText("Sign in first.").waitFor();
  });

  test("is gone, and is not kept any more, when it is turned off", async ({ hookswitch }) => {
    await begin(hookswitch);
    const options = await hookswitch.openOptions();
    await options.getByLabel("Keep a history of my day").uncheck();
    await eventually(() => databases(hookswitch)).toEqual([]);
    const page = await openHistory(hookswitch);
    await page.getByText("Hookswitch keeps no history.").waitFor();
    await checkNow(hookswitch);
    expect(await databases(hookswitch)).toEqual([]);
  });
});

async function openYesterday(handle: Hookswitch): Promise<Page> {
  await begin(handle);
  await replaceHistory(handle, aDay(Date.now()), { seen: Date.now(), holds: Date.now() + 60_000 });
  const page = await openHistory(handle);
  await page.getByLabel("Day", { exact: true }).selectOption({ index: 1 });
  return page;
}

describe("a day that is over", () => {
  test("is shown, answers for a call, and is exported as CSV and as JSON, byte by byte as it should be", async ({
    hookswitch,
  }) => {
    const page = await openYesterday(hookswitch);
    expect((await rows(page)).map(([, , rang]) => rang)).toHaveLength(13);
    await callTime(page).fill("14:34");
    await eventually(() => answer(page)).toMatch(
      /^At 2:34:00.PM, a call would not have reached you\..*This ended at 2:41:00.PM\.$/,
    );
    await page.getByRole("button", { name: "Today" }).click();
    await eventually(() => page.getByLabel("Day", { exact: true }).inputValue()).toBe("0");
    await page.getByLabel("Day", { exact: true }).selectOption({ index: 1 });
    const saved = async (button: string): Promise<[string, Buffer]> => {
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: button }).click();
      const download = await downloading;
      return [download.suggestedFilename(), readFileSync(await download.path())];
    };
    const [csvName, csv] = await saved("Export CSV");
    expect(csvName).toMatch(/^hookswitch-\d{4}-\d\d-\d\d\.csv$/);
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = csv.toString("utf8").slice(1).split("\r\n");
    expect(lines[0]).toBe(
      '"kind","from","to","seconds","reachable","rang","phoneOn","softphoneOn","registered","softphone","tab","onCall","readAt","showed"',
    );
    expect(lines).toHaveLength(1 + 13 + 5 + 1);
    const from = new Date(yesterday(Date.now()) + 14 * HOUR + 32 * 60_000).toISOString();
    const to = new Date(yesterday(Date.now()) + 14 * HOUR + 41 * 60_000).toISOString();
    expect(lines).toContain(
      `"stretch","${from}","${to}","540","no","nobody","false","true","false","not-registered","open","false","${from}","Calls will not reach you. Your softphone is on, but not registered."`,
    );
    const [jsonName, json] = await saved("Export JSON");
    expect(jsonName).toMatch(/\.json$/);
    const parsed = JSON.parse(json.toString("utf8")) as Record<string, unknown>[];
    expect(parsed).toHaveLength(18);
    expect(parsed).toContainEqual(expect.objectContaining({ from, to, rang: "nobody", phoneOn: false }));
  });

  test("lets the answer be copied, leads from it to its row in the table, and can be left with the keyboard alone", async ({
    hookswitch,
  }) => {
    const page = await openYesterday(hookswitch);
    await callTime(page).fill("14:34:10");
    await eventually(() => answer(page)).toContain("At 2:34:10");
    await hookswitch.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy this answer" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.replace(/\s+/g, " ")).toBe(await answer(page));
    await page.getByRole("button", { name: "Show it in the table" }).click();
    const row = page.locator("tr:focus");
    expect(await row.locator("td").nth(2).innerText()).toContain("Nothing");
    expect(await row.getAttribute("aria-current")).toBe("true");
    await eventually(() => row.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight)).toBe(
      true,
    );
    // Another time: another answer, which is not copied yet.
    await callTime(page).fill("14:45");
    await page.getByRole("button", { name: "Copy this answer" }).waitFor();
    expect(await page.locator("tr[aria-current]").locator("td").nth(2).innerText()).toContain(
      "Only the phone",
    );
    // From day to day with the keyboard alone.
    await page.getByRole("button", { name: "The day after" }).focus();
    await page.keyboard.press("Enter");
    await eventually(() => page.getByLabel("Day", { exact: true }).inputValue()).toBe("0");
    await page.keyboard.press("Enter");
    await eventually(() => page.getByLabel("Day", { exact: true }).inputValue()).toBe("0");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await eventually(() => page.getByLabel("Day", { exact: true }).inputValue()).toBe("1");
  });

  test("looks right in every theme, and on paper", async ({ hookswitch }) => {
    const page = await openYesterday(hookswitch);
    await callTime(page).fill("14:34:10");
    const found = await faultsOf(page, "history-day");
    await page.setViewportSize({ width: 320, height: 640 });
    found.push(...(await faultsOf(page, "history-narrow", { light: { scheme: "light" } })));
    await page.setViewportSize({ width: 1280, height: 720 });
    await callTime(page).fill("12:59");
    found.push(...(await faultsOf(page, "history-gap", { light: { scheme: "light" } })));
    await page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    found.push(...(await faultsOf(page, "history-rtl", { light: { scheme: "light" } })));
    expect(found).toEqual([]);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button", { name: "Export CSV" }).isVisible()).toBe(false);
  });
});

test("before set-up the page says what to do, without a fault", async ({ hookswitch }) => {
  const page = await openHistory(hookswitch);
  await page.getByText("Sign in first.").waitFor();
  expect(await faultsOf(page, "history-not-set-up", { light: { scheme: "light" } })).toEqual([]);
});

test("however much happens, the history keeps the newest of it, and takes less than 3 MB", async ({
  hookswitch,
  emulator,
}) => {
  await begin(hookswitch);
  const start = Date.now() - MOST_RECORDS * 30_000;
  const words = {
    ...DOUBTED,
    why: [
      message("doubtOverdue", {
        usual: message("spanMinutes", { count: 5 }),
        limit: message("spanMinutes", { count: 12 }),
      }),
    ],
  };
  const all = Array.from(
    { length: MOST_RECORDS },
    (_, index): HistoryRecord => ({
      kind: "observed",
      at: start + index * 30_000,
      ...(index % 2 === 0 ? words : LOST),
      unobservedFrom: start + index * 30_000 - 1_000,
    }),
  );
  await replaceHistory(hookswitch, all, { seen: Date.now(), holds: Date.now() + 90_000 });
  emulator.store.setIntegrations({ sip: false });
  await checkNow(hookswitch);
  await waitForBadge(hookswitch, "TEL");
  await eventually(() => newestRecord(hookswitch)).toBeGreaterThan(start + MOST_RECORDS * 30_000);
  const { records } = await storedHistory(hookswitch);
  const added = records.filter(({ at }) => at >= start + MOST_RECORDS * 30_000).length;
  expect([records.length, records[0]?.at]).toEqual([MOST_RECORDS, start + added * 30_000]);
  const { usage } = (await hookswitch.keeper.evaluate("navigator.storage.estimate()")) as { usage: number };
  expect(usage).toBeGreaterThan(100_000);
  expect(usage).toBeLessThan(3_000_000);
});

test("a database that another page holds keeps nothing else from working, and the page says that it cannot be read", async ({
  hookswitch,
}) => {
  await begin(hookswitch);
  await hookswitch.keeper.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open("history");
        request.onsuccess = () => {
          // It does not close it when it is asked to, as a page that the browser has put to sleep.
          Object.assign(globalThis, { held: request.result });
          resolve();
        };
      }),
  );
  const options = await hookswitch.openOptions();
  try {
    await options.getByLabel("Keep a history of my day").uncheck();
    await options.getByLabel("Keep a history of my day").check();
    const popup = await hookswitch.openPopup();
    await eventually(() => popup.getByRole("link", { name: /^Today/ }).innerText()).toBe("Today");
    await popup.getByRole("switch", { name: /^SIP softphone/ }).click();
    await waitForBadge(hookswitch, "TEL");
    const page = await openHistory(hookswitch);
    await page.getByText("The browser cannot read the history.").waitFor();
  } finally {
    await hookswitch.keeper.evaluate(() => (globalThis as unknown as { held: IDBDatabase }).held.close());
  }
  await eventually(() => lastReach(hookswitch)).toBe("phone");
  const page = await openHistory(hookswitch);
  await eventually(async () => (await rows(page))[0]?.[2]).toBe("Only the phone");
});

test("what is older than thirteen days and today is dropped", async ({ hookswitch, emulator }) => {
  await begin(hookswitch);
  const day = 24 * HOUR;
  // The first one dates from before the clock was set back by 400 days.
  const records = [-400, 16, 15, 12, 1].map(
    (days): HistoryRecord => ({
      kind: "observed",
      at: Date.now() - days * day,
      ...BOTH,
    }),
  );
  await replaceHistory(hookswitch, records, { seen: Date.now(), holds: Date.now() + 90_000 });
  emulator.store.setIntegrations({ sip: false });
  await checkNow(hookswitch);
  await waitForBadge(hookswitch, "TEL");
  await eventually(() => lastReach(hookswitch)).toBe("phone");
  const { records: left } = await storedHistory(hookswitch);
  expect(left.slice(0, 2)).toEqual(records.slice(3));
});
