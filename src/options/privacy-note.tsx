import { t } from "../browser/i18n.ts";
import { PROXY_HOST } from "../core/proxy-host.ts";

export function PrivacyNote() {
  return (
    <section class="card" aria-labelledby="privacy-heading">
      <h2 id="privacy-heading">{t("privacyHeading")}</h2>
      <p>{t("privacyWhatKeysCanDo")}</p>
      <p>{t("privacyWhereKept")}</p>
      {PROXY_HOST !== null && <p>{t("privacyProxy", { host: PROXY_HOST })}</p>}
      <p>{t("privacySigningOut")}</p>
    </section>
  );
}
