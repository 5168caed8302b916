import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { type Hookswitch, launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { goOffline, goOnline } from "../../test/e2e/harness/network.ts";
import { fitPopup } from "../../test/e2e/harness/screenshots.ts";
import { type Badge, waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { stopWorker } from "../../test/e2e/harness/worker.ts";
import { DEMO, type Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent, optionsPage } from "./connect.ts";
import { drawToolbars } from "./toolbar-picture.ts";

/** The folder for the screenshots. Git ignores it. */
const FOLDER = fileURLToPath(new URL("../../demo/", import.meta.url));

/**
 * Walks through an agent's main tasks: set-up, each row of the badge table, a switch from the popup. Saves a screenshot of
 * each in `demo/`.
 *
 * @throws Error if the extension does not show what it should
 */
export async function walkThrough(emulator: Emulator): Promise<void> {
  emptyFolder();
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-demo-"));
  const seen: Badge[] = [];
  let handle = await launchHookswitch({ emulator, profile });
  try {
    const options = await optionsPage(handle);
    await options.getByRole("button", { name: "Save and connect" }).waitFor();
    seen.push(await waitForBadge(handle, ""));
    await picture(options, "01-set-up");
    await popupPicture(handle, "02-popup-not-set-up");
    await connectDemoAgent(options);
    await picture(options, "03-connected");

    // Hold the answer to show the badge that precedes the first one after a browser start.
    const hold = emulator.faults.hold("before");
    await handle.close();
    handle = await launchHookswitch({ emulator, profile });
    seen.push(await waitForBadge(handle, "…"));
    await popupPicture(handle, "04-popup-first-read");
    hold.release();
    hold.remove();
    // Read again: the hold may have made the first read time out.
    await look(handle, seen, "SIP", "05-popup-softphone-registered");

    await switchFromPopup(handle);
    seen.push(await waitForBadge(handle, "TEL"));
    await popupPicture(handle, "07-popup-phone-only");

    emulator.store.setIntegrations({ phone: true, sip: true });
    emulator.store.dropSoftphone();
    await look(handle, seen, "!", "08-popup-softphone-not-registered");
    emulator.store.setIntegrations({ phone: false, sip: true });
    await look(handle, seen, "!!", "09-popup-nobody");
    emulator.store.connectSoftphone();
    emulator.store.softphone().reported = false;
    await look(handle, seen, "S?", "10-popup-registration-not-reported");
    emulator.faults.expireToken();
    await look(handle, seen, "KEY", "11-popup-credentials-refused");
    emulator.faults.acceptToken();
    emulator.store.softphone().reported = true;
    await look(handle, [], "SIP", "12-popup-credentials-accepted");

    await goOffline(handle);
    await look(handle, seen, "?", "13-popup-not-known");
    await goOnline(handle);
    await look(handle, [], "SIP", "14-popup-online-again");

    const page = await handle.context.newPage();
    await drawToolbars(page, seen);
    await picture(page, "15-badges");
    console.log(`Walked through the main job as ${DEMO.integrations.userId}. The pictures are in demo/.`);
  } finally {
    await handle.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Removes the screenshots of an earlier run. */
export function emptyFolder(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
}

async function switchFromPopup(handle: Hookswitch): Promise<void> {
  const popup = await handle.openPopup();
  await popup.getByRole("switch", { name: /^SIP softphone/ }).click();
  await popup.getByRole("status").filter({ hasText: "your phone only" }).waitFor();
  await fitPopup(popup);
  await picture(popup, "06-popup-switched");
  await popup.close();
}

/** Opens the popup, which reads at once, and waits for the expected badge. */
async function look(handle: Hookswitch, seen: Badge[], text: string, name: string): Promise<void> {
  // An open popup would show the old status; a new one reads again.
  await stopWorker(handle);
  const popup = await handle.openPopup();
  seen.push(await waitForBadge(handle, text));
  await fitPopup(popup);
  await picture(popup, name);
  await popup.close();
}

/** Opens the popup and saves a screenshot of it in `demo/`. */
export async function popupPicture(handle: Hookswitch, name: string): Promise<void> {
  const popup = await handle.openPopup();
  await fitPopup(popup);
  await picture(popup, name);
  await popup.close();
}

/** Saves a screenshot of a page in `demo/`. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, animations: "disabled" });
  console.log(`demo/${name}.png`);
}
