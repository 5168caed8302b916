import type { CellResult } from "./cell.ts";
import type { FateName } from "./fates.ts";

/** When a cell was looked at: 5 s after its fault, or when Hookswitch had read again. */
const MOMENTS = ["after the fault", "after a read"] as const;

/** The server knows, and Hookswitch has not read yet: untrue for a period at most. */
const NOT_READ_YET = [
  ...either("unregistered"),
  "stale-nonce, contact dropped",
  ...either("closed"),
  "crashed, contact dropped",
  "discarded, contact dropped",
  ...either("navigated"),
  ...either("registrar-restarted"),
  ...either("contact-removed"),
];

/** The server itself is wrong: untrue until the contact expires, or for as long as the page renews it. */
const UNKNOWN_TO_THE_SERVER = [
  "stale-nonce, contact kept",
  "crashed, contact kept",
  "discarded, contact kept",
  ...either("frozen"),
  ...either("hung"),
  ...either("no-microphone"),
  ...either("muted"),
  ...either("dead-line"),
];

/**
 * What is green though no call arrives: fate, what the registrar does with a contact whose connection is lost, and when it was
 * looked at.
 */
const UNTRUE_TODAY: readonly string[] = [
  ...[...NOT_READ_YET, ...UNKNOWN_TO_THE_SERVER].map((name) => `${name}, after the fault`),
  ...UNKNOWN_TO_THE_SERVER.map((name) => `${name}, after a read`),
];

/** Both kinds of registrar. */
function either(fate: FateName): string[] {
  return [`${fate}, contact dropped`, `${fate}, contact kept`];
}

/** The name of each moment at which a cell was green though no call arrived. */
export function untrueMoments({ fate, lostContact, afterFault, afterRead }: CellResult): string[] {
  const seen = { "after the fault": afterFault, "after a read": afterRead };
  return MOMENTS.filter((moment) => seen[moment].truth === "green").map(
    (moment) => `${fate}, contact ${lostContact}, ${moment}`,
  );
}

/** What `UNTRUE_TODAY` lists for a cell. With the softphone off, nothing is green. */
export function knownToBeUntrue({ fate, lostContact, on }: CellResult): string[] {
  const begins = `${fate}, contact ${lostContact}, `;
  return on.softphone ? UNTRUE_TODAY.filter((name) => name.startsWith(begins)) : [];
}
