import type { Page } from "playwright-core";
import { DEMO } from "../../test/emulator/emulator.ts";

/** Fills the options page in with the emulator's demo agent, and saves. */
export async function connectIntegrationsCore(options: Page, token: string = DEMO.integrations.token): Promise<void> {
  const { customerId, appId, userId } = DEMO.integrations;
  await options.getByLabel("Customer ID").fill(customerId);
  await options.getByLabel("App ID").fill(appId);
  await options.getByLabel("User ID").fill(userId);
  await options.getByLabel("App token").fill(token);
  await options.getByLabel("Keep me signed in on this computer").check();
  await options.getByRole("button", { name: "Save and connect" }).click();
  await options.getByRole("status").filter({ hasText: "Connected" }).waitFor();
}
