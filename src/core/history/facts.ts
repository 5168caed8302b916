import type { Device, Reading } from "../devices/device.ts";
import { evidenceExpiresAt, type VerdictInput, verdict } from "../devices/verdict.ts";
import { verdictWords } from "../devices/verdict-sentences.ts";
import { tabEvidence } from "../softphone-tab/tab-evidence.ts";
import type { Facts } from "./record.ts";

/** How long facts without a reading hold, ms: Hookswitch tries again after that time at the latest. */
const WITHOUT_READING = 600_000;

/** What would happen to a call now. `null` while nothing is set up, or the first read is still under way. */
export function factsOf(input: VerdictInput): Facts | null {
  const judged = verdict(input);
  if (input.account === null || judged.reach === "not-set-up" || judged.reach === "reading") return null;
  const { reading } = input.status;
  const known = judged.reach === "refused" || judged.reach === "unknown" ? null : judged;
  const devices = known === null ? null : reading;
  return {
    reach: known?.reach ?? "unknown",
    softphone: known?.softphone ?? null,
    isBusy: known?.busy ?? false,
    phoneOn: devices && isOneOn(devices, "pstn"),
    softphoneOn: devices && isOneOn(devices, "sip"),
    registered: devices && isRegistered(devices, known?.softphone === "registered"),
    tab: tabOf(input),
    ...verdictWords(judged, input),
    readAt: devices?.takenAt ?? null,
  };
}

/** Until when facts hold if nothing else is seen, ms. */
export function holdUntil({ readAt }: Facts, { status, now }: VerdictInput): number {
  const expires = readAt === null ? null : evidenceExpiresAt(status);
  // A switch that has left no device on is known beyond the reading's life.
  return expires === null || expires < now ? now + WITHOUT_READING : expires;
}

function isOneOn({ devices }: Reading, kind: Device["kind"]): boolean | null {
  const all = devices.filter((device) => device.kind === kind);
  if (all.some(({ on }) => on === true)) return true;
  return all.every(({ on }) => on === false) ? false : null;
}

/** @param counts whether a registration is beyond doubt */
function isRegistered({ devices }: Reading, counts: boolean): boolean | null {
  if (counts) return true;
  const on = devices.filter((device) => device.kind === "sip" && device.on === true);
  const isLost = on.length > 0 && on.every(({ registration }) => registration === "not-registered");
  return isLost ? false : null;
}

function tabOf({ softphoneTabs }: VerdictInput): Facts["tab"] {
  if (softphoneTabs.length === 0) return null;
  const { fault, isMuted } = tabEvidence(softphoneTabs);
  return fault ?? (isMuted ? "muted" : "open");
}
