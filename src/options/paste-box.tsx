import type { RefObject } from "preact";
import { inWords, t } from "../browser/i18n.ts";
import type { Credentials } from "../core/credentials.ts";
import { usePasted } from "./use-pasted.ts";

interface PasteBoxProps {
  readonly form: RefObject<HTMLFormElement | null>;
  /** The kind of account that is saved. */
  readonly saved: Credentials["api"] | null;
  readonly choose: (api: Credentials["api"]) => void;
}

/** A field into which everything can be pasted that an administrator has sent. It is no part of what is submitted. */
export function PasteBox({ form, saved, choose }: PasteBoxProps) {
  const { said, take } = usePasted(form, saved, choose);

  function takeFrom(box: HTMLTextAreaElement, goOn: boolean): void {
    if (take(box.value, goOn)) box.value = "";
  }

  return (
    <div class="field paste">
      <label for="paste">{t("pasteLabel")}</label>
      <textarea
        id="paste"
        class="input"
        rows={2}
        dir="auto"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-describedby="paste-hint"
        onInput={(event) => isWhole(event) && takeFrom(event.currentTarget, true)}
        // Typed, or entered by a program.
        onChange={({ currentTarget }) => takeFrom(currentTarget, false)}
      />
      <p id="paste-hint" class="hint">
        {t("pasteHint")}
      </p>
      {/* Always rendered: some screen readers do not announce a status added together with its text. */}
      <div role="status">{said.length > 0 && <p class="paste-said">{inWords(said)}</p>}</div>
    </div>
  );
}

/** Whether a text came as a whole, by pasting or dropping, and is not being typed. */
function isWhole({ inputType = "", data, isComposing }: InputEvent): boolean {
  return !isComposing && (inputType.startsWith("insertFrom") || (data ?? "").length > 1);
}
