/** The logo of `icons/icon.svg`, inline so that the first paint includes it. */
export function Logo() {
  return (
    <svg class="mark" viewBox="0 0 128 128" aria-hidden="true">
      <rect class="mark-tile" width="128" height="128" rx="30" />
      <path d={HANDSET} />
      <path d={SWITCH} fill-rule="evenodd" />
    </svg>
  );
}

/** The SVG paths of `icons/icon.svg`. */
export const HANDSET =
  "M20 60v-9c0-18 20-27 44-27s44 9 44 27v9a7 7 0 0 1-7 7H87a7 7 0 0 1-7-7v-5c0-5-7-8-16-8s-16 3-16 8v5a7 7 0 0 1-7 7H27a7 7 0 0 1-7-7z";
export const SWITCH = "M46 78h36a15 15 0 0 1 0 30H46a15 15 0 0 1 0-30zm36 6a9 9 0 1 0 0 18a9 9 0 1 0 0-18z";
