import { areDevicesKnown } from "../core/devices/verdict.ts";
import type { Sentences } from "../core/message.ts";
import type { Notice } from "../core/notice.ts";
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
import type { Lane } from "./lane.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import { createSwitchRequests } from "./switch-requests.ts";
import type { Vault } from "./vault.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Carries out what the switch's state machine asks for, and feeds back what comes of it. */
export interface Switch {
  /**
   * Writes a press down, and begins the switch, or lets it wait for the one under way. Tells whether the browser could store
   * it; a switch that it could not store is not begun.
   *
   * @param notice what to tell with it; `null` takes away what was told before
   */
  begin(intent: SwitchIntent, notice: Notice | null): Promise<boolean>;
  /** Takes up what an earlier life of the worker left unfinished, or what is to be tried again. */
  resume(): Promise<void>;
  /** Whether a switch waits to be taken up now. */
  isDue(): boolean;
  /** The end of every switch that is under way; `null` while none is. */
  underWay(): Promise<void> | null;
}

const OPEN: Request = { do: "open" };

/** @param refused called with what to say when a switch that a key had asked for has failed */
export function createSwitch(
  platform: Platform,
  state: State,
  vault: Vault,
  reader: Reader,
  wakeUps: WakeUps,
  lane: Lane,
  refused: (problem: Sentences) => void,
): Switch {
  const { now } = platform;
  const make = createSwitchRequests(platform, state, vault, reader);
  let running: Promise<void> | null = null;

  function open(): Journal | null {
    return state.items.journal;
  }

  function facts(): Facts {
    const { reading, credentials } = state.items.status;
    return { now: now(), random: platform.random(), credentials, reading, waits: state.waits() };
  }

  async function begin(intent: SwitchIntent, notice: Notice | null): Promise<boolean> {
    const { account, journal } = state.items;
    const anew = running === null && isKnown();
    const [written] = step(journal, { type: "pressed", intent, anew }, facts());
    // The first request will need it, and it can be read meanwhile.
    if (account !== null) vault.open(account).catch(() => null);
    // Both before the first request: what is written down, and the alarm that leads back to it.
    const [stored, armed] = await Promise.all([
      state.set({ journal: written, ...(state.items.notice === notice ? {} : { notice }) }),
      platform.setAlarm(now()).then(
        () => true,
        () => false,
      ),
    ]);
    if (stored && armed) {
      void run(written?.waiting === intent);
      return true;
    }
    // Only what is still as it was written here: a switch under way may have gone on meanwhile, or have ended.
    const left = open();
    if (left === written) await state.set({ journal, ...(notice && { notice: null }) });
    else if (left?.waiting?.target === intent.target)
      await state.set({ journal: { ...left, waiting: journal?.waiting ?? null } });
    else if (left?.target === intent.target) return true;
    return false;
  }

  /**
   * Carries out what is written down, one switch after the other, until nothing is left but to wait.
   *
   * @param unsure whether the devices are to be read first
   */
  function run(unsure: boolean): Promise<void> {
    if (running !== null) return running;
    if (unsure) resumeOpen();
    const isNext = lane.end() === null;
    running = lane
      .enter(async () => {
        // What was done before it may not have been heard.
        if (!isNext && (unsure || !isKnown())) resumeOpen();
        await carryOutAll();
      })
      .catch(() => undefined);
    return running;
  }

  async function carryOutAll(): Promise<void> {
    try {
      await carryOut();
      // What was pressed after the last look, or in another generation.
      for (let journal = open(); journal !== null && retryAt(journal) === null; journal = open()) {
        resumeOpen();
        await carryOut();
      }
    } finally {
      // In the same turn as the last look.
      running = null;
    }
  }

  /** Nothing of the open switch is due before its turn. */
  function resumeOpen(): void {
    // The browser may end the worker before the first answer; the alarm that woke it is spent.
    platform.setAlarm(now()).catch(() => undefined);
    if (open() !== null) void take({ type: "resumed" });
  }

  /** Carries the open switch out, and those that wait for it, for as long as the agent's account stays what it is. */
  async function carryOut(): Promise<void> {
    const { generation } = state;
    const isOurs = (): boolean => generation === state.generation && open() !== null;
    let request: Request | null = isOurs() ? OPEN : null;
    while (request !== null) {
      const event: SwitchEvent = await make(request, generation).catch(() => ({ type: "failed" }));
      if (!isOurs()) return;
      request = await take(event);
      // A press that came while the end of the last switch was stored.
      if (request === null && isOurs() && isNew(open())) request = OPEN;
      if (request !== null && !isOurs()) return;
    }
    await wakeUps.arm().catch(() => undefined);
  }

  /** Stores what becomes of the switch, and tells what is to be told of it. Returns what is to be asked for next. */
  async function take(event: SwitchEvent): Promise<Request | null> {
    const [journal, effects] = step(open(), event, facts());
    const changes: Partial<Items> = Object.assign({ journal }, ...effects.map(apply));
    const stored = state.set(changes);
    const request = effects.find(isRequest) ?? null;
    // Once the switch is written down, the next request is more pressing.
    if (request === null || request.do === "open") await stored;
    return request;
  }

  /** Does what needs no answer. Returns what it changes in the items. */
  function apply(effect: Effect): Partial<Items> {
    switch (effect.do) {
      case "tell": {
        const { problem, remedy, requestId } = explainReport(effect.report);
        if (effect.origin === "key") refused(problem);
        return { notice: { at: now(), problem, remedy, requestId } };
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
      return journal !== null && running === null && isDue(journal, state.items.status, state.waits(), now());
    },
    underWay: () => running,
  };
}

/** Whether a switch is about to begin, with nothing of it done yet. */
function isNew(journal: Journal | null): boolean {
  return journal?.phase.name === "ready" && journal.phase.sure;
}
