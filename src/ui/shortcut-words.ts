import type { Shortcut } from "../browser/shortcuts.ts";
import { type Message, message } from "../core/message.ts";

const WORDS: Readonly<Record<string, Message>> = {
  _execute_action: message("keysOpen"),
  "switch-device": message("keysSwitchDevice"),
  "phone-only": message("keysPhoneOnly"),
  "softphone-only": message("keysSoftphoneOnly"),
  "both-devices": message("keysBoth"),
};

/** What a command of the manifest does; `null` for an unknown command. */
export function shortcutWords(command: string): Message | null {
  return WORDS[command] ?? null;
}

/** These two have a default key, so even the short list shows when it is not set. */
const MAIN = ["switch-device", "_execute_action"];

/** The commands with their keys, most used first. The short form has only those that are bound or should be. */
export function shortcutsToShow(shortcuts: readonly Shortcut[], short: boolean): readonly Shortcut[] {
  const main = MAIN.flatMap((name) => shortcuts.filter(({ command }) => command === name));
  const others = shortcuts.filter(({ command, key }) => !MAIN.includes(command) && (key !== "" || !short));
  return [...main, ...others];
}
