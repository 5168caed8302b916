import type { Shortcut } from "../browser/shortcuts.ts";

const WORDS: Readonly<Record<string, string>> = {
  _execute_action: "Open Hookswitch",
  "switch-device": "Switch to the next device",
  "phone-only": "Ring only the phone",
  "softphone-only": "Ring only the softphone",
  "both-devices": "Ring both",
};

/** What a command of the manifest does. */
export function shortcutWords(command: string): string {
  return WORDS[command] ?? command;
}

/** These two have a default key: their lack is worth a line even where space is short. */
const MAIN = ["switch-device", "_execute_action"];

/** The commands with their keys, most used first; in short form only what is bound or ought to be. */
export function shortcutsToShow(shortcuts: readonly Shortcut[], short: boolean): readonly Shortcut[] {
  const main = MAIN.flatMap((name) => shortcuts.filter(({ command }) => command === name));
  const others = shortcuts.filter(({ command, key }) => !MAIN.includes(command) && (key !== "" || !short));
  return [...main, ...others];
}
