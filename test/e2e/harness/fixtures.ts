import { test as base } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { type Headed, launchHeaded } from "./keys.ts";
import { DIST, type Hookswitch, type LaunchOptions, launchHookswitch, untilStarted } from "./launch.ts";
import { reset } from "./reset.ts";
import { endShared, sharedBrowser, sharedEmulator } from "./shared.ts";

/**
 * Vitest's `test` with an emulator and browsers. What costs time to start is started when a test first asks for it, is reset
 * before the first test of a file and after each that uses it, and is ended whatever happens. All files of a worker share the
 * emulator and the headless browser, but one that has its own extension, environment or emulator. A screen is a file's own:
 * nothing resets its lock, its focus and its pointer.
 *
 * - `extension`: the folder of the extension; the production build, unless a file says otherwise
 * - `env`: what the browsers' environment has besides this process's; nothing, unless a file says otherwise
 * - `emulator`: Exotel's APIs as seeded, with an empty log
 * - `hookswitch`: a headless browser, as after an installation
 * - `headed`: the same with a screen and real key presses
 * - `launch`: starts a further headless browser, which ends with the test
 *
 * `fileEmulator`, `fileBrowser` and `fileHeaded` are the same things without the reset after each test.
 *
 * A file says otherwise with `extend`: `override` would change this very `test`, which is the next file's too.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("sharing", { scope: "worker" }, ({}, { onCleanup }) => onCleanup(endShared))
  .extend("extension", { scope: "file" }, (): string => DIST)
  .extend("env", { scope: "file" }, (): Readonly<Record<string, string>> => ({}))
  .extend("fileEmulator", { scope: "file" }, ({ sharing: _ }): Promise<Emulator> => sharedEmulator())
  .extend("fileBrowser", { scope: "file" }, async ({ extension, env, fileEmulator }, { onCleanup }) => {
    const options = { extension, env, emulator: fileEmulator };
    if (await isUsual(options)) return await sharedBrowser();
    const handle = await launchHookswitch(options);
    onCleanup(() => handle.close());
    await untilStarted(handle);
    await reset(handle);
    return handle;
  })
  .extend(
    "fileHeaded",
    { scope: "file" },
    async ({ extension, env, fileEmulator }, { onCleanup }): Promise<Headed> => {
      const handle = await launchHeaded({ extension, env, emulator: fileEmulator });
      onCleanup(() => handle.close());
      await untilStarted(handle);
      await reset(handle);
      return handle;
    },
  )
  .extend("emulator", ({ fileEmulator }) => {
    fileEmulator.reset();
    return fileEmulator;
  })
  .extend("hookswitch", ({ fileBrowser, emulator: _ }, { onCleanup }) => {
    // Left as it is, it would go on reading in the background of a test that has another browser.
    onCleanup(() => reset(fileBrowser));
    return fileBrowser;
  })
  .extend("headed", ({ fileHeaded, emulator: _ }, { onCleanup }) => {
    onCleanup(() => reset(fileHeaded));
    return fileHeaded;
  })
  .extend("launch", ({ extension, env, emulator }, { onCleanup }) => {
    const handles: Hookswitch[] = [];
    onCleanup(async () => {
      for (const handle of handles) await handle.close();
    });
    return async (options: Omit<LaunchOptions, "emulator"> = {}): Promise<Hookswitch> => {
      const handle = await launchHookswitch({ extension, env, emulator, ...options });
      handles.push(handle);
      return handle;
    };
  });

/** Whether a browser with these options is the one that all files share. */
async function isUsual({ extension, env, emulator }: LaunchOptions): Promise<boolean> {
  return extension === DIST && Object.keys(env ?? {}).length === 0 && emulator === (await sharedEmulator());
}
