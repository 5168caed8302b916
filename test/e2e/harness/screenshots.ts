import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import type { Display } from "./display.ts";
import { POPUP } from "./launch.ts";

/** Where pictures go; git ignores it. */
export const SCREENSHOTS = resolve(import.meta.dirname, "../../../screenshots");

/** How a page is looked at. What is absent is the browser's default. */
export interface Look {
  scheme?: "light" | "dark";
  /** The system's high-contrast colours in place of the page's. */
  forcedColours?: boolean;
  /** Every text twice as large, as an agent's default font size of 32 px makes it. Sizes in px stay as they are. */
  largeText?: boolean;
  reducedMotion?: boolean;
}

/** Applies a look to a page; `{}` puts everything back. */
export async function look(
  page: Page,
  { scheme, forcedColours, largeText, reducedMotion }: Look,
): Promise<void> {
  await page.emulateMedia({
    colorScheme: scheme ?? null,
    forcedColors: forcedColours ? "active" : null,
    reducedMotion: reducedMotion ? "reduce" : null,
  });
  const cdp = await page.context().newCDPSession(page);
  const factor = largeText ? 2 : 1;
  await cdp.send("Page.setFontSizes", { fontSizes: { standard: 16 * factor, fixed: 13 * factor } });
  await cdp.detach();
}

/** Gives the popup's page the height that a real popup would take: that of its content, 600 px at most. */
export async function fitPopup(page: Page): Promise<void> {
  // Low first, so that a page that fills its viewport does not measure that.
  await page.setViewportSize({ width: POPUP.width, height: 100 });
  const height = await page.evaluate(() => Math.ceil(document.documentElement.scrollHeight));
  await page.setViewportSize({ width: POPUP.width, height: Math.min(height, POPUP.maxHeight) });
}

/**
 * Writes a picture of the page to `screenshots/<name>.png`.
 *
 * @param fullPage whether what has to be scrolled to is in it; default false
 * @returns the file's path
 */
export async function shoot(page: Page, name: string, fullPage = false): Promise<string> {
  const path = join(SCREENSHOTS, `${name}.png`);
  await page.screenshot({ path, fullPage, animations: "disabled" });
  return path;
}

/** Writes a picture of the whole screen, the real toolbar and badge included, to `screenshots/<name>.png`. */
export function shootScreen(display: Display, name: string): string {
  const path = join(SCREENSHOTS, `${name}.png`);
  mkdirSync(SCREENSHOTS, { recursive: true });
  writeFileSync(path, display.png());
  return path;
}
