import type { Page } from "playwright-core";
import { connectedNote, enter, enterCcm, save } from "../../test/e2e/harness/options-page.ts";
import { type Api, DEMO } from "../../test/emulator/store.ts";
import type { Parts } from "./storm.ts";

/** Longer than a page waits for the background's reply; ms. */
const REPLY_PATIENCE = 80_000;

/** The agent at the machine: the popup, which stays open until it is closed, and the options page. */
export class Agent {
  /** `null` while it is closed. */
  popup: Page | null = null;
  /** Where the credentials that were last entered were taken, and are still good. */
  signedIn: Api | null = null;
  readonly #parts: Pick<Parts, "handle" | "exotel" | "chronicle">;

  constructor(parts: Pick<Parts, "handle" | "exotel" | "chronicle">) {
    this.#parts = parts;
  }

  async openPopup(): Promise<Page> {
    if (this.popup !== null) return this.popup;
    const page = await this.#parts.handle.openPopup();
    await page.getByRole("status").first().waitFor();
    this.popup = page;
    return page;
  }

  async closePopup(): Promise<void> {
    const page = this.popup;
    this.popup = null;
    await page?.close();
  }

  /** Asks for a read, in the popup; it is not waited for. */
  async check(): Promise<void> {
    const button = (await this.openPopup()).getByRole("button", { name: "Check now" });
    if ((await button.count()) > 0) await button.click();
  }

  /**
   * Presses a switch in the popup, if it shows one, also one that is marked as disabled.
   *
   * @param yes the answer to the question before the last device goes off
   */
  async press(device: "phone" | "softphone", yes: boolean): Promise<void> {
    const popup = await this.openPopup();
    const name = device === "phone" ? /^PSTN phone/ : /^SIP softphone/;
    // In one turn of the page: a switch that goes with the next change is not waited for.
    const isDone = await popup.getByRole("switch", { name }).evaluateAll(async (switches, answer) => {
      const [control] = switches;
      if (!(control instanceof HTMLElement)) return false;
      control.click();
      await new Promise(requestAnimationFrame);
      const answers = document.querySelectorAll<HTMLElement>("[role=alertdialog] button");
      answers[answer ? 0 : 1]?.click();
      return true;
    }, yes);
    if (isDone) this.#parts.chronicle.count("presses");
  }

  /** Enters the credentials in the options page, which are good again. Afterwards `signedIn` tells whether it said so. */
  async signIn(api: Api): Promise<void> {
    this.#parts.exotel.emulator.faults.acceptToken(api);
    await this.#inOptions(async (options) => {
      await (api === "ccm" ? enterCcm(options) : enter(options, api === "older" ? DEMO.older : {}));
      await save(options);
      const note = connectedNote(options);
      await note.or(options.getByRole("alert")).first().waitFor({ timeout: REPLY_PATIENCE });
      if ((await note.count()) > 0) this.signedIn = api;
    });
  }

  async signOut(): Promise<void> {
    await this.#inOptions(async (options) => {
      const button = options.getByRole("button", { name: "Sign out" });
      await options.getByRole("button", { name: "Save and connect" }).waitFor();
      if ((await button.count()) === 0) return;
      await button.click();
      const done = options.getByRole("status").filter({ hasText: "Signed out" });
      await done.or(options.getByRole("alert")).first().waitFor({ timeout: REPLY_PATIENCE });
    });
  }

  async #inOptions(change: (options: Page) => Promise<void>): Promise<void> {
    this.signedIn = null;
    const span = { began: Date.now(), ended: Number.POSITIVE_INFINITY };
    this.#parts.exotel.accountChanges.push(span);
    const options = await this.#parts.handle.openOptions();
    await change(options).finally(async () => {
      span.ended = Date.now();
      await options.close();
    });
  }
}
