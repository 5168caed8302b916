import { CORE_ANSWERS } from "./core-answers.ts";
import { CORE_REFUSALS } from "./core-refusals.ts";
import { CORE_TRANSPORT_FAULTS } from "./core-transport.ts";
import type { WireFault, WireFaultGroup } from "./row.ts";

/** What can go wrong between the browser and Integrations Core. */
export const CORE_FAULTS: readonly WireFaultGroup[] = [
  ...CORE_TRANSPORT_FAULTS,
  ...CORE_REFUSALS,
  ...CORE_ANSWERS,
];

/** The host name unknown: shown by a browser that finds no server at all, and that has read nothing since its start. */
export const DNS_FAULT: WireFault = {
  name: "The host's name is not found (after a restart of the browser)",
  strikes: [],
  shown: {
    saying: "no answer",
    badge: "?",
    problem: "Hookswitch cannot reach Exotel.",
    next: "backoff",
    fades: false,
  },
};
