import { send } from "../browser/commands.ts";
import { RULES } from "../core/api-rules.ts";
import type { Assignment, Device } from "../core/devices/device.ts";
import { type Sentences, sameMessages } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import { applyAssignment, resolvePress } from "../core/switching/press.ts";
import type { Items } from "../store/items.ts";
import { shownTarget, switchStates } from "./switches.ts";

/** The popup's own state, which is not stored. */
export interface PopupState {
  /** The target of the last press here, until the background has stored it. */
  readonly asked: Assignment | null;
  /** The ID of the device that the agent must confirm turning off, because that leaves none on. */
  readonly question: string | null;
  /** Why the last press or check here was refused. */
  readonly refusal: Explanation | null;
  /** Whether a check requested here is under way. */
  readonly checking: boolean;
}

/** The agent's actions in the popup. */
export interface PopupActions {
  check(): void;
  press(device: Device, on: boolean): void;
  /** Answers whether to turn the last device off. */
  answer(device: Device, off: boolean): void;
  /** Dismisses an alert, and everything else that says the same. */
  dismiss(problem: Sentences): void;
}

export const NOTHING_ASKED: PopupState = { asked: null, question: null, refusal: null, checking: false };

/** The device in question, or `null` once turning it off would no longer leave none on. */
export function stillAsked({ status, journal }: Items, { question, asked }: PopupState): string | null {
  if (question === null || status.reading === null) return null;
  const states = switchStates(status.reading, shownTarget(journal, asked));
  return states.some(({ device, asksFirst }) => device.id === question && asksFirst) ? question : null;
}

/**
 * Creates the popup's actions.
 *
 * @param reload reads the stored items again: a reply can come before the change it reports
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

  /** Presses can come faster than replies, so only the newest press's reply counts. */
  async function press(device: Device, on: boolean, noneOnPurpose = false): Promise<void> {
    const { status, journal, asked } = read();
    if (status.reading === null) return;
    presses += 1;
    const mine = presses;
    const { devices, api } = status.reading;
    const wanted = { device: device.id, on, noneOnPurpose };
    const resolved = resolvePress(
      wanted,
      applyAssignment(devices, shownTarget(journal, asked)),
      RULES[api].constraint,
      false,
    );
    if (!resolved.ok && resolved.why === "would-leave-none") {
      change({ question: device.id, refusal: null });
      return;
    }
    change({ asked: resolved.ok ? resolved.target : asked, question: null, refusal: null });
    const reply = await send({ type: "switch", press: wanted });
    await reload();
    if (mine === presses) change({ asked: null, refusal: reply.ok ? null : reply });
  }

  return {
    check: () => void check(),
    press: (device, on) => void press(device, on),
    answer(device, off) {
      if (off) void press(device, false, true);
      else change({ question: null });
    },
    dismiss(problem) {
      const { refusal, notice } = read();
      if (sameMessages(refusal?.problem, problem)) change({ refusal: null });
      if (sameMessages(notice?.problem, problem)) void send({ type: "dismiss-notice" });
    },
  };
}
