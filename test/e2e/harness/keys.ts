import { type Display, startDisplay } from "./display.ts";
import { type Hookswitch, type LaunchOptions, launchHookswitch } from "./launch.ts";

/** A headed browser on a screen of its own. */
export interface Headed extends Hookswitch {
  readonly display: Display;
  /** Gives the browser's window the focus and presses keys in it; xdotool's notation, such as "alt+shift+s". */
  pressKeys(keys: string): Promise<void>;
  /** The same, and holds them down for `ms` milliseconds: the key repeats as on a real keyboard. */
  holdKeys(keys: string, ms: number): Promise<void>;
}

/**
 * Starts a headed Chromium under Xvfb, where real key presses reach the extension's commands, also with a stopped
 * worker. `close` and `kill` end the screen too.
 *
 * @throws Error that says what to install when the machine has no virtual screen
 */
export async function launchHeaded(
  options: Omit<LaunchOptions, "headless" | "display"> = {},
): Promise<Headed> {
  const display = await startDisplay();
  let handle: Hookswitch;
  try {
    handle = await launchHookswitch({ ...options, headless: false, display: display.name });
  } catch (error) {
    await display.close();
    throw error;
  }
  return {
    ...handle,
    display,
    async pressKeys(keys) {
      await display.focus(handle.pid);
      display.pressKeys(keys);
    },
    async holdKeys(keys, ms) {
      await display.focus(handle.pid);
      await display.holdKeys(keys, ms);
    },
    async close() {
      await handle.close();
      await display.close();
    },
    async kill() {
      await handle.kill();
      await display.close();
    },
  };
}
