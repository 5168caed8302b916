import type { Cell, CellResult, Watch } from "./cell.ts";
import type { FateName } from "./fates.ts";

/** When a cell was looked at: 5 s after its fault, or when Hookswitch had read again. */
const MOMENTS = ["after the fault", "after a read"] as const;

/** The server knows, and Hookswitch has not read yet: untrue for a period at most. */
const NOT_READ_YET = [
  ...either("unregistered"),
  "stale-nonce, contact dropped",
  ...either("registrar-restarted"),
  ...either("contact-removed"),
];

/** The server itself is wrong, and nothing in the tab shows it: untrue until the contact expires. */
const SEEN_BY_NOBODY = ["stale-nonce, contact kept", ...either("dead-line")];

/** Only the tab shows it. The server knows of some once it has noticed that the connection is gone. */
const SEEN_IN_THE_TAB = {
  notReadYet: [
    ...either("closed"),
    "crashed, contact dropped",
    "discarded, contact dropped",
    ...either("navigated"),
  ],
  unknownToTheServer: [
    "crashed, contact kept",
    "discarded, contact kept",
    ...either("frozen"),
    ...either("muted"),
  ],
};

/** Only the page itself shows it. */
const SEEN_BY_THE_PROBE = either("no-microphone");

/** The probe needs up to 30 s to be sure. */
const SEEN_LATE_BY_THE_PROBE = either("hung");

/**
 * What is green though no call arrives, where nobody outside Exotel can know, or where nothing looks: fate, what the registrar does
 * with a contact whose connection is lost, and when it was looked at.
 */
const UNTRUE: Readonly<Record<Watch, readonly string[]>> = {
  none: moments(
    [...NOT_READ_YET, ...SEEN_IN_THE_TAB.notReadYet],
    [
      ...SEEN_BY_NOBODY,
      ...SEEN_IN_THE_TAB.unknownToTheServer,
      ...SEEN_BY_THE_PROBE,
      ...SEEN_LATE_BY_THE_PROBE,
    ],
  ),
  tab: moments(NOT_READ_YET, [...SEEN_BY_NOBODY, ...SEEN_BY_THE_PROBE, ...SEEN_LATE_BY_THE_PROBE]),
  probe: moments(NOT_READ_YET, [...SEEN_BY_NOBODY, ...SEEN_LATE_BY_THE_PROBE]),
};

/** @param lasting what a read does not change */
function moments(untilRead: readonly string[], lasting: readonly string[]): string[] {
  return [
    ...[...untilRead, ...lasting].map((name) => `${name}, after the fault`),
    ...lasting.map((name) => `${name}, after a read`),
  ];
}

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

/** What may be untrue in a cell. With the softphone off, nothing is green. */
export function knownToBeUntrue({ fate, lostContact, on, watch }: Cell): string[] {
  const begins = `${fate}, contact ${lostContact}, `;
  return on.softphone ? UNTRUE[watch].filter((name) => name.startsWith(begins)) : [];
}
