import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { Facts, HistoryRecord, Switched } from "../../src/core/history/record.ts";
import { message } from "../../src/core/message.ts";
import { MOST_RECORDS } from "../../src/store/history-database.ts";
import { eventually, setUp } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { sleepMachine } from "./harness/worker.ts";
import {
  ageHistory,
  answer,
  callTime,
  clockTime,
  databases,
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
    const band = page.getByRole("img", { name: "The day as bands" }).locator(".band-row-main");
    await eventually(() => band.locator("rect.part-yes").count()).toBe(1);
  });

  test("says who switched: the agent, or somebody elsewhere", async ({ hookswitch, emulator }) => {
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    await popup.getByRole("switch", { name: /^SIP softphone/ }).click();
    await waitForBadge(hookswitch, "TEL");
    const page = await openHistory(hookswitch);
    const who = async (): Promise<string | undefined> => (await rows(page))[0]?.slice(2).join(" ");
    await eventually(who).toMatch(/Only the phone .* You switched in the popup\.$/s);
    emulator.store.setIntegrations({ sip: true });
    await checkNow(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    await eventually(who).toMatch(/Phone and softphone .* Changed elsewhere\.$/s);
  });

  test("is told in the popup's footer", async ({ hookswitch, emulator }) => {
    await begin(hookswitch);
    const popup = await hookswitch.openPopup();
    const link = popup.getByRole("link", { name: /^Today/ });
    await eventually(() => link.innerText()).toBe("Today: no gaps");
    emulator.store.setIntegrations({ phone: false });
    emulator.store.dropSoftphone();
    await checkNow(hookswitch);
    // One that was shorter would not count once it is over.
    await eventually(() => link.innerText()).toMatch(/^Today: 1 gap, (?:[5-9]|\d\d) s so far$/);
    emulator.store.setIntegrations({ phone: true });
    await checkNow(hookswitch);
    await waitForBadge(hookswitch, "!");
    // It is there with the first paint of another popup.
    await eventually(() => lastReach(hookswitch)).toBe("phone");
    const again = await hookswitch.openPopup();
    expect(await again.getByRole("link", { name: /^Today/ }).innerText()).toMatch(
      /^Today: 1 gap, \d+ s so far$/,
    );
    const options = await hookswitch.openOptions();
    await options.getByLabel("Keep a history of my day").uncheck();
    await eventually(() => link.innerText()).toBe("Today");
  });

  test("has a gap where the machine slept", async ({ hookswitch }) => {
    await begin(hookswitch);
    await sleepMachine(hookswitch, 600_000);
    await ageHistory(hookswitch, 600_000);
    await checkNow(hookswitch);
    // Until it is read anew, nothing is known.
    await untilRecorded(hookswitch, 3);
    const page = await openHistory(hookswitch);
    await eventually(async () => (await rows(page)).map(([, , rang]) => rang)).toEqual([
      "Phone and softphone",
      "Not known",
      "Not observed",
      "Phone and softphone",
      "Not observed",
    ]);
    await callTime(page).fill(clockTime(Date.now() - 300_000));
    await eventually(() => answer(page)).toContain("The browser was closed, the computer slept");
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

const BOTH: Facts = {
  reach: "both",
  softphone: "registered",
  isBusy: false,
  phoneOn: true,
  softphoneOn: true,
  registered: true,
  tab: "open",
  title: message("verdictBoth"),
  why: [],
  readAt: null,
};
const LOST: Facts = {
  ...BOTH,
  reach: "phone",
  softphone: "not-registered",
  registered: false,
  title: message("verdictPhone"),
  why: [message("whyNotRegistered")],
};
const NOBODY: Facts = { ...LOST, reach: "nobody", phoneOn: false, title: message("verdictNobody") };
const DOUBTED: Facts = {
  ...BOTH,
  reach: "softphone",
  softphone: "not-seen-lately",
  phoneOn: false,
  registered: null,
  title: message("verdictPerhapsSoftphone"),
  why: [message("doubtNotSeenLately", { count: 10 })],
};
const UNKNOWN: Facts = {
  ...BOTH,
  reach: "unknown",
  softphone: null,
  phoneOn: null,
  softphoneOn: null,
  registered: null,
  tab: "page-closed",
  title: message("verdictOffline"),
  why: [message("checkNetwork")],
};

/** Yesterday's midnight. */
function yesterday(): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1).getTime();
}

/** A day from nine to half past five with something of everything. */
function aDay(): HistoryRecord[] {
  const at = (hour: number, minute = 0): number => yesterday() + hour * HOUR + minute * 60_000;
  const seen = (moment: number, facts: Facts, unobservedFrom?: number): HistoryRecord => ({
    kind: "observed",
    at: moment,
    ...facts,
    readAt: facts.reach === "unknown" ? null : moment,
    ...(unobservedFrom !== undefined && { unobservedFrom }),
  });
  const switched = (moment: number, by: Switched["by"], isReturn = false): HistoryRecord => ({
    kind: "switched",
    at: moment,
    by,
    isReturn,
  });
  return [
    seen(at(9), BOTH),
    seen(at(11, 15), LOST),
    seen(at(11, 19), BOTH),
    seen(at(13, 10), BOTH, at(12, 58)),
    seen(at(14, 32), NOBODY),
    switched(at(14, 32), "key"),
    { kind: "told", at: at(14, 33), words: [message("asSentence", { words: message("verdictNobody") })] },
    seen(at(14, 41), LOST),
    switched(at(14, 41), "popup"),
    seen(at(14, 46), BOTH),
    seen(at(15, 10), UNKNOWN),
    seen(at(15, 16), DOUBTED),
    switched(at(15, 16), "elsewhere"),
    seen(at(16), BOTH),
    switched(at(16), "lock", true),
    // Since then, the browser was closed.
    seen(Date.now() - 1_000, BOTH, at(17, 30)),
  ];
}

async function openYesterday(handle: Hookswitch): Promise<Page> {
  await begin(handle);
  await replaceHistory(handle, aDay(), { seen: Date.now(), holds: Date.now() + 60_000 });
  const page = await openHistory(handle);
  await page.getByLabel("Day", { exact: true }).selectOption({ index: 1 });
  return page;
}

describe("a day that is over", () => {
  test("is shown in totals, bands and a table, and answers for a call", async ({ hookswitch }) => {
    const page = await openYesterday(hookswitch);
    const totals = await page.locator(".totals li").allInnerTexts();
    expect(totals.map((one) => one.trim())).toEqual([
      "Reachable 7 h 19 min of 8 h 18 min",
      "Perhaps reachable: 44 min",
      "Not reachable: 9 min",
      "Not known: 6 min",
      "Not observed: 15 h 42 min",
      "Softphone not registered: 2 times, 18 min",
    ]);
    const day = await rows(page);
    expect(day.map(([, lasted, rang]) => `${lasted}: ${rang}`)).toEqual([
      "6 h 30 min: Not observed",
      "1 h 30 min: Phone and softphone",
      "44 min: Only the softphone",
      "6 min: Not known",
      "24 min: Phone and softphone",
      "5 min: Only the phone",
      "9 min: Nothing",
      "1 h 22 min: Phone and softphone",
      "12 min: Not observed",
      "1 h 39 min: Phone and softphone",
      "4 min: Only the phone",
      "2 h 15 min: Phone and softphone",
      "9 h: Not observed",
    ]);
    expect(day[6]?.[3]?.replace(/\s+/g, " ")).toBe(
      "Calls will not reach you. Your softphone is on, but not registered. 2:32:00 PM: You switched with a key. You were told at 2:33:00 PM: “Calls will not reach you.”",
    );
    const who = day.map(([, , , showed]) => /PM: (.*\.)$/.exec(showed ?? "")?.[1] ?? null);
    expect(who.filter((one) => one !== null)).toEqual([
      "End of a rule: while this computer is locked.",
      "Changed elsewhere.",
      "You switched in the popup.",
    ]);
    await callTime(page).fill("14:34");
    await eventually(() => answer(page)).toMatch(
      /^At 2:34:00.PM, a call would not have reached you\. From 2:32:00.PM, Hookswitch showed: “Calls will not reach you\. Your softphone is on, but not registered\.” This was set at 2:32:00.PM: “You switched with a key\.” The devices were read from Exotel at 2:32:00.PM\. You were told at 2:33:00.PM: “Calls will not reach you\.” This ended at 2:41:00.PM\.$/,
    );
    await callTime(page).fill("15:12:10");
    await eventually(() => answer(page)).toContain("Not known: this computer has no internet");
    await callTime(page).fill("03:00");
    await eventually(() => answer(page)).toContain("nothing was observed");
    const chart = page.getByRole("img", { name: "The day as bands" });
    expect(await chart.locator(".band-row-main rect.part-no").count()).toBe(1);
    const marks = ["told", "agent", "rule", "elsewhere"].map((kind) =>
      chart.locator(`.mark-${kind}`).count(),
    );
    expect(await Promise.all(marks)).toEqual([1, 2, 1, 1]);
    expect((await page.locator(".legend li").allInnerTexts()).map((one) => one.trim())).toEqual([
      "on",
      "on, but of no use",
      "You were told",
      "you",
      "a rule",
      "elsewhere",
    ]);
    expect(await page.locator(".week tbody tr").count()).toBe(14);
    await page.getByRole("button", { name: "Today" }).click();
    await eventually(() => page.getByLabel("Day", { exact: true }).inputValue()).toBe("0");
  });

  test("is exported as CSV and as JSON, byte by byte as it should be", async ({ hookswitch }) => {
    const page = await openYesterday(hookswitch);
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
    const from = new Date(yesterday() + 14 * HOUR + 32 * 60_000).toISOString();
    const to = new Date(yesterday() + 14 * HOUR + 41 * 60_000).toISOString();
    expect(lines).toContain(
      `"stretch","${from}","${to}","540","no","nobody","false","true","false","not-registered","open","false","${from}","Calls will not reach you. Your softphone is on, but not registered."`,
    );
    const [jsonName, json] = await saved("Export JSON");
    expect(jsonName).toMatch(/\.json$/);
    const parsed = JSON.parse(json.toString("utf8")) as Record<string, unknown>[];
    expect(parsed).toHaveLength(18);
    expect(parsed).toContainEqual(expect.objectContaining({ from, to, rang: "nobody", phoneOn: false }));
  });

  test("lets the answer be copied, and leads from it to its row in the table", async ({ hookswitch }) => {
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
  });

  test("stays the day that is shown when midnight passes", async ({ hookswitch }) => {
    const page = await openYesterday(hookswitch);
    const shown = (): Promise<string> => page.locator("#day-heading").innerText();
    const before = await shown();
    // Playwright's own clock would change the time of all pages to come, too.
    await page.evaluate((day) => {
      const { now } = Date;
      Date.now = () => now() + day;
    }, 24 * HOUR);
    await callTime(page).fill("14:34");
    await eventually(() => page.getByLabel("Day", { exact: true }).inputValue()).toBe("2");
    expect(await shown()).toBe(before);
    expect(await answer(page)).toContain("a call would not have reached you");
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

  test("can be read with the keyboard alone", async ({ hookswitch }) => {
    const page = await openYesterday(hookswitch);
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
  await eventually(async () => (await storedHistory(hookswitch)).records.at(-1)?.at).toBeGreaterThan(
    start + MOST_RECORDS * 30_000,
  );
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
