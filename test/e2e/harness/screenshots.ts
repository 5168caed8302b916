import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import type { Display } from "./display.ts";
import { POPUP } from "./launch.ts";
import { pause, until } from "./wait.ts";

/** Where pictures go; git ignores it. */
const SCREENSHOTS = resolve(import.meta.dirname, "../../../screenshots");

/** Whether every look at a page leaves a picture; without it, only one with a fault does. */
export const TAKES_PICTURES = process.env.PICTURES !== undefined;

/** How long nothing may move on a screen for its picture to count as still, in milliseconds. */
const STILL_MS = 250;

/** How a page is looked at. What is absent is the browser's default. */
export interface Look {
  scheme?: "light" | "dark";
  /** The system's high-contrast colours in place of the page's. */
  forcedColours?: boolean;
  /** Every text twice as large, as an agent's default font size of 32 px makes it. Sizes in px stay as they are. */
  largeText?: boolean;
  reducedMotion?: boolean;
}

/**
 * One debugger session for each page that was looked at, as long as the page lives: the end of a session takes back what
 * it set, and even the missing network that another one set.
 */
const sessions = new WeakMap<Page, Promise<CDPSession>>();

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
  const factor = largeText ? 2 : 1;
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  await (await session).send("Page.setFontSizes", {
    fontSizes: { standard: 16 * factor, fixed: 13 * factor },
  });
}

/**
 * Gives the popup's page the size that a real popup would take: a width that grows with the text, up to 800 px, and the
 * height of its content, 600 px at most.
 */
export async function fitPopup(page: Page): Promise<void> {
  const { fontSize } = await measure(page);
  const width = Math.min(Math.round((POPUP.width * fontSize) / 16), POPUP.maxWidth);
  await resize(page, width, page.viewportSize()?.height ?? POPUP.maxHeight);
  const { height } = await measure(page);
  await resize(page, width, Math.min(height, POPUP.maxHeight));
}

/** The size of the text, and the height of the content. */
async function measure(page: Page): Promise<{ fontSize: number; height: number }> {
  return await page.evaluate(() => {
    const { documentElement: root } = document;
    // No page of a popup fills its viewport.
    const height = Math.ceil(root.getBoundingClientRect().height);
    return { fontSize: Number.parseFloat(getComputedStyle(root).fontSize), height };
  });
}

/** A viewport that is set anew has everything laid out and painted anew. */
async function resize(page: Page, width: number, height: number): Promise<void> {
  const now = page.viewportSize();
  if (now?.width !== width || now.height !== height) await page.setViewportSize({ width, height });
}

/**
 * Writes a picture of the page to `screenshots/<name>.png`.
 *
 * @param fullPage whether what has to be scrolled to is in it; default false
 * @returns the file's path
 */
export async function shoot(page: Page, name: string, fullPage = false): Promise<string> {
  const path = join(SCREENSHOTS, `${name}.png`);
  const size = page.viewportSize();
  if (fullPage && size !== null) {
    // A picture beyond the viewport would take back the size of the text.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: size.width, height: Math.max(height, size.height) });
  }
  await page.screenshot({ path, animations: "disabled" });
  if (size !== null) await page.setViewportSize(size);
  return path;
}

/**
 * Writes a picture of the whole screen, the real toolbar and badge included, to `screenshots/<name>.png`, once nothing
 * moves on it any more.
 */
export async function shootScreen(display: Display, name: string): Promise<string> {
  const path = join(SCREENSHOTS, `${name}.png`);
  let picture = display.png();
  await until("a still picture", async () => {
    const before = picture;
    await pause(STILL_MS);
    picture = display.png();
    return picture.equals(before);
  });
  mkdirSync(SCREENSHOTS, { recursive: true });
  writeFileSync(path, picture);
  return path;
}
