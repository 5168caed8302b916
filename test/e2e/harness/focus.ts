import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What has the focus: its role and name, and whether it can be seen that it has it. */
export async function focused(page: Page): Promise<{ what: string; visible: boolean }> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { what: "nothing", visible: true };
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const spoken = element.cloneNode(true) as Element;
    for (const unheard of spoken.querySelectorAll("[aria-hidden=true]")) unheard.remove();
    const name =
      element.getAttribute("aria-label") ??
      (ids.length > 0
        ? ids.map((id) => document.getElementById(id)?.textContent).join(" ")
        : labels.length > 0
          ? labels.map((label) => label.textContent).join(" ")
          : spoken.textContent);
    const visible =
      (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) ||
      (boxShadow !== "none" && boxShadow !== "");
    return { what: name?.trim() || element.getAttribute("title") || "", visible };
  });
}

/** Goes on with Tab until the focus comes round, past the page's end, and names every stop. */
export async function tabStops(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const { what, visible } = await focused(page);
    // A time has a stop for each of its parts.
    const isTime = await page.evaluate(() => document.activeElement?.matches("input[type=time]"));
    if (what === stops.at(-1) && isTime === true) continue;
    if (stops.includes(what)) return stops.filter((stop) => stop !== "nothing");
    expect({ what, visible }).toEqual({ what, visible: true });
    stops.push(what);
  }
}
