import { isOpenByDevices, type Verdict } from "../core/devices/verdict.ts";

/** Whether the last reading still counts as evidence rather than as a record of the past. */
export function isEvidence(verdict: Verdict): boolean {
  switch (verdict.reach) {
    case "not-set-up":
    case "reading":
    case "refused":
      return false;
    case "unknown":
      return isOpenByDevices(verdict.why);
    default:
      return true;
  }
}
