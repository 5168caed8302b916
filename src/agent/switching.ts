import { areDevicesKnown } from "../core/devices/verdict.ts";
import { isDue } from "../core/switching/due.ts";
import {
  type Effect,
  type Facts,
  isRequest,
  type Request,
  type SwitchEvent,
} from "../core/switching/events.ts";
import { type Journal, retryAt, type SwitchIntent } from "../core/switching/journal.ts";
import { step } from "../core/switching/machine.ts";
import { explainReport } from "../core/switching/report.ts";
import type { Items } from "../store/items.ts";
import type { ChangeQueue } from "./change-queue.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import { createSwitchRequests } from "./switch-requests.ts";
import type { Vault } from "./vault.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Runs the switch's state machine: carries out the requests it makes and feeds the results back to it. */
export interface Switch {
  /**
   * Stores a press, then begins the switch or queues it behind the one under way. Does not begin a switch that the
   * browser could not store.
   *
   * @param changes stored with the press: a notice that is shown with the switch (`null` removes the one before), and what the
   *   rules remember of it
   * @returns whether the browser stored the press
   */
  begin(intent: SwitchIntent, changes: WithPress): Promise<boolean>;
  /** Continues a switch that an earlier worker left unfinished, or one that is due for another try. */
  resume(): Promise<void>;
  /** Whether a switch should be resumed now. */
  isDue(): boolean;
  /** Resolves when every switch under way has ended; `null` while there is none. */
  underWay(): Promise<void> | null;
}

type WithPress = Partial<Pick<Items, "notice" | "rules">>;

const OPEN: Request = { do: "open" };

export function createSwitch(
  platform: Platform,
  state: State,
  pacer: Pacer,
  vault: Vault,
  reader: Reader,
  wakeUps: WakeUps,
  queue: ChangeQueue,
): Switch {
  const { now } = platform;
  const make = createSwitchRequests(platform, state, pacer, vault, reader);
  let running: Promise<void> | null = null;
  /** How many presses are being stored. None of them may begin before it is. */
  let storing = 0;

  function open(): Journal | null {
    return state.items.journal;
  }

  function facts(): Facts {
    const { reading, credentials } = state.items.status;
    return { now: now(), random: platform.random(), credentials, reading, waits: state.waits() };
  }

  async function begin(intent: SwitchIntent, changes: WithPress): Promise<boolean> {
    const { account, journal } = state.items;
    const anew = running === null && isKnown();
    const [written] = step(journal, { type: "pressed", intent, anew }, facts());
    // Load the credentials in parallel: the first request needs them.
    if (account !== null) vault.open(account).catch(() => null);
    storing += 1;
    // Before the first request, store the journal and set the alarm that leads back to it.
    const [stored, armed] = await Promise.all([
      state.set({ journal: written, ...withNews(changes) }),
      platform.setAlarm(now()).then(
        () => true,
        () => false,
      ),
    ]);
    storing -= 1;
    if (stored && armed) {
      void run(written?.waiting === intent);
      return true;
    }
    // Undo only what this press wrote: the switch under way may have moved on or ended meanwhile.
    const left = open();
    if (left === written) await state.set({ journal, ...(changes.notice && { notice: null }) });
    else if (left?.waiting?.target === intent.target)
      await state.set({ journal: { ...left, waiting: journal?.waiting ?? null } });
    else if (left?.target === intent.target) return true;
    return false;
  }

  /** What is there already is not stored again. */
  function withNews({ notice, ...others }: WithPress): WithPress {
    return notice === undefined || notice === state.items.notice ? others : { ...others, notice };
  }

  /**
   * Carries out the stored switches, one after the other, until none is left or the next must wait.
   *
   * @param unsure whether to read the devices first
   */
  function run(unsure: boolean): Promise<void> {
    if (running !== null) return running;
    if (unsure) resumeOpen();
    const isNext = queue.end() === null;
    running = queue
      .add(async () => {
        // The change before this one may have ended with an unknown outcome.
        if (!isNext && (unsure || !isKnown())) resumeOpen();
        await carryOutAll();
      })
      .catch(() => undefined);
    return running;
  }

  async function carryOutAll(): Promise<void> {
    try {
      await carryOut();
      // Presses made after the last check, or in another generation.
      for (let journal = open(); journal !== null && retryAt(journal) === null; journal = open()) {
        resumeOpen();
        await carryOut();
      }
    } finally {
      // In the same turn as the last check, so that no press slips in between.
      running = null;
    }
  }

  /** Tells the state machine that the open switch is being resumed. */
  function resumeOpen(): void {
    // The browser may stop the worker before the first answer, and the alarm that woke it has already fired.
    platform.setAlarm(now()).catch(() => undefined);
    if (open() !== null) void take({ type: "resumed" });
  }

  /** Carries out the open switch and those waiting behind it, as long as the account stays the same. */
  async function carryOut(): Promise<void> {
    const { generation } = state;
    const isOurs = (): boolean => generation === state.generation && open() !== null;
    let request: Request | null = isOurs() ? OPEN : null;
    while (request !== null) {
      const event: SwitchEvent = await make(request, generation).catch(() => ({ type: "failed" }));
      if (!isOurs()) return;
      request = await take(event);
      // A press may have come while the end of the last switch was being stored.
      if (request === null && isOurs() && isNew(open())) request = OPEN;
      if (request !== null && !isOurs()) return;
    }
    await wakeUps.arm().catch(() => undefined);
  }

  /** Advances the state machine by one event, stores the result and applies its effects. Returns the next request. */
  async function take(event: SwitchEvent): Promise<Request | null> {
    const [journal, effects] = step(open(), event, facts());
    const changes: Partial<Items> = Object.assign({ journal }, ...effects.map(apply));
    const stored = state.set(changes);
    const request = effects.find(isRequest) ?? null;
    // Once the switch is stored, the next request need not wait for storage.
    if (request === null || request.do === "open") await stored;
    return request;
  }

  /** Applies an effect that is not a request. Returns the items it changes. */
  function apply(effect: Effect): Partial<Items> {
    switch (effect.do) {
      case "tell": {
        const { problem, remedy, requestId } = explainReport(effect.report);
        return { notice: { at: now(), problem, remedy, requestId, origin: effect.origin } };
      }
      case "withdraw":
        return { notice: null };
      case "doubt":
        void state.setStatus({ inDoubt: true });
        return {};
      default:
        return {};
    }
  }

  function isKnown(): boolean {
    return areDevicesKnown({ ...state.items, now: now() });
  }

  return {
    begin,
    resume: () => (open() === null ? Promise.resolve() : run(true)),
    isDue() {
      const journal = open();
      if (journal === null || running !== null || storing > 0) return false;
      return isDue(journal, state.items.status, state.waits(), now());
    },
    underWay: () => running,
  };
}

/** Whether a switch is about to begin and nothing of it is done yet. */
function isNew(journal: Journal | null): boolean {
  return journal?.phase.name === "ready" && journal.phase.sure;
}
