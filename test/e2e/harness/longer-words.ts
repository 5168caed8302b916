import type { Page } from "playwright-core";
import { POPUP } from "./launch.ts";

/**
 * Makes each text of an English page 40 % longer, as in other languages, looks what then finds no room, and puts the texts back
 * before the page can change them.
 *
 * @returns what is cut off or wider than the page, and that a popup is higher than the browser allows
 */
export async function faultsInLongerWords(page: Page): Promise<string[]> {
  return await page.evaluate((maxHeight) => {
    if (document.documentElement.lang !== "en") return [];
    const elements = [...document.querySelectorAll<HTMLElement>("body *")];
    const isCut = (element: HTMLElement): boolean => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const isWide = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      const isHigh = overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1;
      return element.clientWidth > 1 && (isWide || isHigh);
    };
    // The server's own words may be of any length, and are the same in every language.
    const cutAnyway = elements.filter((element) => isCut(element) || element.querySelector("bdi") !== null);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    const own = texts.filter(
      ({ data, parentElement }) =>
        /\p{L}/u.test(data) && !parentElement?.closest("bdi, code, kbd, .badge, textarea"),
    );
    const before = own.map(({ data }) => data);
    for (const text of own) {
      const words = text.data.trim();
      // A word stays one word.
      text.data += (words.includes(" ") ? " " : "") + words.slice(0, Math.ceil(words.length * 0.4));
    }
    const found = elements
      .filter((element) => !cutAnyway.includes(element) && isCut(element))
      .map((element) => `${element.tagName}.${element.className} is cut off`);
    const { scrollWidth, clientWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`${scrollWidth} px in ${clientWidth}`);
    if (location.pathname.includes("popup") && scrollHeight > maxHeight)
      found.push(`${scrollHeight} px high, of at most ${maxHeight}`);
    for (const [index, text] of own.entries()) text.data = before[index] as string;
    return found.map((fault) => `in longer words: ${fault}`);
  }, POPUP.maxHeight);
}
