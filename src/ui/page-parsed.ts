/**
 * Resolves when the page's elements are there. Its script runs before them, so that what the page shows has been asked
 * for when they come.
 */
export function parsed(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}
