import type { SoftphoneTab } from "./softphone-tab.ts";

/**
 * The watched tabs after a page was asked. Only a page that is open counts: another one has nothing to say, or its answer is late.
 *
 * @returns the same list if nothing has changed
 */
export function withAnswer(
  tabs: readonly SoftphoneTab[],
  id: number,
  probe: SoftphoneTab["probe"],
): readonly SoftphoneTab[] {
  const isNews = (tab: SoftphoneTab): boolean =>
    tab.id === id && tab.state === "open" && JSON.stringify(tab.probe) !== JSON.stringify(probe);
  return tabs.some(isNews) ? tabs.map((tab) => (isNews(tab) ? { ...tab, probe } : tab)) : tabs;
}

/** The watched tabs without what their pages have said; the same list if there is nothing. */
export function withoutAnswers(tabs: readonly SoftphoneTab[]): readonly SoftphoneTab[] {
  return tabs.some(({ probe }) => probe !== null) ? tabs.map((tab) => ({ ...tab, probe: null })) : tabs;
}
