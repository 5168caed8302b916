import { browser } from "./extension.ts";

/** Whether the toolbar shows Hookswitch's button; `null` if the browser cannot tell. Never rejects. */
export async function isPinned(): Promise<boolean | null> {
  try {
    const { isOnToolbar } = await browser.action.getUserSettings();
    return isOnToolbar ?? null;
  } catch {
    return null;
  }
}

/** Calls back when that may have changed. */
export function watchPinned(changed: () => void): void {
  // Older browsers lack this event. Their menu takes the focus from the page, and gives it back.
  browser.action.onUserSettingsChanged?.addListener(changed);
  addEventListener("focus", changed);
  document.addEventListener("visibilitychange", changed);
}
