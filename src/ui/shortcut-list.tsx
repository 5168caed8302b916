import { openShortcutSettings, type Shortcut } from "../browser/shortcuts.ts";
import { shortcutsToShow, shortcutWords } from "./shortcut-words.ts";

interface ShortcutListProps {
  readonly shortcuts: readonly Shortcut[];
  readonly short?: boolean;
}

export function ShortcutList({ shortcuts, short = false }: ShortcutListProps) {
  return (
    <dl class="keys">
      {shortcutsToShow(shortcuts, short).map(({ command, key }) => (
        <div key={command}>
          <dt>{shortcutWords(command)}</dt>
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
