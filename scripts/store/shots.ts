import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Command, Reply } from "../../src/browser/commands.ts";
import type { MessageId } from "../../src/core/message.ts";
import type { MovableClock } from "../../test/e2e/harness/clock.ts";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import { fitPopup, look } from "../../test/e2e/harness/screenshots.ts";
import { openTab, type SoftphoneSite } from "../../test/e2e/harness/softphone-page.ts";
import { type Badge, waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { openHistory, replaceHistory } from "../../test/e2e/history-view.ts";
import { DEMO, type Emulator } from "../../test/emulator/emulator.ts";
import type { Language, Picture } from "./captions.ts";
import { capture, SCALE, type Shot, type Subject } from "./compose.ts";
import { madeUpDay } from "./day.ts";

const DAY = 24 * 3_600_000;

/** The words of the product in a language. */
export function wordsOf(language: Language): (id: MessageId) => string {
  const file = new URL(`../../public/_locales/${language}/messages.json`, import.meta.url);
  const catalogue = JSON.parse(readFileSync(file, "utf8")) as Record<string, { message: string }>;
  return (id) => catalogue[id]?.message ?? "";
}

/** Brings the product into what each picture shows, and takes it. `clock` is the browser's. */
export async function takeShots(
  handle: Hookswitch,
  emulator: Emulator,
  site: SoftphoneSite,
  language: Language,
  clock: MovableClock,
): Promise<Readonly<Record<Picture, Subject>>> {
  const words = wordsOf(language);
  await connect(handle);
  const { page: softphone, id } = await openTab(handle, site.page);
  await order(handle, { type: "watch-tab", tab: id, address: site.page });

  const well = await waitForBadge(handle, "SIP");
  const answer = await popupOf(handle, well, words("verdictBoth"));
  const choosing = await popupOf(handle, well, words("verdictBoth"), async (popup) => {
    await popup.getByRole("button", { name: words("forAWhile"), exact: true }).click();
    await popup.getByText(words("forAWhileHowLong")).waitFor();
  });

  // tsx names functions by this helper, which a page does not have.
  await handle.keeper.evaluate("globalThis.__name = (value) => value");
  const midnight = new Date(clock.now() - DAY).setHours(0, 0, 0, 0);
  const { records, mark } = madeUpDay(midnight, clock.now());
  await replaceHistory(handle, records, mark);
  const history = await openHistory(handle);
  await history.getByLabel(words("historyDay"), { exact: true }).selectOption({ index: 1 });
  await history.getByLabel(words("historyWhenWasTheCall")).fill("14:34:00");
  await history.getByLabel(words("historyWhenWasTheCall")).blur();
  await history.locator(".answer").first().waitFor();
  const asked = await pageOf(history, { width: 940, height: 680 }, 0.64);

  await handle.keeper.evaluate(`chrome.tabs.update(${id}, { muted: true })`);
  const check = await handle.context.newPage();
  await check.goto(handle.url("src/set-up-check/set-up-check.html"));
  await check.getByRole("button", { name: words("unmuteSoftphone") }).waitFor();
  const checked = await pageOf(check, { width: 800, height: 640 }, 0.68);
  await order(handle, { type: "unmute-softphone" });

  emulator.store.setIntegrations({ phone: false, sip: true });
  emulator.store.dropSoftphone();
  await order(handle, { type: "refresh" });
  const bad = await waitForBadge(handle, "!!");
  clock.set(clock.now() + 50_000);
  const alarm = await popupOf(handle, bad, words("verdictNobody"));
  await softphone.close();
  return {
    "1-answer": answer,
    "2-alarm": alarm,
    "3-history": asked,
    "4-while": choosing,
    "5-check": checked,
  };
}

async function order(handle: Hookswitch, command: Command): Promise<Reply> {
  return await handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(command)})`);
}

/** Connects with the emulator's demo agent, in whatever language the pages are. */
async function connect(handle: Hookswitch): Promise<void> {
  const { customerId, appId, userId, token } = DEMO.integrations;
  const staged = { "vault.staged": { api: "integrations-core", appToken: token } };
  await handle.keeper.evaluate(`chrome.storage.session.set(${JSON.stringify(staged)})`);
  const account = { api: "integrations-core", customerId, appId, userId } as const;
  const reply = await order(handle, { type: "connect", account, keepSignedIn: true });
  if (!reply.ok) throw new Error(`It is not connected: ${JSON.stringify(reply)}`);
}

async function popupOf(
  handle: Hookswitch,
  badge: Badge,
  says: string,
  actInDark?: (popup: Page) => Promise<void>,
): Promise<Subject> {
  const popup = await handle.openPopup();
  await look(popup, { scheme: actInDark === undefined ? "light" : "dark", reducedMotion: true });
  await popup.getByText(says).first().waitFor();
  await actInDark?.(popup);
  await fitPopup(popup);
  const { width, height } = popup.viewportSize() ?? { width: 360, height: 500 };
  const shot = await shotOf(popup, { width, height }, 1);
  await popup.close();
  return { kind: "popup", badge, shot, isDark: actInDark !== undefined };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param zoom how much smaller the page is shown than it is */
async function pageOf(page: Page, size: Size, zoom: number): Promise<Subject> {
  await look(page, { scheme: "light", reducedMotion: true });
  await page.setViewportSize(size);
  const shot = await shotOf(page, size, zoom);
  await page.close();
  return { kind: "page", shot };
}

async function shotOf(page: Page, { width, height }: Size, zoom: number): Promise<Shot> {
  const png = await capture(page, width, height, SCALE * zoom);
  return {
    png: `data:image/png;base64,${png.toString("base64")}`,
    width: width * zoom,
    height: height * zoom,
  };
}
