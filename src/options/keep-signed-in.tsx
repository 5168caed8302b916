import { t } from "../browser/i18n.ts";

interface KeepSignedInProps {
  /** Whether the administrator lets credentials be kept on the disk. */
  readonly mayKeep: boolean;
  /** What is saved. */
  readonly keepSignedIn: boolean;
}

/** Whether the credentials outlive the browser, and what that means. */
export function KeepSignedIn({ mayKeep, keepSignedIn }: KeepSignedInProps) {
  return (
    <div class="field">
      <label class="choice">
        <input
          // Another one where the policy changes, so that no tick stays that does not count.
          key={mayKeep}
          type="checkbox"
          name="keepSignedIn"
          disabled={!mayKeep}
          defaultChecked={mayKeep && keepSignedIn}
          aria-describedby="keep-hint"
        />
        <span>{t("setUpKeep")}</span>
      </label>
      <p id="keep-hint" class="hint choice-hint">
        {t(mayKeep ? "setUpKeepHint" : "setUpKeepForbidden")}
      </p>
    </div>
  );
}
