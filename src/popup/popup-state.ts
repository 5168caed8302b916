import { send } from "../browser/commands.ts";
import { RULES } from "../core/api-rules.ts";
import type { Assignment, Device } from "../core/devices/device.ts";
import { type Sentences, sameMessages } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import { applyAssignment, resolvePress } from "../core/switching/press.ts";
import type { Items } from "../store/items.ts";
import { shownTarget, switchStates } from "./switches.ts";

/** What the popup knows that is not stored. */
export interface PopupState {
  /** What was pressed here, until the background has written it down. */
  readonly asked: Assignment | null;
  /** The device of which the agent is being asked whether it is to go off, and leave none on. */
  readonly question: string | null;
  /** Why the last press or check made here was not done. */
  readonly refusal: Explanation | null;
  /** A check that was asked for here is under way. */
  readonly checking: boolean;
}

export interface PopupActions {
  check(): void;
  press(device: Device, on: boolean): void;
  /** Answers whether the last device is to be turned off. */
  answer(device: Device, off: boolean): void;
  /** Takes away what an alert says; nothing else may say the same any more. */
  dismiss(problem: Sentences): void;
}

export const NOTHING_ASKED: PopupState = { asked: null, question: null, refusal: null, checking: false };

/** The device that the question is about, as long as turning it off would leave none on. */
export function stillAsked({ status, journal }: Items, { question, asked }: PopupState): string | null {
  if (question === null || status.reading === null) return null;
  const states = switchStates(status.reading, shownTarget(journal, asked));
  return states.some(({ device, asksFirst }) => device.id === question && asksFirst) ? question : null;
}

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
