import { fetchingWorker } from "../../test/e2e/harness/bare-extension.ts";
import { type Headed, launchHeaded } from "../../test/e2e/harness/keys.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import { stopWorker } from "../../test/e2e/harness/worker.ts";
import { DEMO, type Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { writeFloorExtension } from "./floor-extension.ts";
import { compare, type Ratio } from "./ratio.ts";

/** The time from a real key press to the PUT at the server, with a stopped worker; the floor is a worker that only fetches. */
export async function keyPress(emulator: Emulator): Promise<Ratio> {
  const { customerId, appId, userId } = DEMO.integrations;
  const path = `/v2/integrations/${customerId}/apps/${appId}/users/${userId}/devices`;
  const bare = writeFloorExtension({
    worker: fetchingWorker(path),
    manifest: {
      commands: { "switch-device": { suggested_key: { default: "Alt+Shift+K" }, description: "Switch" } },
    },
  });
  const handle = await launchHeaded({ emulator, extraArgs: bare.args });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    const other = await handle.context.newPage();
    await other.goto(`chrome-extension://${bare.id}/manifest.json`);
    const cdp = await handle.context.newCDPSession(other);
    await cdp.send("ServiceWorker.enable");
    const stopBoth = async () => {
      await cdp.send("ServiceWorker.stopAllWorkers");
      await stopWorker(handle);
    };
    return await compare(
      { name: "key press to the PUT at the server", against: "a bare worker's", limit: 1.5 },
      () => press(handle, emulator, "alt+shift+s", stopBoth),
      () => press(handle, emulator, "alt+shift+k", stopBoth),
    );
  } finally {
    await handle.close();
    bare.remove();
  }
}

async function press(
  handle: Headed,
  emulator: Emulator,
  keys: string,
  stopBoth: () => Promise<void>,
): Promise<number> {
  await stopBoth();
  await handle.display.focus(handle.pid);
  const from = emulator.requests.length;
  const started = performance.timeOrigin + performance.now();
  handle.display.pressKeys(keys);
  const put = await emulator.waitForRequest({ method: "PUT" }, { from, timeoutMs: 10_000 });
  // Let everything after the PUT end before stopping the worker again.
  await emulator.waitForRequest({ method: "PUT" }, { from, phase: "finished", timeoutMs: 10_000 });
  if (keys.endsWith("s")) await emulator.waitForRequest({ method: "GET" }, { from, phase: "finished" });
  return put.startedAt - started;
}
