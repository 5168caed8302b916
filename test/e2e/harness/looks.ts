import type { Page } from "playwright-core";
import { expect } from "vitest";
import { axe } from "./axe.ts";
import { faultsInLongerWords } from "./longer-words.ts";
import { fitPopup, type Look, look, shoot, TAKES_PICTURES } from "./screenshots.ts";

/** The ways in which every page is looked at. */
const LOOKS: Readonly<Record<string, Look>> = {
  light: { scheme: "light" },
  dark: { scheme: "dark" },
  "forced-colours": { forcedColours: true },
  "large-text": { scheme: "light", largeText: true },
};

/**
 * Looks at a page in each way, and lists every fault of accessibility or width that it finds. Leaves a picture of each look with
 * a fault, or of all where the environment has PICTURES.
 *
 * @param name of the pictures; one that begins with "popup" gives the page the size of a popup
 */
export async function faultsOf(page: Page, name: string, looks = LOOKS): Promise<string[]> {
  const isPopup = name.startsWith("popup");
  const found: string[] = [];
  for (const [way, how] of Object.entries(looks)) {
    await look(page, { ...how, reducedMotion: true });
    if (isPopup) await fitPopup(page);
    const faults = [...(await overflowOf(page)), ...(await saidTwice(page)), ...(await axe(page))];
    if (way === "light") faults.push(...(await faultsInLongerWords(page)));
    if (TAKES_PICTURES || faults.length > 0) await shoot(page, `${name}-${way}`, true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(
      how.largeText ? "32px" : "16px",
    );
    found.push(...faults.map((fault) => `${name}, ${way}: ${fault}`));
  }
  await look(page, {});
  return found;
}

/** What a screen reader says twice: a name that is repeated as the description. */
async function saidTwice(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll("[title]")].flatMap((element) => {
      const title = element.getAttribute("title");
      return title === element.getAttribute("aria-label") ? [`${title} is said twice`] : [];
    }),
  );
}

/** What is wider than its place: the page itself, or what is cut off or scrolls in an element. */
async function overflowOf(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const clipped = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
      const isHidden = element.clientWidth <= 1;
      const mayCut = getComputedStyle(element).overflowX !== "visible";
      return mayCut && !isHidden && element.scrollWidth > element.clientWidth + 1;
    });
    const names = clipped.map((element) => `${element.tagName}.${element.className} is cut off`);
    return scrollWidth > clientWidth ? [`${scrollWidth} px in ${clientWidth}`, ...names] : names;
  });
}
