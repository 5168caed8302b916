import { openShortcutSettings, type Shortcut } from "../browser/shortcuts.ts";

const WORDS: Readonly<Record<string, string>> = {
  _execute_action: "Open Hookswitch",
  "switch-device": "Switch to the next device",
  "phone-only": "Ring only the phone",
  "softphone-only": "Ring only the softphone",
  "both-devices": "Ring both",
};

/** These two have a default key: their lack is worth a line even where space is short. */
const MAIN = ["switch-device", "_execute_action"];

/** The commands with their keys, most used first; in short form only what is bound or ought to be. */
export function shortcutsToShow(shortcuts: readonly Shortcut[], short: boolean): readonly Shortcut[] {
  const main = MAIN.flatMap((name) => shortcuts.filter(({ command }) => command === name));
  const others = shortcuts.filter(({ command, key }) => !MAIN.includes(command) && (key !== "" || !short));
  return [...main, ...others];
}

interface ShortcutListProps {
  readonly shortcuts: readonly Shortcut[];
  readonly short?: boolean;
}

export function ShortcutList({ shortcuts, short = false }: ShortcutListProps) {
  return (
    <dl class="keys">
      {shortcutsToShow(shortcuts, short).map(({ command, key }) => (
        <div key={command}>
          <dt>{WORDS[command] ?? command}</dt>
          <dd>{key === "" ? <span class="key-unset">not set</span> : <kbd>{key}</kbd>}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ChangeKeysButton() {
  return (
    <button type="button" class="link" onClick={() => void openShortcutSettings()}>
      Change keys
    </button>
  );
}
