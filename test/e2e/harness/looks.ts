import type { Page } from "playwright-core";
import { expect } from "vitest";
import { axe } from "./axe.ts";
import { POPUP } from "./launch.ts";
import { fitPopup, type Look, look, shoot } from "./screenshots.ts";

/** The ways in which every page is looked at. */
const LOOKS: Readonly<Record<string, Look>> = {
  light: { scheme: "light" },
  dark: { scheme: "dark" },
  "forced-colours": { forcedColours: true },
  "large-text": { scheme: "light", largeText: true },
};

/**
 * Looks at a page in each way, leaves a picture of each, and lists every fault of accessibility or width that it finds.
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
    if (way === "light" && (await page.evaluate(() => document.documentElement.lang)) === "en")
      faults.push(...(await overflowOf(page, true)));
    await shoot(page, `${name}-${way}`, true);
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

/**
 * What is wider than its place: the page itself, or what is cut off or scrolls in an element.
 *
 * @param inLongerWords whether with each text 40 % longer, as in other languages: then also what is cut off below, and a popup that
 *   is higher than the browser allows. The page is as before once it was looked at.
 */
async function overflowOf(page: Page, inLongerWords = false): Promise<string[]> {
  return await page.evaluate(
    ([isLonger, maxHeight]) => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const before: (readonly [Text, string])[] = [];
      for (
        let node = texts.nextNode() as Text | null;
        isLonger && node;
        node = texts.nextNode() as Text | null
      ) {
        // The server's texts and what is typed are the same in every language.
        if (!node.parentElement?.closest("bdi, code, kbd, .badge, textarea")) before.push([node, node.data]);
      }
      for (const [node, text] of before) {
        const words = text.trim();
        const more = words.slice(0, Math.ceil(words.length * 0.4));
        if (/\p{L}/u.test(words)) node.data = `${text}${words.includes(" ") ? " " : ""}${more}`;
      }
      const { scrollWidth, clientWidth, scrollHeight } = document.documentElement;
      const clipped = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
        const isHidden = element.clientWidth <= 1;
        const { overflowX, overflowY } = getComputedStyle(element);
        const isWide = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        // The server's own words may be of any length.
        const isOurs = element.querySelector("bdi") === null;
        const isHigh =
          isLonger && isOurs && overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1;
        return !isHidden && (isWide || isHigh);
      });
      const found = clipped.map((element) => `${element.tagName}.${element.className} is cut off`);
      if (scrollWidth > clientWidth) found.unshift(`${scrollWidth} px in ${clientWidth}`);
      if (isLonger && location.pathname.includes("popup") && scrollHeight > maxHeight)
        found.unshift(`${scrollHeight} px high, of at most ${maxHeight}`);
      for (const [node, text] of before) node.data = text;
      return found.map((fault) => (isLonger ? `in longer words: ${fault}` : fault));
    },
    [inLongerWords, POPUP.maxHeight] as const,
  );
}
