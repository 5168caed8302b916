import type { Page } from "playwright-core";
import type { Browser } from "webextension-polyfill";
import { ECHO_WORKER } from "../../test/e2e/harness/bare-extension.ts";
import { type Hookswitch, launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { stopWorker } from "../../test/e2e/harness/worker.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { writeFloorExtension } from "./floor-extension.ts";
import { compare, type Ratio } from "./ratio.ts";

declare const chrome: Browser;

/** A stopped worker's first reply to a command, compared with a worker that only replies. */
export async function workerReply(emulator: Emulator): Promise<Ratio> {
  const bare = writeFloorExtension({ worker: ECHO_WORKER });
  const handle = await launchHookswitch({ emulator, extraArgs: bare.args });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    const other = await handle.context.newPage();
    await other.goto(`chrome-extension://${bare.id}/manifest.json`);
    return await compare(
      { name: "a stopped worker's first reply", against: "an empty worker's", limit: 1.5 },
      () => reply(handle, handle.keeper, { type: "dismiss-notice" }),
      () => reply(handle, other, { type: "anything" }),
    );
  } finally {
    await handle.close();
    bare.remove();
  }
}

/** Stops both workers and sends a command from a page. Resolves with the time to its reply, ms. */
export async function reply(handle: Hookswitch, page: Page, command: unknown): Promise<number> {
  await stopWorker(handle);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("ServiceWorker.enable");
  await cdp.send("ServiceWorker.stopAllWorkers");
  await cdp.detach();
  return page.evaluate(async (message) => {
    const started = performance.now();
    const answer: unknown = await chrome.runtime.sendMessage(message);
    if (answer === undefined) throw new Error("no reply");
    return performance.now() - started;
  }, command);
}
