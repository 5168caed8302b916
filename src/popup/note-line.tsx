import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import type { Api } from "../core/api-rules.ts";
import { secretOf } from "../core/field-to-mend.ts";
import { Icon } from "../ui/icon.tsx";
import { RichText } from "../ui/rich-text.tsx";
import type { Note } from "./note.ts";
import type { PopupActions } from "./popup-state.ts";

interface NoteLineProps {
  readonly note: Note;
  readonly api: Api;
  readonly actions: PopupActions;
}

/** What was wrong in one line, with its remedy as a button. */
export function NoteLine({ note, api, actions }: NoteLineProps) {
  const { problem, remedy, requestId, field, mayRetry, mayDismiss } = note;
  const secret = secretOf(api);
  return (
    <div role="alert" class="note">
      <Icon name="warning" />
      <p class="note-words">
        <span class="alert-problem">
          {problem.length > 1 ? (
            <>
              <strong>{inWords(problem.slice(0, 1))}</strong> {inWords(problem.slice(1))}
            </>
          ) : (
            inWords(problem)
          )}
        </span>{" "}
        {inWords(remedy)}{" "}
        {requestId && <RichText id="supportReference" parts={{ id: <code>{requestId}</code> }} />}
      </p>
      <div class="note-buttons">
        {requestId && (
          <button
            key={requestId}
            type="button"
            class="link"
            onClick={({ currentTarget }) => void copy(requestId, currentTarget)}
          >
            {t("popupCopy")}
          </button>
        )}
        {field !== null && (
          <button type="button" class="link" onClick={() => void openOptions(field)}>
            {t(field === secret.field ? secret.enterTheNew : "popupOptions")}
          </button>
        )}
        {mayRetry && (
          <button type="button" class="link" onClick={actions.retry}>
            {t("popupTryAgain")}
          </button>
        )}
      </div>
      {mayDismiss && (
        <button
          type="button"
          class="icon-button"
          title={t("popupDismiss")}
          onClick={() => actions.dismiss(note.problem)}
        >
          <Icon name="cross" />
        </button>
      )}
    </div>
  );
}

async function copy(text: string, button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(text);
  button.textContent = t("popupCopied");
}
