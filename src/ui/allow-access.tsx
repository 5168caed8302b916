import { requestAccess } from "../browser/host-access.ts";
import { t } from "../browser/i18n.ts";

interface AllowAccessProps {
  readonly host: string;
  /** Called when the agent has allowed the host, unless the browser's prompt has closed the page, as it does a popup. */
  readonly onAllowed: () => void;
}

/** A button that has the browser ask the agent to allow a blocked host. */
export function AllowAccess({ host, onAllowed }: AllowAccessProps) {
  async function ask(): Promise<void> {
    if (await requestAccess(host)) onAllowed();
  }
  return (
    <button type="button" class="primary" onClick={() => void ask()}>
      {t("allowAccess")}
    </button>
  );
}
