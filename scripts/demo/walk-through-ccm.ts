import { launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { fitPopup } from "../../test/e2e/harness/screenshots.ts";
import { type Badge, waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { DEMO, type Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "./connect.ts";
import { drawToolbars } from "./toolbar-picture.ts";
import { emptyFolder, picture, popupPicture } from "./walk-through.ts";

/**
 * Walks through the tasks specific to CCM: finding one's user, a switch in two steps, a switch that fails midway, and turning
 * the last device off. Saves a screenshot of each in `demo/`.
 *
 * @throws Error if the extension does not show what it should
 */
export async function walkThroughCcm(emulator: Emulator): Promise<void> {
  emptyFolder();
  const seen: Badge[] = [];
  const handle = await launchHookswitch({ emulator });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options, "ccm");
    await picture(options, "01-connected");
    seen.push(await waitForBadge(handle, "TEL"));
    await popupPicture(handle, "02-popup-phone");

    const popup = await handle.openPopup();
    const softphone = popup.getByRole("switch", { name: /^SIP softphone/ });
    const phone = popup.getByRole("switch", { name: /^PSTN phone/ });
    await softphone.click();
    seen.push(await waitForBadge(handle, "S?"));
    await fitPopup(popup);
    await picture(popup, "03-popup-softphone");

    // The server refuses the second step, and once the attempt to turn the first device on again.
    const turnsOn = { method: "PUT", when: ({ body }: { body: unknown }) => isOn(body) };
    emulator.faults.add({ kind: "status", status: 500 }, { times: 2, match: turnsOn });
    await phone.click();
    seen.push(await waitForBadge(handle, "!!"));
    await popup.getByRole("alert").waitFor();
    await fitPopup(popup);
    await picture(popup, "04-popup-stranded");
    // The server refuses one device, so Hookswitch turns the other one on.
    await waitForBadge(handle, "TEL", 30_000);
    await popup.getByRole("alert").filter({ hasText: "is on instead" }).waitFor();
    await fitPopup(popup);
    await picture(popup, "05-popup-other-device");

    await phone.click();
    await popup.getByRole("alertdialog").waitFor();
    await fitPopup(popup);
    await picture(popup, "06-popup-question");
    await popup.getByRole("button", { name: "Turn it off" }).click();
    await waitForBadge(handle, "!!");
    await fitPopup(popup);
    await picture(popup, "07-popup-nobody");

    const page = await handle.context.newPage();
    await drawToolbars(page, seen);
    await picture(page, "08-badges");
    console.log(`Walked through CCM as ${DEMO.ccm.userId}. The pictures are in demo/.`);
  } finally {
    await handle.close();
  }
}

function isOn(body: unknown): boolean {
  return typeof body === "object" && body !== null && "available" in body && body.available === true;
}
