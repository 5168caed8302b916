import { openSoftphone, setMicrophone } from "../../test/calls/softphone-tab.ts";
import { launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { CALL_ARGS, type Rig } from "../../test/sip/rig.ts";
import { connectDemoAgent, optionsPage } from "./connect.ts";
import { emptyFolder, popupPicture } from "./walk-through.ts";

/**
 * Has a real softphone register beside Hookswitch, and calls it. Saves a screenshot of the popup in `demo/`.
 *
 * @throws Error if the extension does not show the softphone as registered, or the call does not ring in its page
 */
export async function walkThroughSoftphone(rig: Rig): Promise<void> {
  emptyFolder();
  const handle = await launchHookswitch({ emulator: rig, extraArgs: CALL_ARGS });
  try {
    const options = await optionsPage(handle);
    await setMicrophone(handle, "granted");
    await openSoftphone(handle, rig);
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await popupPicture(handle, "01-popup-real-softphone");
    const { rangAfter, status, reason } = await rig.call({ patience: 3_000 });
    if (rangAfter === null)
      throw new Error(`The call did not ring in the softphone's page: ${status} ${reason}`);
    console.log(`The softphone is registered. A call rang in its page after ${rangAfter} ms.`);
  } finally {
    await handle.close();
  }
}
