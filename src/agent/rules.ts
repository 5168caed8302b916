import type { Reply } from "../browser/commands.ts";
import { message } from "../core/message.ts";
import type { Presence } from "../core/polling/pace.ts";
import { decide } from "../core/rules/decide.ts";
import { explainPause } from "../core/rules/explain-pause.ts";
import { endedByAgent, lastsUntil } from "../core/rules/for-a-while.ts";
import { INITIAL_RULES } from "../core/rules/rules-memory.ts";
import { wallClock } from "../core/rules/wall-clock.ts";
import type { Press } from "../core/switching/press.ts";
import type { Items } from "../store/items.ts";
import { onChange } from "./on-change.ts";
import type { Pacer } from "./pacer.ts";
import type { Platform } from "./platform.ts";
import type { TakePress } from "./press.ts";
import type { Refresh } from "./refresh.ts";
import { NOT_STORED } from "./refused-replies.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";
import type { WakeUps } from "./wake-ups.ts";

/** Switches devices by the agent's rules. */
export interface Rules {
  /** Asks the browser whether somebody is at the machine, and decides. Nothing is decided before the first time. */
  look(): Promise<void>;
  /** The browser says whether somebody is at the machine. */
  presenceIs(presence: Presence): void;
  /** Switches until a moment by this machine's clock (ms), and back then. */
  forAWhile(press: Press, until: number): Promise<Reply>;
  endForAWhile(): Promise<Reply>;
}

/** What a decision depends on. */
const MATTERS = [
  "account",
  "status",
  "journal",
  "settings",
  "softphoneTabs",
  "pausedUntil",
] as const satisfies (keyof Items)[];

/** The time until which something is to last is over, or too far ahead. */
export const NO_SUCH_END: Reply = {
  ok: false,
  problem: [message("forAWhileNoSuchEnd")],
  remedy: [message("forAWhileChooseEnd")],
};

/** Builds the rules' part of the worker. It decides whenever what a decision depends on has changed. */
export function createRules(
  platform: Platform,
  state: State,
  pacer: Pacer,
  switches: Switch,
  wakeUps: WakeUps,
  press: TakePress,
  refresh: Refresh,
): Rules {
  const { now } = platform;
  let presence: Presence | null = null;

  const plan = onChange(state, MATTERS, () => void evaluate().catch(() => undefined));

  async function evaluate(): Promise<void> {
    const { account } = state.items;
    const before = state.items.rules ?? INITIAL_RULES;
    if (presence === null || account === null) return;
    const { rules, begins, mustRead, paused } = decide({
      ...state.items,
      rules: before,
      waits: state.waits(),
      now: now(),
      period: pacer.pace().period,
      fastest: pacer.bounds().fastest,
      random: platform.random(),
      presence,
      wallClock,
    });
    if (rules === before) return;
    const until = paused && rules.records[paused].pausedUntil;
    const notice = paused && until && { at: now(), ...explainPause(paused, until), requestId: null };
    if (begins === null) await state.set({ rules, ...(notice && { notice }) });
    else {
      const intent = { origin: begins.by, target: begins.target, askedAt: now() };
      // If it could not be stored, it counts as one that was not made.
      await switches.begin(intent, { rules, ...(notice && { notice }) });
    }
    if (rules.nextAt !== before.nextAt) await wakeUps.arm();
    if (mustRead) void refresh.now();
  }

  return {
    async look() {
      presence = await platform.presence();
      await evaluate().catch(() => undefined);
    },
    presenceIs(is) {
      presence = is;
      plan();
    },
    async forAWhile(asked, until) {
      if (!lastsUntil(until, now())) return NO_SUCH_END;
      return press(asked, "for-a-while", until);
    },
    async endForAWhile() {
      const { rules } = state.items;
      if (!rules?.forAWhile) return { ok: true };
      const ended = endedByAgent(rules, now());
      if (!(await state.set({ rules: ended }))) {
        // What the agent is told did not happen must not happen later.
        if (state.items.rules === ended) await state.set({ rules });
        return NOT_STORED;
      }
      await evaluate();
      return { ok: true };
    },
  };
}
