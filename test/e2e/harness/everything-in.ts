import type { Page } from "playwright-core";

/** Everything that a page says of itself: its address, its title, its DOM, and what its fields hold. */
export async function everythingIn(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const fields = [
      ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea"),
    ].map((field) => field.value);
    return [location.href, document.title, document.documentElement.outerHTML, ...fields].join("\n");
  });
}
