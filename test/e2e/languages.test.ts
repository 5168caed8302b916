import { readFileSync, rmSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { Catalogue } from "../../scripts/check/message-problems.ts";
import type { MessageId } from "../../src/core/message.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { eventually, order, setUp, setUpCcm } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { END, pseudoLocale, withCatalogue } from "./harness/pseudo-locale.ts";
import type { Look } from "./harness/screenshots.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { openHistory } from "./history-view.ts";
import { fiveDevices } from "./popup-states.ts";

/** No colour depends on the language. */
const ONE_LOOK: Readonly<Record<string, Look>> = { light: { scheme: "light" } };

function wordsOf(language: string): (id: MessageId) => string {
  const file = new URL(`../../public/_locales/${language}/messages.json`, import.meta.url);
  const catalogue = JSON.parse(readFileSync(file, "utf8")) as Catalogue;
  return (id) => catalogue[id]?.message ?? "";
}

async function open(handle: Hookswitch, path: string): Promise<Page> {
  const page = await handle.context.newPage();
  await page.goto(handle.url(path));
  return page;
}

/** Visits every page in some of its states. Returns the faults that it saw. */
async function visit(handle: Hookswitch, emulator: Emulator, language: string): Promise<string[]> {
  const words = wordsOf(language);
  const found: string[] = [];
  const look = async (page: Page, name: string, says: MessageId): Promise<void> => {
    await page.getByText(words(says)).first().waitFor();
    found.push(...(await faultsOf(page, `${name}-${language}`, ONE_LOOK)));
  };
  const narrow = { width: 320, height: 640 };

  const empty = await handle.openOptions();
  await look(empty, "options-first", "setUpFirstHeading");
  expect(await empty.evaluate(() => document.documentElement.lang)).toBe(language);
  await empty.close();

  await setUp(handle);
  await waitForBadge(handle, "SIP");
  expect((await badge(handle.keeper)).title).toContain(words("verdictBoth"));
  const popup = await handle.openPopup();
  await popup.locator(".device-address").first().waitFor();
  await look(popup, "popup-well", "verdictBoth");
  await popup.getByRole("button", { name: words("forAWhile"), exact: true }).click();
  await look(popup, "popup-choosing", "forAWhileHowLong");
  await popup.close();

  const settings = {
    ...DEFAULT_SETTINGS,
    ringsWhenDropped: true,
    ringsWhileLocked: true,
    workingHours: true,
    workingDays: "1234567",
    workingFrom: "00:00",
    workingUntil: "23:59",
    quietHours: true,
  };
  await order(handle, { type: "change-settings", settings });
  const options = await handle.openOptions();
  await look(options, "options-rules", "ruleDays");
  await options.setViewportSize(narrow);
  await look(options, "options-narrow", "ruleDays");
  await options.close();
  await order(handle, { type: "change-settings", settings: DEFAULT_SETTINGS });

  const check = await open(handle, "src/set-up-check/set-up-check.html");
  await look(check, "set-up-check", "checkNameConnected");
  await check.setViewportSize(narrow);
  await look(check, "set-up-check-narrow", "checkNameConnected");
  await check.close();

  emulator.store.setIntegrations({ phone: false });
  emulator.store.dropSoftphone();
  await order(handle, { type: "refresh" });
  await waitForBadge(handle, "!!");
  const history = await openHistory(handle);
  await eventually(() => history.locator(".row-no").count()).toBe(1);
  await look(history, "history", "historyWhatHappened");
  await history.setViewportSize(narrow);
  await look(history, "history-narrow", "historyWhatHappened");

  await order(handle, { type: "sign-out", anyway: true });
  fiveDevices(emulator, null);
  await setUpCcm(handle);
  await waitForBadge(handle, "!!");
  const crowded = await handle.openPopup();
  await crowded.locator(".device-compact").last().waitFor();
  await look(crowded, "popup-five", "verdictNobody");
  return found;
}

/** How far from the left edge a text's first and last characters are, px. */
async function endsOf(page: Page, selector: string): Promise<readonly [first: number, last: number]> {
  return await page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const all: Text[] = [];
      while (texts.nextNode()) all.push(texts.currentNode as Text);
      const left = (node: Text | undefined, at: number): number => {
        const range = document.createRange();
        if (node === undefined) throw new Error("There is no text");
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect().left;
      };
      const last = all.at(-1);
      return [left(all[0], 0), left(last, (last?.length ?? 1) - 1)] as const;
    });
}

async function goesRight(page: Page, selector: string): Promise<boolean> {
  const [first, last] = await endsOf(page, selector);
  return first < last;
}

describe("every page is without fault", () => {
  for (const language of ["hi", "id"]) {
    test(`in ${language}`, async ({ launch, emulator }) => {
      const handle = await launch({ extraArgs: [`--lang=${language}`] });
      expect(await visit(handle, emulator, language)).toEqual([]);
    });
  }

  test("in ar, which goes from right to left, but its numbers and addresses from left to right", async ({
    launch,
    emulator,
  }) => {
    const handle = await launch({ extraArgs: ["--lang=ar"] });
    expect(await visit(handle, emulator, "ar")).toEqual([]);
    expect((await badge(handle.keeper)).title).toMatch(/^\u200FHookswitch: /);
    const popup = await handle.openPopup();
    await popup.locator(".do kbd").waitFor();
    expect(await goesRight(popup, ".hero-title")).toBe(false);
    expect(await goesRight(popup, ".device-address bdi")).toBe(true);
    expect(await goesRight(popup, ".do kbd")).toBe(true);
    const history = await openHistory(handle);
    const hours = await history
      .locator(".axis text")
      .evaluateAll((all) => all.map((text) => text.getBoundingClientRect().left));
    expect(hours.length).toBeGreaterThan(1);
    expect(hours).toEqual([...hours].sort((a, b) => b - a));
  });
});

/** Lines of a page with words that are not from the catalogue, if each text of the catalogue is marked. */
async function unmarkedLines(page: Page): Promise<string[]> {
  return await page.evaluate((end) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode as Text;
      if (!/\p{L}{2}/u.test(data) || data.includes(end)) continue;
      // The server's texts, names of countries, keys and the badge are not the catalogue's.
      if (parentElement?.closest("bdi, code, kbd, option, .badge, [lang=en] *")) continue;
      const line = parentElement?.closest("p, h1, h2, h3, label, legend, button, dt, dd, a, summary, small");
      // A label can be a part of a message.
      const whole = line?.matches("label") ? (line.closest("p, .choice, div") ?? line) : line;
      if (!whole?.textContent?.includes(end)) found.push(data);
    }
    return found;
  }, END);
}

test("every word on the pages is from the catalogue, and all find room in 40 % longer words", async ({
  launch,
  onTestFinished,
}) => {
  const extension = withCatalogue(pseudoLocale);
  onTestFinished(() => rmSync(extension, { recursive: true }));
  const handle = await launch({ extension });
  await setUp(handle);
  await waitForBadge(handle, "SIP");
  const popup = await handle.openPopup();
  await popup.locator(".device-address").first().waitFor();
  const options = await handle.openOptions();
  const check = await open(handle, "src/set-up-check/set-up-check.html");
  for (const [name, page] of Object.entries({ popup, options, check })) {
    await page.getByText(END).first().waitFor();
    expect(await unmarkedLines(page)).toEqual([]);
    expect(await faultsOf(page, `${name}-pseudo`, ONE_LOOK)).toEqual([]);
  }
});
