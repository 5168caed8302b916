import { send } from "../browser/commands.ts";
import { inWords } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import { openShortcutSettings } from "../browser/shortcuts.ts";
import { showTestNotification } from "../browser/test-notification.ts";
import { type Message, message } from "../core/message.ts";
import type { Mend } from "../core/set-up/check.ts";
import { AllowAccess } from "../ui/allow-access.tsx";

/** The button that mends what does not hold. */
export function MendButton({ mend }: { readonly mend: Mend }) {
  if (mend.by === "allow")
    return <AllowAccess host={mend.host} onAllowed={() => void send({ type: "refresh" })} />;
  return (
    <button type="button" class="secondary" onClick={() => void carryOut(mend)}>
      {inWords(labelOf(mend))}
    </button>
  );
}

type Pressed = Exclude<Mend, { readonly by: "allow" }>;

function labelOf(mend: Pressed): Message {
  switch (mend.by) {
    case "options":
      return mend.label;
    case "read":
      return message("popupCheckNow");
    case "open-softphone":
      return message("openSoftphone");
    case "unmute":
      return message("unmuteSoftphone");
    case "keys":
      return message("keysChange");
    case "notify":
      return message("checkNotify");
  }
}

async function carryOut(mend: Pressed): Promise<unknown> {
  switch (mend.by) {
    case "options":
      return openOptions(mend.field ?? undefined);
    case "read":
      return send({ type: "refresh" });
    case "open-softphone":
      return send({ type: "open-softphone" });
    case "unmute":
      return send({ type: "unmute-softphone" });
    case "keys":
      return openShortcutSettings();
    case "notify":
      return showTestNotification();
  }
}
