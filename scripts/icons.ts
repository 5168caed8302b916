import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const FOLDER = new URL("../icons/", import.meta.url);
export const ICON_SIZES = [16, 32, 48, 128] as const;

/** Renders an icon as a palette PNG: two colours and the shades between them. The 16 px icon has its own drawing. */
export function renderIcon(size: (typeof ICON_SIZES)[number]): Promise<Uint8Array> {
  const svg = fileURLToPath(new URL(size === 16 ? "icon-16.svg" : "icon.svg", FOLDER));
  // Render at the final size instead of scaling. An SVG of 128 px has 72 dots per inch.
  return sharp(svg, { density: (72 * size) / (size === 16 ? 16 : 128) })
    .resize(size, size)
    .png({ palette: true, colours: 16, dither: 0, compressionLevel: 9, effort: 10 })
    .toBuffer();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const size of ICON_SIZES) writeFileSync(new URL(`icon-${size}.png`, FOLDER), await renderIcon(size));
}
