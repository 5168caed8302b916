import { inWords, t } from "../browser/i18n.ts";
import { openShortcutSettings, type Shortcut } from "../browser/shortcuts.ts";
import { shortcutsToShow, shortcutWords } from "./shortcut-words.ts";

interface ShortcutListProps {
  readonly shortcuts: readonly Shortcut[];
  readonly short?: boolean;
}

export function ShortcutList({ shortcuts, short = false }: ShortcutListProps) {
  return (
    <dl class="keys">
      {shortcutsToShow(shortcuts, short).map(({ command, key }) => {
        const words = shortcutWords(command);
        return (
          <div key={command}>
            <dt>{words === null ? command : inWords(words)}</dt>
            <dd>{key === "" ? <span class="key-unset">{t("keysNotSet")}</span> : <kbd>{key}</kbd>}</dd>
          </div>
        );
      })}
    </dl>
  );
}

export function ChangeKeysButton() {
  return (
    <button type="button" class="link" onClick={() => void openShortcutSettings()}>
      {t("keysChange")}
    </button>
  );
}
