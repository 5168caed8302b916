import { OTHER_KEYS } from "../../src/store/items.ts";
import type { Headed } from "../e2e/harness/keys.ts";
import type { Hookswitch } from "../e2e/harness/launch.ts";
import { DEMO_ENTRIES } from "../e2e/harness/options-page.ts";
import { reset } from "../e2e/harness/reset.ts";
import { showAddress } from "../e2e/harness/softphone-page.ts";
import { badge, waitForBadge } from "../e2e/harness/toolbar.ts";
import { pause, until } from "../e2e/harness/wait.ts";
import { type Rig, SOFTPHONE_PAGE } from "../sip/rig.ts";
import { FATES, type Fate, type FateName } from "./fates.ts";
import { answer, openSoftphone, type SoftphoneTab, setMicrophone } from "./softphone-tab.ts";
import { type DevicesOn, type SoftphoneCall, type Truth, truthOf } from "./verdict-truth.ts";

/** What a registrar does with a contact whose connection is lost. */
export type LostContact = "dropped" | "kept";

/** What looks at the softphone's tab: nothing, the browser's own facts, or its page's answers as well. */
export type Watch = "none" | "tab" | "probe";

/** A cell of the matrix. */
export interface Cell {
  readonly fate: FateName;
  readonly lostContact: LostContact;
  readonly on: DevicesOn;
  readonly watch: Watch;
}

/** What the agent saw at a moment, and what a call got that was placed then. */
export interface Moment {
  readonly badge: string;
  readonly sentence: string;
  /** Null if the softphone is off: Exotel does not call it then. */
  readonly call: SoftphoneCall | null;
  readonly truth: Truth;
}

export interface CellResult extends Cell {
  readonly afterFault: Moment;
  readonly afterRead: Moment;
  /** For how many seconds the registrar keeps the contact that expires last; null if it has none. */
  readonly expires: number | null;
  /** How many seconds after the fault the page's silence was seen; `null` where nothing waited for it. */
  readonly silenceSeenAfter: number | null;
}

/** When a call is placed after the fault, ms. */
const AFTER_FAULT_MS = 5_000;

/** When a caller gives up, ms: later than the registrar, which gives a softphone five seconds for its first answer. */
const PATIENCE_MS = 7_000;

/** How long a probe may take to be sure that a page hangs, ms, and some more. */
const SILENCE_MS = 40_000;

/** How long the agent takes to pick up, ms, so that every tab has begun to ring. */
const PICK_UP_MS = 1_000;

/**
 * Runs one cell: registers the softphone, connects Hookswitch, lets the fate strike, and looks and calls 5 s later, and once
 * more after Hookswitch has read again. Leaves the browser and the rig as they were.
 */
export async function runCell(handle: Headed, rig: Rig, cell: Cell): Promise<CellResult> {
  const fate: Fate = FATES[cell.fate];
  const { phone, softphone } = cell.on;
  await rig.registrar.restart({ keepContacts: cell.lostContact === "kept", nonce: 300, ...fate.registrar });
  rig.line.mend();
  rig.emulator.reset();
  rig.emulator.store.setIntegrations({ phone, sip: softphone });
  await setMicrophone(handle, "granted");
  await reset(handle);
  const tab = await openSoftphone(handle, rig);
  try {
    await connect(handle);
    await waitForBadge(handle, softphone ? "SIP" : phone ? "TEL" : "!!");
    await watchTab(handle, tab, cell.watch);
    await tab.page.bringToFront();
    await fate.strike({ handle, rig, tab });
    const struckAt = Date.now();
    await pause(AFTER_FAULT_MS);
    const afterFault = await look(handle, rig, cell);
    await readAgain(handle);
    const afterRead = await look(handle, rig, cell);
    const contacts = await rig.contacts();
    const expires = contacts.length === 0 ? null : Math.max(...contacts.map((each) => each.expires));
    const isSilent = cell.watch === "probe" && cell.fate === "hung" && softphone;
    if (isSilent) await waitForBadge(handle, phone ? "!" : "!!", SILENCE_MS);
    const silenceSeenAfter = isSilent ? Math.round((Date.now() - struckAt) / 1_000) : null;
    return { ...cell, afterFault, afterRead, expires, silenceSeenAfter };
  } finally {
    await tab.page.close();
    await reset(handle);
  }
}

async function connect(handle: Hookswitch): Promise<void> {
  const { token, keepSignedIn, ...ids } = DEMO_ENTRIES;
  const staged = { [OTHER_KEYS.staged]: { api: "integrations-core", appToken: token } };
  await handle.keeper.evaluate(`chrome.storage.session.set(${JSON.stringify(staged)})`);
  await order(handle, { type: "connect", account: { api: "integrations-core", ...ids }, keepSignedIn });
}

/** Has the softphone's tab watched as from the popup over it. The probe needs the permission for the page's site. */
async function watchTab(handle: Headed, tab: SoftphoneTab, watch: Watch): Promise<void> {
  if (watch === "none") return;
  await showAddress(handle, tab);
  await order(handle, { type: "watch-tab", tab: tab.id, address: SOFTPHONE_PAGE });
  if (watch === "tab") return;
  const { settings } = await handle.keeper.evaluate<{ settings: object }>(
    `chrome.storage.local.get("settings")`,
  );
  await order(handle, { type: "change-settings", settings: { ...settings, probesPage: true } });
  await until("the page to answer", () =>
    handle.keeper.evaluate<boolean>(
      `chrome.storage.session.get("softphoneTabs").then((items) => items.softphoneTabs[0].probe?.microphone === "granted")`,
    ),
  );
}

async function order(handle: Hookswitch, command: object): Promise<void> {
  const reply = await handle.keeper.evaluate<{ ok: boolean }>(
    `chrome.runtime.sendMessage(${JSON.stringify(command)})`,
  );
  if (!reply.ok) throw new Error(`Refused: ${JSON.stringify(reply)}`);
}

/** Opens the popup, at which Hookswitch reads, and waits until it has. The badge is painted before what was read is stored. */
async function readAgain(handle: Hookswitch): Promise<void> {
  const opened = Date.now();
  const popup = await handle.openPopup();
  await until("Hookswitch to read", () =>
    handle.keeper.evaluate<boolean>(
      `chrome.storage.session.get("status").then(({ status }) => status.reading.takenAt >= ${opened})`,
    ),
  );
  await popup.close();
}

async function look(handle: Hookswitch, rig: Rig, { on }: Cell): Promise<Moment> {
  const { text, title } = await badge(handle.keeper);
  const call = on.softphone ? await callSoftphone(handle, rig) : null;
  return { badge: text, sentence: title, call, truth: truthOf(text, title, on, call) };
}

async function callSoftphone(handle: Hookswitch, rig: Rig): Promise<SoftphoneCall> {
  const isMuted = await handle.keeper.evaluate<boolean>(
    `chrome.tabs.query({ muted: true }).then((tabs) => tabs.length > 0)`,
  );
  const pickUp = async (): Promise<void> => {
    await pause(PICK_UP_MS);
    await answer(handle);
  };
  const { ringing, status } = await rig.call({ patience: PATIENCE_MS, onRinging: () => void pickUp() });
  return { rangIn: ringing, status, isMuted };
}
