import type { Page } from "playwright-core";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import { connectedNote, enter, enterCcm, save } from "../../test/e2e/harness/options-page.ts";
import type { Credentials, Exotel } from "./exotel.ts";
import type { SoakApi } from "./plan.ts";

/** How long a page may take for what needs no answer of the server; ms. */
const PAGE_PATIENCE = 60_000;
/** Longer than a page waits for the background's reply; ms. */
const REPLY_PATIENCE = 80_000;

/** The agent at the machine: the popup, which stays open until it is closed, and the options page. */
export class Agent {
  readonly #handle: Hookswitch;
  readonly #exotel: Exotel;
  #popup: Page | null = null;
  /** What was last entered and taken. */
  #entered: (Credentials & { readonly api: SoakApi }) | null = null;

  constructor(handle: Hookswitch, exotel: Exotel) {
    this.#handle = handle;
    this.#exotel = exotel;
  }

  get popup(): Page | null {
    return this.#popup;
  }

  /** Whether what was entered last is of this API, and still accepted. */
  hasGoodCredentials(api: SoakApi): boolean {
    return this.#entered?.api === api && this.#exotel.accepts(api, this.#entered);
  }

  async openPopup(): Promise<Page> {
    if (this.#popup !== null) return this.#popup;
    const page = await this.#handle.openPopup();
    await page.getByRole("status").first().waitFor({ timeout: PAGE_PATIENCE });
    this.#popup = page;
    return page;
  }

  async closePopup(): Promise<void> {
    const page = this.#popup;
    this.#popup = null;
    await page?.close();
  }

  /** Asks for a read, in the popup; it is not waited for. */
  async check(): Promise<void> {
    const button = (await this.openPopup()).getByRole("button", { name: "Check now" });
    if ((await button.count()) > 0) await button.click({ timeout: PAGE_PATIENCE });
  }

  /**
   * Presses a switch in the popup, also one that is marked as disabled.
   *
   * @param yes the answer to the question before the last device goes off
   * @returns false where the popup shows no such switch
   */
  async press(device: "phone" | "softphone", yes: boolean): Promise<boolean> {
    const popup = await this.openPopup();
    const name = device === "phone" ? /^PSTN phone/ : /^SIP softphone/;
    // In one turn of the page: a switch that goes with the next change is not waited for.
    return await popup.getByRole("switch", { name }).evaluateAll(async (switches, answer) => {
      const [control] = switches;
      if (!(control instanceof HTMLElement)) return false;
      control.click();
      await new Promise(requestAnimationFrame);
      const answers = document.querySelectorAll<HTMLElement>("[role=alertdialog] button");
      answers[answer ? 0 : 1]?.click();
      return true;
    }, yes);
  }

  /**
   * Enters credentials in the options page, new ones unless those entered last are still good.
   *
   * @returns whether it was told that it is connected
   */
  async signIn(api: SoakApi, anew: boolean): Promise<boolean> {
    const good = !anew && this.hasGoodCredentials(api) ? this.#entered : null;
    const entered = good ?? { api, ...this.#exotel.renewCredentials(api) };
    const began = Date.now();
    const options = await this.#handle.openOptions();
    try {
      const { token, key } = entered;
      if (api === "ic") await enter(options, { token });
      else await enterCcm(options, { apiKey: key, apiToken: token });
      await save(options);
      const alert = options.getByRole("alert");
      await connectedNote(options).or(alert).first().waitFor({ timeout: REPLY_PATIENCE });
      const isConnected = (await connectedNote(options).count()) > 0;
      if (isConnected) this.#entered = entered;
      return isConnected;
    } finally {
      this.#exotel.invalidateReads(began);
      await options.close();
    }
  }

  /** @returns whether it was told that it is done */
  async signOut(): Promise<boolean> {
    const began = Date.now();
    const options = await this.#handle.openOptions();
    try {
      const button = options.getByRole("button", { name: "Sign out" });
      if (await button.isDisabled()) return false;
      await button.click({ timeout: PAGE_PATIENCE });
      const done = options.getByRole("status").filter({ hasText: "Signed out" });
      await done.or(options.getByRole("alert")).first().waitFor({ timeout: REPLY_PATIENCE });
      return (await done.count()) > 0;
    } finally {
      this.#exotel.invalidateReads(began);
      await options.close();
    }
  }

  /** The switches of the popup as they stand, "on" or "off" and the marks; empty where it shows none. */
  async switches(): Promise<readonly string[]> {
    if (this.#popup === null) return [];
    return await this.#popup.getByRole("switch").evaluateAll((elements) =>
      elements.map((element) => {
        const name = document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent;
        // No helper: the loader would give it a name by a function that the page does not have.
        const on = element.getAttribute("aria-checked") === "true" ? "on" : "off";
        return `${name}: ${on}${element.getAttribute("aria-busy") === "true" ? ", pending" : ""}`;
      }),
    );
  }
}
