import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import JSZip from "jszip";
import { DIST_FIREFOX, type Firefox, packed } from "./launch.ts";

/**
 * Has Firefox take the extension's next version as it does from an update server: at once, or later if somebody asks for that.
 *
 * @returns whether it is installed
 */
export async function update(firefox: Firefox, version: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-update-"));
  const file = join(folder, "update.xpi");
  try {
    const zip = await JSZip.loadAsync(await packed(DIST_FIREFOX));
    const manifest = JSON.parse((await zip.file("manifest.json")?.async("string")) ?? "") as object;
    zip.file("manifest.json", JSON.stringify({ ...manifest, version }));
    writeFileSync(file, await zip.generateAsync({ type: "uint8array" }));
    return await firefox.inBrowser<boolean>(
      `const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
      const { FileUtils } = ChromeUtils.importESModule("resource://gre/modules/FileUtils.sys.mjs");
      return AddonManager.getInstallForFile(new FileUtils.File(${JSON.stringify(file)})).then((install) =>
        new Promise((resolve) => {
          install.addListener({ onInstallEnded: () => resolve(true), onInstallPostponed: () => resolve(false) });
          install.install();
        }));`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
