/**
 * Resolves when the page is parsed. Its script runs before that, so that the page's data is already on its way.
 */
export function pageParsed(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}
