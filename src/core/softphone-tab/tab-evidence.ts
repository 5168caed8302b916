import type { SoftphoneTab } from "./softphone-tab.ts";

/** Why a softphone cannot ring, or cannot take a call, whatever the server says: its page. */
export type TabFault =
  | "page-closed"
  | "page-left"
  | "page-opening"
  | "page-crashed"
  | "page-asleep"
  | "page-frozen"
  | "page-hung"
  | "no-microphone"
  | "no-speaker"
  | "microphone-denied";

/** What the watched tabs prove. */
export interface TabEvidence {
  /** `null`: they prove nothing against the softphone. */
  readonly fault: TabFault | null;
  /** Nobody hears it ring. */
  readonly isMuted: boolean;
  /** In how many tabs it rings, as far as is known. */
  readonly ringing: number;
  /** When the first of those that can ring ran again after it was gone, ms; `null` if one of them never was. */
  readonly returnedAt: number | null;
}

/** Whether the softphone's tab keeps it from ringing, rather than Exotel's word. */
export function isTabFault(state: string): state is TabFault {
  return (LIGHTEST_FIRST as readonly string[]).includes(state);
}

const NO_EVIDENCE: TabEvidence = { fault: null, isMuted: false, ringing: 0, returnedAt: null };

/** From the lightest to the worst: of several tabs, the best one counts. */
const LIGHTEST_FIRST: readonly TabFault[] = [
  "microphone-denied",
  "no-speaker",
  "no-microphone",
  "page-hung",
  "page-opening",
  "page-frozen",
  "page-asleep",
  "page-crashed",
  "page-left",
  "page-closed",
];

/** What the watched tabs prove of the softphone. A page that is open proves no registration: it can only make the verdict worse. */
export function tabEvidence(tabs: readonly SoftphoneTab[]): TabEvidence {
  const able = tabs.filter((tab) => faultOf(tab) === null);
  if (able.length > 0) {
    return {
      fault: null,
      isMuted: able.every(({ isMuted }) => isMuted),
      ringing: able.filter(({ state }) => state === "open").length,
      returnedAt: able.some((tab) => tab.returnedAt === null)
        ? null
        : Math.min(...able.map((tab) => tab.returnedAt ?? 0)),
    };
  }
  const faults = tabs.map(faultOf);
  return { ...NO_EVIDENCE, fault: LIGHTEST_FIRST.find((fault) => faults.includes(fault)) ?? null };
}

function faultOf({ state, probe }: SoftphoneTab): TabFault | null {
  switch (state) {
    case "closed":
    case "left":
    case "opening":
    case "crashed":
    case "asleep":
    case "frozen":
      return `page-${state}`;
  }
  if (probe === null) return null;
  if (probe === "unanswered") return "page-hung";
  if (probe.microphone === "denied") return "microphone-denied";
  if (probe.hasInput === false) return "no-microphone";
  return probe.hasOutput === false ? "no-speaker" : null;
}
