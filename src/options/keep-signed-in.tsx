import { t } from "../browser/i18n.ts";

interface KeepSignedInProps {
  /** Whether the administrator allows credentials on the disk. */
  readonly mayKeep: boolean;
  /** The saved setting. */
  readonly keepSignedIn: boolean;
}

/** The choice to keep credentials after the browser closes, with an explanation. */
export function KeepSignedIn({ mayKeep, keepSignedIn }: KeepSignedInProps) {
  return (
    <div class="field">
      <label class="choice">
        <input
          // A policy change replaces the checkbox, so that no tick without effect remains.
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
