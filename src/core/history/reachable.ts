import type { Facts } from "./record.ts";

/** Whether a call would have reached the agent. */
export type Reachable = "yes" | "perhaps" | "no" | "not-known" | "not-observed";

/**
 * Whether a call would have reached the agent, by what was known.
 *
 * @param facts `null`: nothing was observed
 */
export function reachableBy(facts: Facts | null): Reachable {
  if (facts === null) return "not-observed";
  switch (facts.reach) {
    case "both":
    case "phone":
      return "yes";
    case "softphone":
      return facts.softphone === "registered" && facts.tab !== "muted" ? "yes" : "perhaps";
    case "nobody":
      return "no";
    case "unknown":
      return "not-known";
  }
}
