import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

const FOLDER = new URL("../icons/", import.meta.url);
export const ICON_SIZES = [16, 32, 48, 128] as const;

/** One icon as PNG. 16 px has a drawing of its own, laid on whole pixels. */
export function renderIcon(size: (typeof ICON_SIZES)[number]): Uint8Array {
  const svg = readFileSync(new URL(size === 16 ? "icon-16.svg" : "icon.svg", FOLDER), "utf8");
  return new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const size of ICON_SIZES) writeFileSync(new URL(`icon-${size}.png`, FOLDER), renderIcon(size));
}
