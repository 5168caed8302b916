/** When a page that is not painted, as in a tab behind others, goes on all the same; ms. */
const UNSEEN = 300;

/** Resolves when the page has been painted with something in it: what is done before puts that off. */
export function firstPaint(): Promise<void> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length > 0) resolve();
    }).observe({ type: "paint", buffered: true });
    setTimeout(resolve, UNSEEN);
  });
}
