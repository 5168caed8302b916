import { launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { SOFTPHONE_PAGE, watchSoftphonePage } from "../../test/e2e/harness/softphone-page.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { paint } from "./first-paint.ts";
import { compare, type Ratio } from "./ratio.ts";
import { reply } from "./worker-reply.ts";

/** What it costs to watch the softphone's tab: the worker's first reply and the popup's first paint, with and without it. */
export async function watchedTab(emulator: Emulator): Promise<Ratio[]> {
  const handle = await launchHookswitch({ emulator });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    const tab = await watchSoftphonePage(handle);
    const send = (command: object) =>
      handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(command)})`);
    const withAndWithout = (name: string, measure: () => Promise<number>): Promise<Ratio> =>
      compare(
        { name: `${name} with the softphone's tab watched`, against: "that with none", limit: 1.15 },
        async () => {
          await send({ type: "watch-tab", tab, address: SOFTPHONE_PAGE });
          return measure();
        },
        async () => {
          await send({ type: "stop-watching" });
          return measure();
        },
      );
    const popup = handle.url("src/popup/popup.html");
    return [
      await withAndWithout("a stopped worker's first reply", () =>
        reply(handle, handle.keeper, { type: "dismiss-notice" }),
      ),
      await withAndWithout("first contentful paint of the popup", () =>
        paint(handle, handle.keeper, popup, "PSTN"),
      ),
    ];
  } finally {
    await handle.close();
  }
}
