import { send } from "../browser/commands.ts";
import type { Items } from "../browser/items.ts";
import type { Assignment, Device } from "../core/device.ts";
import { intended } from "../core/journal.ts";
import { assume, resolvePress } from "../core/ring.ts";
import type { Explanation } from "../core/words.ts";

/** What the popup knows that is not stored. */
export interface PopupState {
  /** What was pressed here, until the background has written it down. */
  readonly asked: Assignment | null;
  /** Why the last press or check made here was not done. */
  readonly refusal: Explanation | null;
  /** A check that was asked for here is under way. */
  readonly checking: boolean;
}

export interface PopupActions {
  check(): void;
  press(device: Device, on: boolean): void;
  /** Takes away what an alert says; nothing else may say the same any more. */
  dismiss(problem: string): void;
}

export const NOTHING_ASKED: PopupState = { asked: null, refusal: null, checking: false };

/**
 * What the agent can do in the popup.
 *
 * @param reload shows what is stored now; a reply can come before the change that it speaks of
 */
export function createActions(
  read: () => Items & PopupState,
  change: (changes: Partial<PopupState>) => void,
  reload: () => Promise<unknown>,
): PopupActions {
  let presses = 0;

  async function check(): Promise<void> {
    change({ checking: true, refusal: null });
    const reply = await send({ type: "refresh" });
    await reload();
    change({ checking: false, refusal: reply.ok ? null : reply });
  }

  /** Presses may come faster than replies: only the newest one's reply is shown. */
  async function press(device: Device, on: boolean): Promise<void> {
    const { status, journal, asked } = read();
    if (status.reading === null) return;
    presses += 1;
    const mine = presses;
    const { devices, rule } = status.reading;
    const wanted = { device: device.id, on };
    const resolved = resolvePress(wanted, assume(devices, asked ?? intended(journal)), rule, false);
    change({ asked: resolved.ok ? resolved.target : asked, refusal: null });
    const reply = await send({ type: "switch", press: wanted });
    await reload();
    if (mine === presses) change({ asked: null, refusal: reply.ok ? null : reply });
  }

  return {
    check: () => void check(),
    press: (device, on) => void press(device, on),
    dismiss(problem) {
      const { refusal, notice } = read();
      if (refusal?.problem === problem) change({ refusal: null });
      if (notice?.problem === problem) void send({ type: "dismiss-notice" });
    },
  };
}
