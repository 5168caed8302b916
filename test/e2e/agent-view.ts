import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Emulator } from "../emulator/emulator.ts";
import type { RequestEntry } from "../emulator/request-log.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { connectedNote, type Entries, enter, save } from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { PATIENCE_MS } from "./harness/wait.ts";

/** Sets Hookswitch up in the options page as an agent does, and closes the page. */
export async function setUp(handle: Hookswitch, entries: Partial<Entries> = {}): Promise<void> {
  const options = await handle.openOptions();
  await enter(options, entries);
  await save(options);
  await connectedNote(options).waitFor();
  await options.close();
}

export function phoneSwitch(popup: Page): Locator {
  return popup.getByRole("switch", { name: /^PSTN phone/ });
}

export function softphoneSwitch(popup: Page): Locator {
  return popup.getByRole("switch", { name: /^SIP softphone/ });
}

/** Presses a switch with the mouse, also one that is marked as disabled. */
export async function press(control: Locator): Promise<void> {
  await control.click({ force: true });
}

/** Both switches as the popup shows them, such as "on", "off, pending" and "on, locked"; "absent" where there is none. */
export async function shown(popup: Page): Promise<{ phone: string; softphone: string }> {
  return { phone: await stateOf(phoneSwitch(popup)), softphone: await stateOf(softphoneSwitch(popup)) };
}

async function stateOf(control: Locator): Promise<string> {
  const found = await control.evaluateAll((elements) =>
    elements.map((element) => {
      const is = (name: string) => element.getAttribute(name) === "true";
      const marks = [is("aria-busy") && "pending", is("aria-disabled") && "locked"];
      return [is("aria-checked") ? "on" : "off", ...marks].filter(Boolean).join(", ");
    }),
  );
  return found.length === 0 ? "absent" : found.join(" and ");
}

/** The verdict's sentence with the age of its evidence. */
export async function statusText(popup: Page): Promise<string> {
  return (await popup.getByRole("status").innerText()).replace(/\s+/g, " ");
}

/** What stands in the popup's or the options page's alerts; empty when there is none. */
export async function alertText(page: Page): Promise<string> {
  return (await page.getByRole("alert").allInnerTexts()).join(" ").replace(/\s+/g, " ");
}

/** Waits until the badge shows `text` and the tooltip says `says`: they are painted one after the other. */
export async function untilPainted(handle: Hookswitch, text: string, says: string | RegExp): Promise<void> {
  await waitForBadge(handle, text);
  await eventually(async () => (await badge(handle.keeper)).title).toMatch(says);
}

/** An assertion that is tried until it holds. */
export function eventually<T>(read: () => Promise<T> | T, timeout = PATIENCE_MS) {
  return expect.poll(read, { timeout, interval: 25 });
}

export function puts(emulator: Emulator): readonly RequestEntry[] {
  return emulator.requests.filter((request) => request.method === "PUT");
}

/** What the PUTs asked for, in the order of arrival. */
export function writes(emulator: Emulator): readonly unknown[] {
  return puts(emulator).map((request) => request.body);
}

/** Which of the demo agent's devices are on at the server. */
export function atServer(emulator: Emulator, userId?: string): { phone: boolean; sip: boolean } {
  const { phone, sip } = emulator.store.agent(userId);
  return { phone: phone?.enabled === true, sip: sip?.enabled === true };
}

/** Watches for `ms` milliseconds that the server is asked nothing: an absence cannot be waited for. */
export async function expectSilence(emulator: Emulator, ms: number): Promise<void> {
  const come = await emulator
    .waitForRequest(() => true, { timeoutMs: ms })
    .catch((error: unknown) => {
      if (!String(error).includes("seen: none")) throw error;
      return null;
    });
  expect(come === null ? "nothing" : `${come.method} ${come.path}`).toBe("nothing");
}

/** Everything that the extension has stored. */
export async function stored(
  handle: Hookswitch,
): Promise<{ local: Record<string, unknown>; session: Record<string, unknown> }> {
  return await handle.keeper.evaluate(
    "Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then(([local, session]) => ({ local, session }))",
  );
}

/** The names of the alarms that are set. */
export async function alarms(handle: Hookswitch): Promise<string[]> {
  return await handle.keeper.evaluate("chrome.alarms.getAll().then((all) => all.map(({ name }) => name))");
}

/** The switch that is written down as under way; null when there is none. */
export async function journal(handle: Hookswitch): Promise<unknown> {
  return (await stored(handle)).local.journal ?? null;
}

/** Waits until no switch is under way any more. */
export async function untilSwitched(handle: Hookswitch): Promise<void> {
  await eventually(() => journal(handle)).toBeNull();
}
