/** How long to wait for a page that the browser does not paint, such as a background tab, ms. */
const TIMEOUT = 300;

/** Resolves after the page's first contentful paint, which work done earlier would delay. */
export function firstPaint(): Promise<void> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length > 0) resolve();
    }).observe({ type: "paint", buffered: true });
    setTimeout(resolve, TIMEOUT);
  });
}
