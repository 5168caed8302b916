import { RULES } from "../api-rules.ts";
import type { Reading } from "../devices/device.ts";
import { isLost, type VerdictInput, verdict } from "../devices/verdict.ts";
import { tabEvidence } from "../softphone-tab/tab-evidence.ts";

/** What is known of the softphone. Only `lost` makes a rule act, and only `well` makes it restore what was before. */
export type SoftphoneHealth = "well" | "lost" | "unsure" | "absent";

/** What a good, recent reading and the watched tabs say of the softphone, even while it is off. */
export function softphoneHealth(reading: Reading, input: VerdictInput): SoftphoneHealth {
  const softphones = reading.devices.filter(({ kind, verified }) => kind === "sip" && verified !== false);
  if (softphones.length === 0) return "absent";
  const tab = tabEvidence(input.softphoneTabs);
  if (tab.fault !== null) return "lost";
  // Such an API says nothing of registration: only the tab does.
  if (!RULES[reading.api].reportsRegistration) return tab.ringing > 0 ? "well" : "unsure";
  const judged = verdict(input);
  const state = "softphone" in judged ? judged.softphone : "absent";
  if (state === "registered") return "well";
  if (isLost(state)) return "lost";
  if (state !== "off") return "unsure";
  if (softphones.some(({ registration }) => registration === "registered")) return "well";
  return softphones.every(({ registration }) => registration === "not-registered") ? "lost" : "unsure";
}
