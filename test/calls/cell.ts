import type { Hookswitch } from "../e2e/harness/launch.ts";
import { enter, save, untilConnected } from "../e2e/harness/options-page.ts";
import { reset } from "../e2e/harness/reset.ts";
import { badge, waitForBadge } from "../e2e/harness/toolbar.ts";
import { pause, until } from "../e2e/harness/wait.ts";
import type { Rig } from "../sip/rig.ts";
import { FATES, type Fate, type FateName } from "./fates.ts";
import { answer, openSoftphone, setMicrophone } from "./softphone-tab.ts";
import { type DevicesOn, type SoftphoneCall, type Truth, truthOf } from "./verdict-truth.ts";

/** What a registrar does with a contact whose connection is lost. */
export type LostContact = "dropped" | "kept";

/** A cell of the matrix. */
export interface Cell {
  readonly fate: FateName;
  readonly lostContact: LostContact;
  readonly on: DevicesOn;
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
}

/** When a call is placed after the fault, ms. */
const AFTER_FAULT_MS = 5_000;

/** When a caller gives up, ms: later than the registrar, which gives a softphone five seconds for its first answer. */
const PATIENCE_MS = 7_000;

/** How long the agent takes to pick up, ms, so that every tab has begun to ring. */
const PICK_UP_MS = 1_000;

/**
 * Runs one cell: registers the softphone, connects Hookswitch, lets the fate strike, and looks and calls 5 s later, and once
 * more after Hookswitch has read again. Leaves the browser and the rig as they were.
 */
export async function runCell(handle: Hookswitch, rig: Rig, cell: Cell): Promise<CellResult> {
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
    await tab.page.bringToFront();
    await fate.strike({ handle, rig, tab });
    await pause(AFTER_FAULT_MS);
    const afterFault = await look(handle, rig, cell);
    await readAgain(handle);
    const afterRead = await look(handle, rig, cell);
    const contacts = await rig.contacts();
    const expires = contacts.length === 0 ? null : Math.max(...contacts.map((each) => each.expires));
    return { ...cell, afterFault, afterRead, expires };
  } finally {
    await tab.page.close();
    await reset(handle);
  }
}

async function connect(handle: Hookswitch): Promise<void> {
  const options = await handle.openOptions();
  await enter(options);
  await save(options);
  await untilConnected(options);
  await options.close();
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
