import { isOpenByDevices, type Verdict } from "../core/devices/verdict.ts";

/** Whether the devices' last reading still is evidence, rather than a memory of what once was. */
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
