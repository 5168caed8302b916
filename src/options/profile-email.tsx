import { useEffect, useState } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import { askForEmail, mayKnowEmail } from "../browser/profile-email.ts";

/** Asks the agent to let Hookswitch see the profile's email address, by which their organisation finds them. */
export function ProfileEmail() {
  const [isAllowed, setIsAllowed] = useState<boolean | null>(null);

  useEffect(() => void mayKnowEmail().then(setIsAllowed), []);

  return (
    <div class="field">
      <p>{t("emailFindsYou")}</p>
      {isAllowed === true && <p class="hint">{t("emailNotFound")}</p>}
      {isAllowed === false && (
        <p class="card-action">
          <button type="button" class="secondary" onClick={() => void askForEmail().then(setIsAllowed)}>
            {t("emailAllow")}
          </button>
        </p>
      )}
    </div>
  );
}
