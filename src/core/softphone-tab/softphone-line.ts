import { type Message, message } from "../message.ts";
import { addressToKeep, isSamePage } from "./page-address.ts";
import type { SoftphoneTab, TabState } from "./softphone-tab.ts";
import { softphoneToOpen } from "./softphone-to-open.ts";
import { type TabFault, tabEvidence } from "./tab-evidence.ts";

/** The web page in front of the agent. */
export interface FrontTab {
  readonly id: number;
  readonly address: string;
}

/** What is known of the softphone's tab, in few words, and what can be done with it. */
export interface SoftphoneLine {
  readonly says: Message;
  /** Whether the tab keeps calls from being taken or heard. */
  readonly warns: boolean;
  readonly isMuted: boolean;
  /** Whether there is a tab or a page to open. */
  readonly opens: boolean;
  /** Whether no watched tab is known to show the softphone, so that another one may. */
  readonly isGone: boolean;
  /** The tab in front, where it may be the softphone's. */
  readonly watches: FrontTab | null;
}

/**
 * The line on the softphone's tab.
 *
 * @param page the address of the softphone's page; `null` if it is not known
 * @param front the web page in front; `null` if there is none, or it is not known yet
 */
export function softphoneLine(
  tabs: readonly SoftphoneTab[],
  page: string | null,
  front: FrontTab | null,
): SoftphoneLine {
  const { fault, isMuted } = tabEvidence(tabs);
  const asks = tabs.some(({ probe }) => typeof probe === "object" && probe?.microphone === "prompt");
  const isGone = tabs.every(({ state }) => GONE.includes(state));
  return {
    says: words(tabs, page, asks),
    warns: fault !== null || isMuted || asks,
    isMuted,
    opens: softphoneToOpen(tabs, page) !== null,
    isGone,
    watches: isGone && front !== null && mayBeNew(front, page) ? front : null,
  };
}

const FAULTS = {
  "page-closed": "tabClosed",
  "page-left": "tabLeft",
  "page-opening": "tabOpening",
  "page-crashed": "tabCrashed",
  "page-asleep": "tabAsleep",
  "page-frozen": "tabFrozen",
  "page-hung": "tabHung",
  "microphone-denied": "tabMicrophoneDenied",
  "no-microphone": "tabNoMicrophone",
  "no-speaker": "tabNoSpeaker",
} as const satisfies Record<TabFault, Message["id"]>;

function words(tabs: readonly SoftphoneTab[], page: string | null, asks: boolean): Message {
  if (tabs.length === 0) return message(page === null ? "tabNotWatched" : "tabNotSeen");
  const { fault, isMuted, ringing } = tabEvidence(tabs);
  if (fault !== null) return message(FAULTS[fault]);
  if (isMuted) return message("tabMuted");
  if (ringing === 0) return message("tabUnseen");
  if (asks) return message("tabAsksForMicrophone");
  if (ringing > 1) return message("tabsOpen", { count: ringing });
  return message(tabs.some(({ probe }) => probe !== null) ? "tabAnswers" : "tabOpen");
}

/** The states of a tab that is not known to show the softphone. */
const GONE: readonly TabState[] = ["closed", "left", "unseen"];

/** Whether a tab may be watched from now on. One with the known page is found without being asked for. */
function mayBeNew({ address }: FrontTab, page: string | null): boolean {
  return addressToKeep(address) !== null && (page === null || !isSamePage(address, page));
}
