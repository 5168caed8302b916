import type { Badge } from "../core/devices/badge.ts";

/** The badge as the toolbar shows it. */
export function BadgeChip({ badge }: { readonly badge: Badge }) {
  return (
    <span class={`badge badge-${badge.colour}`} dir="ltr">
      {badge.text}
    </span>
  );
}
