import { fileURLToPath } from "node:url";
import { build } from "vite";
import { startEmulator } from "../test/emulator/emulator.ts";
import { ccmSwitch } from "./bench/ccm-switch.ts";
import { firstPaint } from "./bench/first-paint.ts";
import { keyPress } from "./bench/key-press.ts";
import { report } from "./bench/ratio.ts";
import { workerReply } from "./bench/worker-reply.ts";
import { ensureBrowser, ensureDisplayTools } from "./browser.ts";

/** Measures the figures that the README names; fails where one is over its limit. */

const root = fileURLToPath(new URL("..", import.meta.url));
await ensureBrowser();
await ensureDisplayTools();
await build({
  root,
  configFile: fileURLToPath(new URL("../vite.config.ts", import.meta.url)),
  logLevel: "warn",
});
const emulator = await startEmulator();
try {
  for (const measure of [firstPaint, workerReply, keyPress]) {
    emulator.reset();
    if (!report(await measure(emulator))) process.exitCode = 1;
  }
  for (const ratio of await ccmSwitch()) if (!report(ratio)) process.exitCode = 1;
} finally {
  await emulator.close();
}
