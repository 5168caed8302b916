import { t } from "../browser/i18n.ts";

export function PrivacyNote() {
  return (
    <section class="card" aria-labelledby="privacy-heading">
      <h2 id="privacy-heading">{t("privacyHeading")}</h2>
      <p>{t("privacyWhatKeysCanDo")}</p>
      <p>{t("privacyWhereKept")}</p>
      <p>{t("privacySigningOut")}</p>
    </section>
  );
}
