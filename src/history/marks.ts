import type { Reachable } from "../core/history/reachable.ts";
import type { IconName } from "../ui/icon.tsx";

const MARKS = {
  yes: "tick",
  perhaps: "softphone",
  no: "cross",
  "not-known": "question",
  "not-observed": "clock",
} as const satisfies Record<Reachable, IconName>;

/** The icon by which good is told from bad without colour. */
export function markOf(reachable: Reachable): IconName {
  return MARKS[reachable];
}
