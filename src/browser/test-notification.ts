import { TEST_NOTIFICATION } from "../core/set-up/seen.ts";
import { browser } from "./extension.ts";
import { t } from "./i18n.ts";

/** What the polyfill's types lack, and Firefox too. */
type Centre = typeof browser.notifications & {
  readonly getPermissionLevel?: () => Promise<"granted" | "denied">;
};

/** Whether the browser lets Hookswitch show notifications; `null` if it cannot tell. The system may hide them all the same. */
export async function mayNotify(): Promise<boolean | null> {
  try {
    const level = await (browser.notifications as Centre).getPermissionLevel?.();
    return level === undefined ? null : level === "granted";
  } catch {
    return null;
  }
}

/** Shows a notification with a button to press, which stays until then. The background notices the press. Never rejects. */
export async function showTestNotification(): Promise<void> {
  const plain = {
    type: "basic" as const,
    iconUrl: browser.runtime.getURL("icons/icon-128.png"),
    title: t("testNotificationTitle"),
    message: t("testNotificationText"),
  };
  const full = { ...plain, buttons: [{ title: t("testNotificationButton") }], requireInteraction: true };
  // Firefox refuses an option that it does not know. There, a click on the text does the same.
  const show = (options: typeof plain): Promise<unknown> =>
    browser.notifications.create(TEST_NOTIFICATION, options);
  await show(full)
    .catch(() => show(plain))
    .catch(() => undefined);
}

/** Takes the test notification away. Never rejects. */
export async function withdrawTestNotification(): Promise<void> {
  await browser.notifications.clear(TEST_NOTIFICATION).catch(() => false);
}
