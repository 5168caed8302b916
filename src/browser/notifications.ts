import type { NotificationCentre } from "../agent/platform.ts";
import type { Alert, AlertButton } from "../core/alerts/alert.ts";
import { isAlertKind } from "../core/alerts/alert.ts";
import { type MessageId, message } from "../core/message.ts";
import { browser } from "./extension.ts";
import { inPlainWords, t } from "./i18n.ts";

const BUTTONS = {
  "ring-phone": "actionRingMyPhone",
  "open-softphone": "openSoftphone",
  unmute: "unmuteSoftphone",
  later: "alertLater",
} as const satisfies Record<AlertButton["do"], MessageId>;

/** What every browser has. */
interface Options {
  readonly type: "basic";
  readonly iconUrl: string;
  readonly title: string;
  readonly message: string;
}

/** Firefox lacks `update`, as the polyfill's types do: its `create` takes the place of the one before. */
type Centre = typeof browser.notifications & {
  readonly update?: (id: string, options: Options) => Promise<boolean>;
};

/** The browser's notifications. A notification's ID is its kind. */
export const notifications: NotificationCentre = {
  async show(kind, alert) {
    await withWhatItTakes(alert, (options) => browser.notifications.create(kind, options));
  },
  async update(kind, alert) {
    const centre = browser.notifications as Centre;
    return withWhatItTakes(alert, async (options) => {
      if (centre.update !== undefined) return centre.update(kind, options);
      await centre.create(kind, options);
      return true;
    });
  },
  async withdraw(kind) {
    await browser.notifications.clear(kind);
  },
  async shown() {
    return Object.keys(await browser.notifications.getAll()).filter(isAlertKind);
  },
};

/** Firefox refuses a notification with an option that it does not know. Where no button can help, a click on the text does. */
async function withWhatItTakes<T>(alert: Alert, ask: (options: Options) => Promise<T>): Promise<T> {
  const { title, text, buttons, isSilent, stays } = alert;
  const options: Options = {
    type: "basic",
    iconUrl: browser.runtime.getURL("icons/icon-128.png"),
    title: inPlainWords(title),
    message: inPlainWords(text),
  };
  const all = {
    ...options,
    buttons: buttons.map((button) => ({ title: t(BUTTONS[button.do]) })),
    requireInteraction: stays,
    silent: isSilent,
  };
  try {
    return await ask(all);
  } catch {
    return ask({ ...options, message: inPlainWords([...text, message("alertClick")]) });
  }
}

/** What an agent may do with a notification. */
interface NotificationEvents {
  /** @param button the first is 0 */
  pressed(id: string, button: number): void;
  clicked(id: string): void;
  closed(id: string): void;
}

/** Calls back with what happens to notifications. The browser starts the worker for it. */
export function watchNotifications({ pressed, clicked, closed }: NotificationEvents): void {
  const { onButtonClicked, onClicked, onClosed } = browser.notifications;
  // Where there are no buttons, there is no such event, and throwing in the first turn would break the worker.
  onButtonClicked?.addListener(pressed);
  onClicked.addListener(clicked);
  onClosed.addListener(closed);
}
