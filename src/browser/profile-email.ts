import { browser } from "./extension.ts";

/** What Chrome has, and the polyfill's types do not know. */
interface Profiles {
  getProfileUserInfo(which: { readonly accountStatus: "ANY" }): Promise<{ readonly email: string }>;
}
/** What the agent must let Hookswitch see. */
const PERMISSION = { permissions: ["identity.email"] } as object;

/**
 * The email address of the browser's profile, whether the browser syncs with it or not; `null` if there is none, or the agent does not
 * let Hookswitch see it. Never rejects.
 */
export async function profileEmail(): Promise<string | null> {
  try {
    const profiles: unknown = browser.identity;
    const { email } = await (profiles as Profiles).getProfileUserInfo({ accountStatus: "ANY" });
    return email || null;
  } catch {
    return null;
  }
}

/** Whether the agent lets Hookswitch see it. Never rejects. */
export function mayKnowEmail(): Promise<boolean> {
  return browser.permissions.contains(PERMISSION).catch(() => false);
}

/** Has the browser ask the agent. Only in response to a press. Resolves with whether they allow it. Never rejects. */
export function askForEmail(): Promise<boolean> {
  return browser.permissions.request(PERMISSION).catch(() => false);
}
