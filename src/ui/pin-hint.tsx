import { t } from "../browser/i18n.ts";
import { Icon } from "./icon.tsx";

/** How to keep the badge in sight, for an agent whose toolbar does not show it. */
export function PinHint() {
  return (
    <div class="note note-info">
      <Icon name="pin" />
      <p>
        <strong>{t("pinTitle")}</strong> {t("pinHow")}
      </p>
    </div>
  );
}
