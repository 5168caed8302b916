import { startEmulator } from "../test/emulator/emulator.ts";
import { ccmSwitch } from "./bench/ccm-switch.ts";
import { dayCosts } from "./bench/day-costs.ts";
import { firstPaint } from "./bench/first-paint.ts";
import { keyPress } from "./bench/key-press.ts";
import { report } from "./bench/ratio.ts";
import { watchedTab } from "./bench/watched-tab.ts";
import { workerReply } from "./bench/worker-reply.ts";
import { ensureBrowser, ensureDisplayTools } from "./browser.ts";
import { buildExtension } from "./build.ts";

/** Measures the figures in the README. Fails if one exceeds its limit. */

await ensureBrowser();
await ensureDisplayTools();
await buildExtension();
const emulator = await startEmulator();
try {
  for (const measure of [firstPaint, workerReply, watchedTab, dayCosts, keyPress, ccmSwitch]) {
    emulator.reset();
    for (const ratio of [await measure(emulator)].flat()) if (!report(ratio)) process.exitCode = 1;
  }
} finally {
  await emulator.close();
}
