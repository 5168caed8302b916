import { type Command, send } from "../browser/commands.ts";
import type { Assignment, Device } from "../core/devices/device.ts";
import { includesAll, type Sentences } from "../core/message.ts";
import type { Explanation, Trouble } from "../core/notice.ts";
import type { FrontTab } from "../core/softphone-tab/softphone-line.ts";
import type { Press, Ring } from "../core/switching/press.ts";
import { resolveNow } from "../core/switching/resolve-now.ts";
import type { Items } from "../store/items.ts";
import { shownTarget, switchStates } from "./switches.ts";

/** The popup's own state, which is not stored. */
export interface PopupState {
  /** The target of the last press here, until the background has stored it. */
  readonly asked: Assignment | null;
  /** The ID of the device that the agent must confirm turning off, because that leaves none on. */
  readonly question: string | null;
  /** Why the last press or check here was refused. */
  readonly refusal: (Explanation & Partial<Trouble>) | null;
  /** The last press here that was sent, to be repeated; `null` once something else was asked for. */
  readonly lastPress: Press | null;
  /** Whether a check requested here is under way. */
  readonly checking: boolean;
  /** Whether the last check that the agent asked for here has failed, and none was good since. */
  readonly checkFailed: boolean;
  /** Whether the agent is choosing where calls ring for a while. */
  readonly choosing: boolean;
}

/** The agent's actions in the popup. */
export interface PopupActions {
  check(): void;
  press(press: Press): void;
  /** Begins to choose where calls ring for a while, or gives it up. */
  choose(choosing: boolean): void;
  /** Lets calls ring there until then, by this machine's clock (ms). */
  forAWhile(ring: Ring, until: number): void;
  endForAWhile(): void;
  /** Ends the pause of rules and alerts. */
  endPause(): void;
  /** Presses the last press again. */
  retry(): void;
  toggle(device: Device, on: boolean): void;
  /** Signs in with the organisation, whose page opens in a window. The popup then closes. */
  signIn(): void;
  /** Brings the softphone's page to the front. */
  openSoftphone(): void;
  unmute(): void;
  /** Watches a tab, because the softphone runs in it. */
  watch(tab: FrontTab): void;
  /** Answers whether to turn the last device off. */
  answer(device: Device, off: boolean): void;
  /** Says why nothing was sent. */
  explain(why: Explanation): void;
  /** Dismisses an alert, and everything else that says the same. */
  dismiss(problem: Sentences): void;
}

export const NOTHING_ASKED: PopupState = {
  asked: null,
  question: null,
  refusal: null,
  lastPress: null,
  checking: false,
  checkFailed: false,
  choosing: false,
};

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
    change({ checking: true, checkFailed: false, refusal: null, lastPress: null });
    const reply = await send({ type: "refresh" });
    await reload();
    const checkFailed = read().status.failure !== null;
    change({ checking: false, checkFailed, refusal: reply.ok ? null : reply });
  }

  /**
   * Presses can come faster than replies, so only the newest press's reply counts.
   *
   * @param until the end of a choice for a while, which is not repeated by itself: the agent chooses again
   */
  async function press(wanted: Press, until: number | null = null): Promise<void> {
    const items = read();
    const { status, journal, asked } = items;
    if (status.reading === null) return;
    presses += 1;
    const mine = presses;
    const resolved = resolveNow(wanted, status.reading, items, shownTarget(journal, asked));
    if (!resolved.ok && resolved.why === "would-leave-none" && "device" in wanted) {
      change({ question: wanted.device, refusal: null });
      return;
    }
    const target = resolved.ok ? resolved.target : asked;
    const lastPress = until === null ? wanted : null;
    change({ asked: target, question: null, refusal: null, lastPress, checkFailed: false });
    const reply = await send(
      until === null ? { type: "switch", press: wanted } : { type: "for-a-while", press: wanted, until },
    );
    await reload();
    if (mine !== presses) return;
    const choosing = read().choosing && (until === null || !reply.ok);
    change({ asked: null, refusal: reply.ok ? null : reply, choosing });
  }

  async function order(command: Command): Promise<void> {
    const reply = await send(command);
    await reload();
    change({ refusal: reply.ok ? null : reply, lastPress: null });
  }

  return {
    check: () => void check(),
    press: (wanted) => void press(wanted),
    choose: (choosing) => change({ choosing }),
    forAWhile: (ring, until) => void press({ ring }, until),
    endForAWhile: () => void order({ type: "end-for-a-while" }),
    endPause: () => void order({ type: "end-pause" }),
    retry() {
      const { lastPress } = read();
      if (lastPress !== null) void press(lastPress);
    },
    toggle: (device, on) => void press({ device: device.id, on, noneOnPurpose: false }),
    answer(device, off) {
      if (off) void press({ device: device.id, on: false, noneOnPurpose: true });
      else change({ question: null });
    },
    signIn: () => void order({ type: "organisation-sign-in" }),
    openSoftphone: () => void order({ type: "open-softphone" }),
    unmute: () => void order({ type: "unmute-softphone" }),
    watch: ({ id, address }) => void order({ type: "watch-tab", tab: id, address }),
    explain: (refusal) => change({ refusal, lastPress: null }),
    dismiss(problem) {
      const { refusal, notice } = read();
      // What the verdict tells of a problem is not shown again.
      if (refusal && includesAll(refusal.problem, problem)) change({ refusal: null });
      if (notice && includesAll(notice.problem, problem)) void send({ type: "dismiss-notice" });
    },
  };
}
