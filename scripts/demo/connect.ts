import type { Page } from "playwright-core";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import { enter, enterCcm, findMe, save, untilConnected } from "../../test/e2e/harness/options-page.ts";
import { until } from "../../test/e2e/harness/wait.ts";
import { DEMO } from "../../test/emulator/emulator.ts";

/** The options page, which opens by itself after the installation. */
export async function optionsPage({ context }: Hookswitch): Promise<Page> {
  const isOptions = (page: Page): boolean => page.url().endsWith("options.html");
  return until("the options page to open by itself", () => context.pages().find(isOptions));
}

export type Api = "integrations-core" | "older" | "ccm";

/** Fills in the options page with the emulator's demo agent, and saves. */
export async function connectDemoAgent(options: Page, api: Api = "integrations-core"): Promise<void> {
  if (api === "ccm") {
    // Find the user by phone number, as an agent does who does not know the user ID.
    await enterCcm(options, { userId: "" });
    await findMe(options, DEMO.ccm.phoneNumber.replace("+91", "0"));
    await options.getByRole("status").filter({ hasText: "User ID filled in" }).waitFor();
  } else {
    await enter(options, api === "older" ? DEMO.older : {});
  }
  await save(options);
  await untilConnected(options);
}
