import { browser } from "./extension.ts";

/** Opens the popup over the window in front, which is not everywhere possible. Resolves with whether it is open. Never rejects. */
export async function openPopup(): Promise<boolean> {
  try {
    await browser.action.openPopup();
    return true;
  } catch {
    return false;
  }
}
