import { startEmulator } from "../../emulator/emulator.ts";
import { makeClock } from "./clock.ts";
import { test as base } from "./fixtures.ts";
import { launchHookswitch } from "./launch.ts";
import { reset } from "./reset.ts";

/**
 * `test` with the time of the emulator and of `hookswitch` in the hands of the test. A further browser gets it by
 * `launch({ env: clock.env })`.
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
  .override(
    "fileBrowser",
    { scope: "file" },
    async ({ extension, fileEmulator, fileClock }, { onCleanup }) => {
      const handle = await launchHookswitch({ extension, emulator: fileEmulator, env: fileClock.env });
      onCleanup(() => handle.close());
      await reset(handle);
      return handle;
    },
  )
  .extend("clock", ({ fileClock }, { onCleanup }) => {
    onCleanup(() => fileClock.reset());
    return fileClock;
  });
