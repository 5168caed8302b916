/** Line drawings on a grid of 20, in the colour of the text around them. */
const PATHS = {
  phone:
    "M6.6 3H4.300A1.3 1.3 0 0 0 3 4.4 13 13 0 0 0 15.6 17a1.3 1.3 0 0 0 1.4-1.300v-2.300l-3.6-1.5-1.6 1.600a9.5 9.5 0 0 1-5.3-5.300l1.6-1.600z",
  softphone:
    "M3.5 12v-2a6.5 6.5 0 0 1 13 0v2M3.5 11.500h2.200V16H4.500a1 1 0 0 1-1-1zm13 0h-2.200V16h1.200a1 1 0 0 0 1-1zM16 16c0 1.5-2 2-4.5 2",
  other: "M4 4h12v12H4zM8 8.200a2 2 0 1 1 2.6 2.100c-.4.1-.6.4-.6.900M10 13.500v.1",
  check: "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M6.8 10.200l2.3 2.3 4.2-4.7",
  cross: "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M7.5 7.500l5 5m0-5-5 5",
  question: "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M8 8.200a2 2 0 1 1 2.6 2.100c-.4.1-.6.4-.6.900M10 13.500v.1",
  lock: "M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  warning: "M10 3 2.5 16.500h15zM10 8.500v3.600M10 14.300v.1",
  again: "M16.5 10a6.5 6.5 0 1 1-2-4.700M16.5 2.500v3.700h-3.7",
  clock: "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M10 6v4.200l2.8 1.6",
} as const;

export type GlyphName = keyof typeof PATHS;

/** A picture beside words that say the same; never the only bearer of a meaning. */
export function Glyph({ name }: { readonly name: GlyphName }) {
  return (
    <svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
