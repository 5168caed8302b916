import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Command, Reply } from "../../src/browser/commands.ts";
import type { Credentials } from "../../src/core/credentials.ts";
import { OTHER_KEYS } from "../../src/store/items.ts";
import { puts } from "../emulator/at-server.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { FaultHandle } from "../emulator/faults.ts";
import type { RequestMatch } from "../emulator/request-log.ts";
import type { Hookswitch } from "./harness/launch.ts";
import {
  CCM_DEMO_ENTRIES,
  type CcmEntries,
  DEMO_ENTRIES,
  type Entries,
  enter,
  save,
  untilConnected,
} from "./harness/options-page.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { PATIENCE_MS } from "./harness/wait.ts";
import { stopWorker } from "./harness/worker.ts";

export {
  asked,
  atServer,
  devicesOn,
  deviceWrites,
  puts,
  TURNS_OFF,
  TURNS_ON,
  writes,
} from "../emulator/at-server.ts";

/** Sets Hookswitch up in the options page as an agent does, and closes the page. */
export async function setUpByHand(handle: Hookswitch, entries: Partial<Entries> = {}): Promise<void> {
  const options = await handle.openOptions();
  await enter(options, entries);
  await save(options);
  await untilConnected(options);
  await options.close();
}

/** Sets Hookswitch up with the options page's own command, where set-up itself is not what is tested. */
export async function setUp(handle: Hookswitch, entries: Partial<Entries> = {}): Promise<void> {
  const { customerId, appId, userId, token, keepSignedIn } = { ...DEMO_ENTRIES, ...entries };
  await connect(
    handle,
    { type: "connect", account: { api: "integrations-core", customerId, appId, userId }, keepSignedIn },
    token === "" ? null : { api: "integrations-core", appToken: token },
  );
}

/** @param credentials `null` for those that are saved */
async function connect(handle: Hookswitch, command: Command, credentials: Credentials | null): Promise<void> {
  const staged = credentials === null ? {} : { [OTHER_KEYS.staged]: credentials };
  const reply = await handle.keeper.evaluate<Reply | undefined>(
    `chrome.storage.session.set(${JSON.stringify(staged)})
      .then(() => chrome.runtime.sendMessage(${JSON.stringify(command)}))`,
  );
  if (reply?.ok !== true) throw new Error(`It is not connected: ${JSON.stringify(reply)}`);
}

/** Sends a command as a page does, and resolves with the reply. */
export async function order(handle: Hookswitch, command: Command): Promise<Reply> {
  return await handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(command)})`);
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
  return expect.poll(read, { timeout, interval: 50 });
}

/**
 * Waits until every write that has come in is carried out. One that a dead worker sent is so late, too, and would cross the
 * next press like somebody else's change.
 */
export async function untilCarriedOut(emulator: Emulator): Promise<void> {
  const open = (): unknown[] => puts(emulator).filter(({ received, carriedOut }) => received && !carriedOut);
  await eventually(open).toEqual([]);
}

/** Watches for `ms` milliseconds that the server is asked nothing: an absence cannot be waited for. */
export async function expectSilence(emulator: Emulator, ms = 2_500): Promise<void> {
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

/**
 * Waits until no switch is under way any more.
 *
 * @param popup where it has just been pressed: its press may not be written down yet, and until it is the popup shows it as pending
 */
export async function untilSwitched(handle: Hookswitch, popup?: Page): Promise<void> {
  await eventually(async () => {
    const pending = (await popup?.locator("[role=switch][aria-busy=true]").count()) ?? 0;
    return { pending, journal: await journal(handle) };
  }).toEqual({ pending: 0, journal: null });
}

/** The same as `setUp` for a CCM account, as the demo agent unless told otherwise. */
export async function setUpCcm(handle: Hookswitch, entries: Partial<CcmEntries> = {}): Promise<void> {
  const { region, sid, apiKey, apiToken, userId, keepSignedIn } = { ...CCM_DEMO_ENTRIES, ...entries };
  await connect(
    handle,
    { type: "connect", account: { api: "ccm", region, accountSid: sid, userId }, keepSignedIn },
    apiToken === "" ? null : { api: "ccm", apiKey, apiToken },
  );
}

/** The same, and opens the popup; resolves once what the popup reads at its opening is stored. */
export async function ccmPopup(
  handle: Hookswitch,
  emulator: Emulator,
  entries: Partial<CcmEntries> = {},
): Promise<Page> {
  await setUpCcm(handle, entries);
  return await openPopupRead(handle, emulator);
}

/** Sets Hookswitch up for Integrations Core, and opens the popup; resolves once what that reads at its opening is stored, and shown. */
export async function corePopup(
  handle: Hookswitch,
  emulator: Emulator,
  entries: Partial<Entries> = {},
): Promise<Page> {
  await setUp(handle, entries);
  const popup = await openPopupRead(handle, emulator);
  await popup.getByRole("switch").first().waitFor();
  return popup;
}

/** Opens the popup, and resolves once what it reads at its opening is stored. */
export async function openPopupRead(handle: Hookswitch, emulator: Emulator): Promise<Page> {
  const from = emulator.requests.length;
  const popup = await handle.openPopup();
  const read = await emulator.waitForRequest({ method: "GET" }, { from, phase: "answered" });
  await eventually(async () => {
    const { status } = (await stored(handle)).session as { status: { reading: { takenAt: number } } };
    return status.reading.takenAt;
  }).toBeGreaterThanOrEqual(Math.floor(read.startedAt));
  return popup;
}

/** Every switch that the popup shows, by its name, in the order of the page: "PSTN phone: on". */
export async function switches(popup: Page): Promise<string[]> {
  return await popup.getByRole("switch").evaluateAll((elements) =>
    elements.map((element) => {
      const is = (name: string) => element.getAttribute(name) === "true";
      const marks = [is("aria-busy") && "pending", is("aria-disabled") && "locked"];
      const state = [is("aria-checked") ? "on" : "off", ...marks].filter(Boolean).join(", ");
      return `${element.getAttribute("aria-label")}: ${state}`;
    }),
  );
}

/** The switch of a device that is called exactly so. */
export function switchOf(popup: Page, name: string): Locator {
  return popup.getByRole("switch", { name, exact: true });
}

/** The question before the last device is turned off. */
export function lastDeviceQuestion(popup: Page): Locator {
  return popup.getByRole("alertdialog", { name: "Turn off your last device?" });
}

/**
 * Records when the browser reports a command's key, auto-repeat included.
 *
 * @returns the times so far, each time it is called: by a monotonic clock, ms
 */
export async function recordKeyReports(handle: Hookswitch): Promise<() => Promise<number[]>> {
  await handle.keeper.evaluate(`{
    chrome.commands.onCommand.removeListener(globalThis.noteReport ?? (() => undefined));
    globalThis.keyReports = [];
    globalThis.noteReport = () => { globalThis.keyReports.push(performance.now()); };
    chrome.commands.onCommand.addListener(globalThis.noteReport);
  }`);
  return () => handle.keeper.evaluate<number[]>("globalThis.keyReports");
}

/** Watches for a while longer than any key is waited for that nothing is written: an absence cannot be waited for. */
export async function expectNoWrite(emulator: Emulator, from: number, ms = 1_500): Promise<void> {
  const come = await emulator
    .waitForRequest({ method: "PUT" }, { from, timeoutMs: ms })
    .catch((error: unknown) => {
      if (!String(error).includes("seen:")) throw error;
      return null;
    });
  expect(come === null ? "nothing" : JSON.stringify(come.body)).toBe("nothing");
}

/**
 * Keeps a list of every text that the badge takes on, in order and each change once. It looks every few milliseconds,
 * so that a text of less than that may escape it.
 *
 * @returns the list so far, each time it is called
 */
export async function recordBadges(handle: Hookswitch): Promise<() => Promise<string[]>> {
  await handle.keeper.evaluate(`{
    const seen = (globalThis.seenBadges = []);
    clearInterval(globalThis.badgeWatch);
    globalThis.badgeWatch = setInterval(async () => {
      const text = await chrome.action.getBadgeText({});
      if (globalThis.seenBadges === seen && seen.at(-1) !== text) seen.push(text);
    }, 5);
  }`);
  return () => handle.keeper.evaluate<string[]>("globalThis.seenBadges");
}

/** Presses the softphone's switch and resolves once the request that `match` names waits, `at` its effect. */
export async function pressAndHold(
  popup: Page,
  emulator: Emulator,
  at: "before" | "after",
  match: RequestMatch,
): Promise<FaultHandle> {
  const hold = emulator.faults.hold(at, match);
  await softphoneSwitch(popup).click();
  await hold.held;
  return hold;
}

/** Stops the worker, and waits until the server knows that nobody waits for its last answer any more. */
export async function stopWorkerInRequest(handle: Hookswitch, emulator: Emulator): Promise<void> {
  await stopWorker(handle);
  await eventually(() => emulator.requests.at(-1)?.aborted).toBe("client");
}
