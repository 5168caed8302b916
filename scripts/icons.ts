import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const FOLDER = new URL("../icons/", import.meta.url);
export const ICON_SIZES = [16, 32, 48, 128] as const;

/** One icon as PNG, with a palette: two colours and what lies between them. 16 px has a drawing of its own. */
export function renderIcon(size: (typeof ICON_SIZES)[number]): Promise<Uint8Array> {
  const svg = fileURLToPath(new URL(size === 16 ? "icon-16.svg" : "icon.svg", FOLDER));
  // Drawn at its size rather than scaled: an SVG of 128 px has 72 dots an inch.
  return sharp(svg, { density: (72 * size) / (size === 16 ? 16 : 128) })
    .resize(size, size)
    .png({ palette: true, colours: 16, dither: 0, compressionLevel: 9, effort: 10 })
    .toBuffer();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const size of ICON_SIZES) writeFileSync(new URL(`icon-${size}.png`, FOLDER), await renderIcon(size));
}
