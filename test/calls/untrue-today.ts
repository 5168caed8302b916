import type { CellResult } from "./cell.ts";

/** When a cell was looked at: 5 s after its fault, or when Hookswitch had read again. */
const MOMENTS = ["after the fault", "after a read"] as const;

/**
 * What is still green though no call arrives, whichever other device is on: fate, what the registrar does with a contact whose
 * connection is lost, and when it was looked at. A server's word that is not read yet is among it, and so is what no server can say.
 */
const UNTRUE_TODAY: ReadonlySet<string> = new Set([]);

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
  return on.softphone ? [...UNTRUE_TODAY].filter((name) => name.startsWith(begins)) : [];
}
