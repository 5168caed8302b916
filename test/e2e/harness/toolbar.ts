import type { Page } from "playwright-core";
import type { Browser } from "webextension-polyfill";
import type { Hookswitch } from "./launch.ts";
import { until } from "./wait.ts";

declare const chrome: Browser;

/** What the toolbar button shows on every tab. */
export interface Badge {
  text: string;
  /** `#rrggbb`, with `aa` at the end where the colour is not opaque. */
  colour: string;
  /** The tooltip. */
  title: string;
}

/** Reads the toolbar button from a page of the extension; the handle's `keeper` for one. Does not wake the worker. */
export async function badge(page: Page): Promise<Badge> {
  const [text, bytes, title] = await page.evaluate(() =>
    Promise.all([
      chrome.action.getBadgeText({}),
      chrome.action.getBadgeBackgroundColor({}),
      chrome.action.getTitle({}),
    ]),
  );
  return { text, colour: hex(bytes), title };
}

/**
 * Waits until the badge shows `text`, and resolves with the whole of it.
 *
 * @param timeoutMs milliseconds to wait; the default suits a change that needs no period of the poll
 */
export async function waitForBadge(handle: Hookswitch, text: string, timeoutMs?: number): Promise<Badge> {
  let last: Badge | undefined;
  return await until(
    () => `the badge ${JSON.stringify(text)}; it was ${JSON.stringify(last)}`,
    async () => {
      last = await badge(handle.keeper);
      return last.text === text ? last : undefined;
    },
    timeoutMs,
  );
}

function hex([red, green, blue, alpha]: readonly number[]): string {
  const bytes = [red, green, blue, ...(alpha === 255 ? [] : [alpha])];
  return `#${bytes.map((byte) => (byte ?? 0).toString(16).padStart(2, "0")).join("")}`;
}

/** Pins the button, or takes it away, as the browser's own menu does. */
export async function pin(handle: Hookswitch, pinnedToToolbar: boolean): Promise<void> {
  const page = await handle.context.newPage();
  await page.goto("chrome://extensions");
  const update = { extensionId: handle.extensionId, pinnedToToolbar };
  await page.evaluate(`chrome.developerPrivate.updateExtensionConfiguration(${JSON.stringify(update)})`);
  await page.close();
}
