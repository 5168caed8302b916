import { startEmulator } from "../../emulator/emulator.ts";
import { makeClock } from "./clock.ts";
import { test as base } from "./fixtures.ts";

/**
 * `test` with the time of the emulator and the browsers in the hands of the test.
 *
 * - `clock`: shows the machine's time at the beginning of each test
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
  .extend("clock", ({ fileClock }, { onCleanup }) => {
    onCleanup(() => fileClock.reset());
    return fileClock;
  });
