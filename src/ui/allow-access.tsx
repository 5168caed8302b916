import { requestAccess } from "../browser/host-access.ts";
import { t } from "../browser/i18n.ts";

interface AllowAccessProps {
  readonly host: string;
  /** Called once the agent has allowed it, where the page is still there: the browser's question closes a popup. */
  readonly onAllowed: () => void;
}

/** Has the browser ask the agent for a host that it withholds. */
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
