import type { Locator, Page } from "playwright-core";
import { phoneSwitch, softphoneSwitch } from "../../test/e2e/agent-view.ts";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import type { Middlebox } from "../../test/e2e/harness/middlebox.ts";
import { connectedNote, enter, enterCcm, save } from "../../test/e2e/harness/options-page.ts";
import { type Api, DEMO } from "../../test/emulator/store.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Exotel } from "./exotel.ts";

/** Longer than a page waits for the background's reply; ms. */
const REPLY_PATIENCE = 80_000;

/** The agent at the machine: the popup, which stays open until it is closed, the options page, and what these stand on. */
export class Agent {
  #popup: Page | null = null;
  /** Where the credentials that were last entered were taken, and are still good. */
  signedIn: Api | null = null;

  constructor(
    readonly handle: Hookswitch,
    readonly middlebox: Middlebox,
    readonly exotel: Exotel,
    readonly chronicle: Chronicle,
  ) {}

  async openPopup(): Promise<Page> {
    if (this.#popup !== null) return this.#popup;
    const popup = await this.handle.openPopup();
    await popup.getByRole("status").first().waitFor();
    this.#popup = popup;
    return popup;
  }

  async closePopup(): Promise<void> {
    const popup = this.#popup;
    this.#popup = null;
    await popup?.close();
  }

  /** Presses a switch, also a disabled one, if the popup shows it; `yes` answers the question before the last device goes off. */
  async press(device: "phone" | "softphone", yes: boolean): Promise<void> {
    const popup = await this.openPopup();
    const shown = device === "phone" ? phoneSwitch(popup) : softphoneSwitch(popup);
    // In one turn of the page: a switch that goes with the next change is not waited for.
    const isDone = await shown.evaluateAll(async ([control], answer) => {
      if (!(control instanceof HTMLElement)) return false;
      control.click();
      await new Promise(requestAnimationFrame);
      document.querySelectorAll<HTMLElement>("[role=alertdialog] button")[answer]?.click();
      return true;
    }, Number(!yes));
    if (isDone) this.chronicle.count("presses");
  }

  /** Enters the credentials, which are good again. Afterwards `signedIn` tells whether the page said that they were taken. */
  async signIn(api: Api): Promise<void> {
    this.exotel.emulator.faults.acceptToken(api);
    const isDone = await this.#inOptions(async (options) => {
      await (api === "ccm" ? enterCcm(options) : enter(options, api === "older" ? DEMO.older : {}));
      await save(options);
      return connectedNote(options);
    });
    if (isDone) this.signedIn = api;
  }

  async signOut(): Promise<void> {
    await this.#inOptions(async (options) => {
      const signedOut = options.getByRole("button", { name: "Save and connect" });
      await signedOut.waitFor();
      const button = options.getByRole("button", { name: "Sign out" });
      if ((await button.count()) === 0) return signedOut;
      await button.click();
      return options.getByRole("status").filter({ hasText: "Signed out" });
    });
  }

  /** Changes the account in the options page. @param act gives what the page shows once it is done */
  async #inOptions(act: (options: Page) => Promise<Locator>): Promise<boolean> {
    this.signedIn = null;
    return await this.exotel.changingAccount(async () => {
      const options = await this.handle.openOptions();
      const isDone = act(options).then(async (done) => {
        await done.or(options.getByRole("alert")).first().waitFor({ timeout: REPLY_PATIENCE });
        return (await done.count()) > 0;
      });
      return await isDone.finally(() => options.close());
    });
  }
}
