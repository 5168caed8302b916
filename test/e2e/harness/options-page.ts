import type { Locator, Page } from "playwright-core";
import { DEMO } from "../../emulator/store.ts";

/** What an agent enters to connect. */
export interface Entries {
  customerId: string;
  appId: string;
  userId: string;
  token: string;
  keepSignedIn: boolean;
}

export const DEMO_ENTRIES: Entries = {
  customerId: DEMO.integrations.customerId,
  appId: DEMO.integrations.appId,
  userId: DEMO.integrations.userId,
  token: DEMO.integrations.token,
  keepSignedIn: true,
};

/** Fills the options page in, with the demo agent unless told otherwise. */
export async function enter(options: Page, entries: Partial<Entries> = {}): Promise<void> {
  const { customerId, appId, userId, token, keepSignedIn } = { ...DEMO_ENTRIES, ...entries };
  await options.getByRole("radio", { name: "WebRTC app (Integrations Core)" }).check();
  await options.getByLabel("Customer ID").fill(customerId);
  await options.getByLabel("App ID").fill(appId);
  await options.getByLabel("User ID").fill(userId);
  await options.getByLabel("App token").fill(token);
  await options.getByLabel("Keep me signed in on this computer").setChecked(keepSignedIn);
}

/** Tries what was entered. */
export async function save(options: Page): Promise<void> {
  await options.getByRole("button", { name: "Save and connect" }).click();
}

/** The note of success of the options page. */
export function connectedNote(options: Page): Locator {
  return options.getByRole("status").filter({ hasText: "Connected" });
}

/**
 * Waits until the options page says that it is connected.
 * @throws with what the page says instead, which is of more use than that a note has not come
 */
export async function untilConnected(options: Page): Promise<void> {
  try {
    await connectedNote(options).waitFor();
  } catch (cause) {
    throw new Error(`It is not connected. The page says:\n${await options.locator("body").innerText()}`, {
      cause,
    });
  }
}

/** What an agent of a CCM account enters to connect. */
export interface CcmEntries {
  region: "mumbai" | "singapore";
  sid: string;
  apiKey: string;
  apiToken: string;
  userId: string;
  keepSignedIn: boolean;
}

export const CCM_DEMO_ENTRIES: CcmEntries = { ...DEMO.ccm, keepSignedIn: true };

/** Fills the options page in for CCM, with the demo agent unless told otherwise. */
export async function enterCcm(options: Page, entries: Partial<CcmEntries> = {}): Promise<void> {
  const { region, sid, apiKey, apiToken, userId, keepSignedIn } = { ...CCM_DEMO_ENTRIES, ...entries };
  await options.getByRole("radio", { name: "Voice account (CCM)" }).check();
  await options.getByLabel("Region").selectOption(region);
  await options.getByLabel("Account SID").fill(sid);
  await options.getByLabel("API key").fill(apiKey);
  await options.getByLabel("API token").fill(apiToken);
  await options.getByLabel("User ID").fill(userId);
  await options.getByLabel("Keep me signed in on this computer").setChecked(keepSignedIn);
}

/** Looks the agent up by a number, an email or a SIP address. */
export async function findMe(options: Page, text: string): Promise<void> {
  await options.getByLabel("Phone number or email").fill(text);
  await options.getByRole("button", { name: "Find me" }).click();
}
