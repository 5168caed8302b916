import { CCM_ANSWERS } from "./ccm-answers.ts";
import { CCM_REFUSALS } from "./ccm-refusals.ts";
import type { WireFaultGroup } from "./row.ts";

/**
 * What can go wrong while the devices are read from CCM. The request function is the one of Integrations Core, whose table
 * has all that happens below the answer's JSON; a few of its rows stand here to show that.
 */
export const CCM_FAULTS: readonly WireFaultGroup[] = [...CCM_REFUSALS, ...CCM_ANSWERS];
