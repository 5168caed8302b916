import type { SoftphoneTab, TabState } from "./softphone-tab.ts";

/** How to bring the softphone before the agent: its tab, loaded anew if it has crashed, or its page in a new tab. */
export type SoftphoneToOpen = { readonly tab: number; readonly reloads: boolean } | { readonly page: string };

/** The states of a tab that is still there, the best one first. */
const HERE: readonly TabState[] = ["open", "opening", "unseen", "frozen", "asleep", "crashed"];

/**
 * What `Open softphone` does now.
 *
 * @param page the address of the softphone's page; `null` if it is not known
 * @returns `null` if there is nothing to open
 */
export function softphoneToOpen(tabs: readonly SoftphoneTab[], page: string | null): SoftphoneToOpen | null {
  const here = HERE.flatMap((state) => tabs.filter((tab) => tab.state === state));
  const [best] = here;
  if (best !== undefined) return { tab: best.id, reloads: best.state === "crashed" };
  return page === null ? null : { page };
}
