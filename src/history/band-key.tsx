import type { Shown } from "../core/history/bands.ts";
import type { Reachable } from "../core/history/reachable.ts";

export type PartKind = Reachable | Shown | "on";

/** What a part of a band is filled with; `undefined` leaves it to the style sheet. */
export function fillOf(kind: PartKind): string | undefined {
  if (kind === "not-known") return "url(#hatched)";
  return kind === "half" || kind === "perhaps" ? "url(#striped)" : undefined;
}

/** A sample of what a band is drawn with. The text beside it says what it means. */
export function BandKey({ kind }: { readonly kind: PartKind }) {
  return (
    <svg class="band-key" aria-hidden="true">
      <rect class={`part part-${kind}`} x="1" y="1" width="90%" height="80%" fill={fillOf(kind)} />
    </svg>
  );
}

/** The patterns with which bands are filled. Once a page. */
export function BandPatterns() {
  return (
    <svg class="band-patterns" aria-hidden="true">
      <defs>
        <pattern
          id="hatched"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" class="pattern-paper" />
          <rect width="2" height="6" class="pattern-ink" />
        </pattern>
        <pattern id="striped" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" class="pattern-warm-paper" />
          <path d="M0 5L5 0" class="pattern-warm-ink" />
        </pattern>
      </defs>
    </svg>
  );
}
