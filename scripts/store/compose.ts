import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import sharp from "sharp";
import type { Badge } from "../../test/e2e/harness/toolbar.ts";

/** How many pixels of a picture one pixel of a page takes. */
export const SCALE = 1.6;

/** A picture of a page, with the size that it is shown in. */
export interface Shot {
  /** A data URL. */
  readonly png: string;
  readonly width: number;
  readonly height: number;
}

/** What a picture of the store shows beside its line. */
export type Subject =
  | { readonly kind: "popup"; readonly shot: Shot; readonly badge: Badge; readonly isDark: boolean }
  | { readonly kind: "page"; readonly shot: Shot };

const LOGO = `data:image/svg+xml;base64,${readFileSync(fileURLToPath(new URL("../../icons/icon.svg", import.meta.url)), "base64")}`;

const STYLE = `
  * { box-sizing: border-box; margin: 0; }
  body { overflow: hidden; background: #0f6372; color: #fff; font-family: system-ui, sans-serif; }
  body.page { display: grid; grid-template-rows: auto 1fr; justify-items: center; gap: 20px; padding: 22px 40px 0; }
  body.popup { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 36px; padding: 0 44px; }
  body.tile { display: grid; place-content: center; justify-items: center; gap: 10px; text-align: center; padding: 0 28px; }
  h1 { font-size: 31px; line-height: 1.25; font-weight: 700; text-wrap: balance; }
  body.page h1 { font-size: 20px; text-align: center; }
  .name { display: flex; align-items: center; gap: 10px; margin-bottom: 22px; font-size: 19px; font-weight: 600; }
  .name img { width: 34px; height: 34px; border-radius: 8px; box-shadow: 0 0 0 1px #ffffff40; }
  .window { overflow: hidden; border-radius: 10px; box-shadow: 0 4px 16px #00000052; background: #fff; }
  body.page .window { align-self: start; border-radius: 10px 10px 0 0; }
  .toolbar { display: flex; align-items: center; justify-content: flex-end; gap: 14px; height: 38px; padding: 0 14px; background: #dfe5ec; }
  .toolbar::before { content: ""; flex: 1; height: 24px; border-radius: 12px; background: #fff; }
  .toolbar.dark { background: #2d3439; }
  .toolbar.dark::before { background: #161b1d; }
  .button { position: relative; width: 26px; height: 26px; }
  .button img { width: 20px; height: 20px; margin: 1px 3px; }
  .button b { position: absolute; right: -5px; bottom: -2px; padding: 0 3px; border-radius: 3px; font: 700 9px/13px system-ui, sans-serif; }
  .window > img { display: block; }
`;

/**
 * Draws a picture of the store: a line of text and what it is about, on one colour.
 *
 * @param page any page that may be overwritten
 * @param size of the picture, in pixels
 */
export async function compose(
  page: Page,
  size: { readonly width: number; readonly height: number },
  {
    line,
    direction,
    subject,
  }: { readonly line: string; readonly direction: string; readonly subject: Subject },
): Promise<Uint8Array> {
  const { shot } = subject;
  const inner = size.height / SCALE;
  // A popup that is higher than its place is shown smaller.
  const shrink = subject.kind === "popup" ? Math.min(1, (inner - 40 - 38) / shot.height) : 1;
  const image = `<img src="${shot.png}" width="${shot.width * shrink}" height="${shot.height * shrink}" alt="">`;
  const name = `<p class="name"><img src="${LOGO}" alt="">Hookswitch</p>`;
  const body =
    subject.kind === "page"
      ? `<h1>${line}</h1><div class="window">${image}</div>`
      : `<div>${name}<h1>${line}</h1></div><div class="window">${toolbar(subject)}${image}</div>`;
  return draw(page, size, `<body class="${subject.kind}" dir="${direction}">${body}`, SCALE);
}

/** Draws a tile of the store: the logo, the name and a line of text. */
export async function tile(
  page: Page,
  size: { readonly width: number; readonly height: number },
  { line, direction }: { readonly line: string; readonly direction: string },
): Promise<Uint8Array> {
  // The same picture in each size.
  const scale = size.height / 280;
  const body = `<img src="${LOGO}" width="84" height="84" alt="" style="border-radius:20px;box-shadow:0 0 0 1px #ffffff40"><h1 style="font-size:34px">Hookswitch</h1><p style="font-size:17px;line-height:1.4;max-width:360px">${line}</p>`;
  return draw(page, size, `<body class="tile" dir="${direction}">${body}`, scale);
}

function toolbar({ badge: { text, colour }, isDark }: Extract<Subject, { kind: "popup" }>): string {
  const letters = colour.startsWith("#f5a7") ? "#000" : "#fff";
  const mark = text === "" ? "" : `<b style="background:${colour};color:${letters}">${text}</b>`;
  return `<div class="toolbar ${isDark ? "dark" : ""}" dir="ltr"><div class="button"><img src="${LOGO}" alt="">${mark}</div></div>`;
}

/** @param scale how many pixels of the picture one of the page takes */
async function draw(
  page: Page,
  { width, height }: { readonly width: number; readonly height: number },
  body: string,
  scale: number,
): Promise<Uint8Array> {
  await page.goto("about:blank");
  await page.setContent(
    `<!doctype html><style>${STYLE} body { height: ${height / scale}px; }</style>${body}`,
  );
  const png = await capture(page, width / scale, height / scale, scale);
  return sharp(png)
    .resize(width, height, { fit: "cover" })
    .png({ palette: true, colours: 128, dither: 0, compressionLevel: 9, effort: 10 })
    .toBuffer();
}

/** A picture of what a page shows in a window of this size, with more pixels than usual. */
export async function capture(page: Page, width: number, height: number, scale = SCALE): Promise<Buffer> {
  const cdp = await page.context().newCDPSession(page);
  const metrics = {
    width: Math.ceil(width),
    height: Math.ceil(height),
    deviceScaleFactor: scale,
    mobile: false,
  };
  await cdp.send("Emulation.setDeviceMetricsOverride", metrics);
  await page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))");
  const { data } = await cdp.send("Page.captureScreenshot", { format: "png" });
  await cdp.detach();
  return Buffer.from(data, "base64");
}
