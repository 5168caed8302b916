import { startEmulator } from "../../emulator/emulator.ts";
import { makeClock } from "./clock.ts";
import { test as base } from "./fixtures.ts";

/**
 * `test` with the time of the emulator and the browsers in the hands of the test.
 *
 * - `clock`: at the beginning of a test it goes on from where the last one in the file has left it. Chromium fires no alarm before
 *   the time by its clock at which it has fired the last one, so that a browser's time only ever goes forward.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("fileClock", { scope: "file" }, ({}, { onCleanup }) => {
    const clock = makeClock();
    onCleanup(() => clock.remove());
    return clock;
  })
  .override("fileEmulator", { scope: "file" }, async ({ fileClock }, { onCleanup }) => {
    const emulator = await startEmulator({ now: fileClock.now });
    onCleanup(() => emulator.close());
    return emulator;
  })
  .override("env", { scope: "file" }, ({ fileClock }) => fileClock.env)
  .extend("clock", ({ fileClock }) => fileClock);
