import { parseArgs } from "node:util";
import { openSoftphone, setMicrophone } from "../test/calls/softphone-tab.ts";
import { launchHookswitch, NO_BUS } from "../test/e2e/harness/launch.ts";
import { type Emulator, startEmulator } from "../test/emulator/emulator.ts";
import { CALL_ARGS, type Rig, startRig } from "../test/sip/rig.ts";
import { ensureBrowser } from "./browser.ts";
import { buildExtension } from "./build.ts";
import { type Api, connectDemoAgent, optionsPage } from "./demo/connect.ts";
import { walkThrough } from "./demo/walk-through.ts";
import { walkThroughCcm } from "./demo/walk-through-ccm.ts";
import { walkThroughOlder } from "./demo/walk-through-older.ts";
import { walkThroughSoftphone } from "./demo/walk-through-softphone.ts";

/**
 * Builds the extension, starts the emulator, and opens a browser with the extension connected to it. With `--headless`, walks
 * through the main tasks without a display and exits. With `--softphone`, opens a real softphone too, which can be called.
 */

const { values } = parseArgs({
  options: {
    headless: { type: "boolean", default: false },
    api: { type: "string", default: "integrations-core" },
    softphone: { type: "boolean", default: false },
  },
});

async function show(): Promise<void> {
  const { api } = values;
  if (api !== "integrations-core" && api !== "older" && api !== "ccm")
    throw new Error("--api is integrations-core, older or ccm.");
  if (
    !values.headless &&
    process.platform === "linux" &&
    !process.env.DISPLAY &&
    !process.env.WAYLAND_DISPLAY
  ) {
    throw new Error("There is no display to open a browser on. Without one: npm start -- --headless");
  }
  if (values.softphone && api !== "integrations-core")
    throw new Error("--softphone is for Integrations Core: leave out --api.");
  await ensureBrowser();
  await buildExtension();
  const rig = values.softphone ? await startRig() : null;
  const emulator = rig?.emulator ?? (await startEmulator());
  try {
    if (!values.headless) await openFor(emulator, api, rig);
    else if (rig !== null) await walkThroughSoftphone(rig);
    else if (api === "ccm") await walkThroughCcm(emulator);
    else if (api === "older") await walkThroughOlder(emulator);
    else await walkThrough(emulator);
  } finally {
    await (rig ?? emulator).close();
  }
}

/** Opens a window for trying everything out. Resolves when the window is closed. */
async function openFor(emulator: Emulator, api: Api, rig: Rig | null): Promise<void> {
  const extraArgs = rig === null ? [] : CALL_ARGS;
  const handle = await launchHookswitch({
    emulator: rig ?? emulator,
    headless: false,
    extraArgs,
    // Unlike a test's browser, it shows its notifications on the desktop.
    env: { DBUS_SESSION_BUS_ADDRESS: process.env.DBUS_SESSION_BUS_ADDRESS ?? NO_BUS },
  });
  const closed = new Promise<void>((resolve) => handle.context.once("close", () => resolve()));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void handle.close());
  const options = await optionsPage(handle);
  if (rig !== null) {
    await setMicrophone(handle, "granted");
    await openSoftphone(handle, rig);
    console.log("\nThe softphone is registered. Press Call the agent on the page that plays Exotel.");
  }
  await connectDemoAgent(options, api);
  // It has served the start, and is nothing to look at.
  await handle.keeper.close();
  const control = await handle.context.newPage();
  await control.goto(emulator.controlUrl);
  console.log(`
Hookswitch is connected to an emulator of Exotel's API.
  Click its icon in the toolbar, or press Alt+Shift+S to switch the device.
  The page that is open beside the options, ${emulator.controlUrl}, plays Exotel:
  drop the softphone, make an outage, expire the token, and watch the badge.
  Close the browser, or press Ctrl+C here, to end it.`);
  await closed;
  await handle.close();
}

try {
  await show();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
