import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { Badge } from "../../test/e2e/harness/toolbar.ts";

/**
 * Draws badges as a toolbar shows them, from the values that the browser reports. A page's screenshot does not include the
 * browser's toolbar.
 */
export async function drawToolbars(page: Page, badges: readonly Badge[]): Promise<void> {
  const icon = readFileSync(fileURLToPath(new URL("../../icons/icon-32.png", import.meta.url)), "base64");
  await page.setViewportSize({ width: 760, height: 80 + badges.length * 44 });
  await page.goto("about:blank");
  await page.evaluate(
    ({ rows, source }) => {
      document.body.style.cssText =
        "margin:24px;font:14px/1.4 system-ui,sans-serif;color:#1f1f1f;background:#fff";
      for (const { text, colour, title } of rows) {
        const row = document.body.appendChild(document.createElement("div"));
        row.style.cssText = "display:flex;align-items:center;gap:20px;height:44px";
        const button = row.appendChild(document.createElement("div"));
        button.style.cssText = "position:relative;width:32px;height:32px;flex:none";
        const image = button.appendChild(document.createElement("img"));
        image.src = `data:image/png;base64,${source}`;
        image.style.cssText = "width:24px;height:24px";
        if (text !== "") {
          const mark = button.appendChild(document.createElement("span"));
          mark.textContent = text;
          const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
            Number.parseInt(colour.slice(at, at + 2), 16),
          );
          const dark = red * 0.3 + green * 0.59 + blue * 0.11 > 140;
          mark.style.cssText = `position:absolute;right:-4px;bottom:0;padding:0 3px;border-radius:3px;font:600 10px/14px system-ui,sans-serif;background:${colour};color:${dark ? "#000" : "#fff"}`;
        }
        row.appendChild(document.createElement("span")).textContent = title;
      }
    },
    { rows: badges, source: icon },
  );
}
