import type { Page } from "playwright-core";
import { connectedNote, enter, save } from "../../test/e2e/harness/options-page.ts";
import { DEMO } from "../../test/emulator/emulator.ts";

/** Fills the options page in with the emulator's demo agent, and saves. */
export async function connectIntegrationsCore(
  options: Page,
  token: string = DEMO.integrations.token,
): Promise<void> {
  await enter(options, { token });
  await save(options);
  await connectedNote(options).waitFor();
}
