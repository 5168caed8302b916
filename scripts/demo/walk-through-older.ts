import { launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { fitPopup } from "../../test/e2e/harness/screenshots.ts";
import { type Badge, waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { DEMO, type Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "./connect.ts";
import { drawToolbars } from "./toolbar-picture.ts";
import { emptyFolder, picture, popupPicture } from "./walk-through.ts";

/**
 * Walks through the tasks specific to the older contract of Integrations Core: being found by it, a switch, and an account that
 * does not say which device is on. Saves a screenshot of each in `demo/`.
 *
 * @throws Error if the extension does not show what it should
 */
export async function walkThroughOlder(emulator: Emulator): Promise<void> {
  emptyFolder();
  const seen: Badge[] = [];
  const handle = await launchHookswitch({ emulator });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options, "older");
    await picture(options, "01-connected");
    seen.push(await waitForBadge(handle, "TEL"));
    await popupPicture(handle, "02-popup-phone");

    const popup = await handle.openPopup();
    await popup.getByRole("switch", { name: /^SIP softphone/ }).click();
    seen.push(await waitForBadge(handle, "S?"));
    await fitPopup(popup);
    await picture(popup, "03-popup-softphone");

    emulator.store.setOlder({ phone: false, sip: false });
    await popup.getByRole("button", { name: "Check now" }).click();
    seen.push(await waitForBadge(handle, "?"));
    await fitPopup(popup);
    await picture(popup, "04-popup-not-said");

    const page = await handle.context.newPage();
    await drawToolbars(page, seen);
    await picture(page, "05-badges");
    console.log(`Walked through the older contract as ${DEMO.older.userId}. The pictures are in demo/.`);
  } finally {
    await handle.close();
  }
}
