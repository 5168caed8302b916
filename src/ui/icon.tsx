/** Line drawings on a grid of 20 × 20, in the colour of the surrounding text. */
const PATHS = {
  phone:
    "M6.6 3H4.3A1.3 1.3 0 0 0 3 4.4 13 13 0 0 0 15.6 17a1.3 1.3 0 0 0 1.4-1.3v-2.3l-3.6-1.5-1.6 1.6a9.5 9.5 0 0 1-5.3-5.3l1.6-1.6z",
  softphone:
    "M3.5 12v-2a6.5 6.5 0 0 1 13 0v2M3.5 11.5h2.2V16H4.5a1 1 0 0 1-1-1zm13 0h-2.2V16h1.2a1 1 0 0 0 1-1zM16 16c0 1.5-2 2-4.5 2",
  other: "M4 4h12v12H4zM8 8.2a2 2 0 1 1 2.6 2.1c-.4.1-.6.4-.6.9M10 13.5v.1",
  check: "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M6.8 10.2l2.3 2.3 4.2-4.7",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  warning: "M10 3 2.5 16.5h15zM10 8.5v3.6M10 14.3v.1",
  again: "M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 2.5v3.7h-3.7",
  tick: "M4 10.5l4 4 8-9",
  cross: "M5 5l10 10M15 5L5 15",
  bang: "M10 3.5v8M10 15.6v.2",
  question: "M6.8 7.4a3.2 3.2 0 1 1 4.6 2.9c-.9.4-1.4 1-1.4 2M10 15.8v.1",
  key: "M3.5 10a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0M9.9 10H17M14 10v3",
  pin: "M7 3h6l-1 5 2.5 2.5h-9L8 8zM10 10.5V17",
  tab: "M2.5 6.5h15V16h-15zM2.5 6.5V4h6l1.5 2.5",
  mute: "M3 8v4h3l4 3.5v-11L6 8zM13 8l4 4M17 8l-4 4",
  down: "M5 7.5l5 5 5-5",
  up: "M5 12.5l5-5 5 5",
  clock: "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M10 6v4.2l2.8 1.6",
} as const;

/** What points somewhere, or has a question mark: mirrored where words are written from right to left. */
const POINTING: readonly string[] = ["mute", "question", "other", "tab"];

export type IconName = keyof typeof PATHS;

/** A decorative icon. The text beside it must say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class={POINTING.includes(name) ? "icon icon-pointing" : "icon"}
      viewBox="0 0 20 20"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
