import { test as base } from "vitest";
import { startEmulator } from "../../emulator/emulator.ts";
import { type Headed, launchHeaded } from "./keys.ts";
import { DIST, type Hookswitch, type LaunchOptions, launchHookswitch } from "./launch.ts";
import { reset } from "./reset.ts";

/**
 * Vitest's `test` with an emulator and browsers. What costs time to start is started once a file, when a test first
 * asks for it, is reset before the first and after each test that uses it, and is ended whatever happens.
 *
 * - `extension`: the folder of the extension; the production build, unless a file has another
 * - `env`: what the browsers' environment has besides this process's; nothing, unless a file has another
 * - `emulator`: Exotel's APIs as seeded, with an empty log
 * - `hookswitch`: a headless browser, as after an installation
 * - `headed`: the same with a screen and real key presses
 * - `launch`: starts a further headless browser, which ends with the test
 *
 * `fileEmulator`, `fileBrowser` and `fileHeaded` are the same things without the reset after each test.
 *
 * A file has another extension or environment by `extend`: `override` would change this very `test`, which is the next file's, too.
 */
export const test = base
  .extend("extension", { scope: "file" }, (): string => DIST)
  .extend("env", { scope: "file" }, (): Readonly<Record<string, string>> => ({}))
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("fileEmulator", { scope: "file" }, async ({}, { onCleanup }) => {
    const emulator = await startEmulator();
    onCleanup(() => emulator.close());
    return emulator;
  })
  .extend("fileBrowser", { scope: "file" }, async ({ extension, env, fileEmulator }, { onCleanup }) => {
    const handle = await launchHookswitch({ extension, env, emulator: fileEmulator });
    onCleanup(() => handle.close());
    await reset(handle);
    return handle;
  })
  .extend(
    "fileHeaded",
    { scope: "file" },
    async ({ extension, env, fileEmulator }, { onCleanup }): Promise<Headed> => {
      const handle = await launchHeaded({ extension, env, emulator: fileEmulator });
      onCleanup(() => handle.close());
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
