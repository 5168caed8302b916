import type { Reply } from "../browser/commands.ts";
import { afterWrite, matches } from "../core/device-changes.ts";
import type { Assignment, Reading } from "../core/device.ts";
import type { Failure } from "../core/failure.ts";
import { intended, type Journal, type Origin, type Wish } from "../core/journal.ts";
import type { Notice } from "../core/notice.ts";
import { assignmentOf, assume, type Press, resolvePress } from "../core/ring.ts";
import type { Status } from "../core/status.ts";
import { verdict } from "../core/verdict.ts";
import { type Explanation, explainFailure, explainImpossible, inTime } from "../core/words.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Refresh } from "./refresh.ts";
import type { State } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Vault } from "./vault.ts";

/** The one queue that every switch goes through, whoever asked for it. */
export interface Switch {
  /**
   * Takes a press: writes it down and begins, or says why it cannot be done. It ends before the
   * switch does; how that ends shows in the items.
   */
  press(press: Press, origin: Origin): Promise<Reply>;
  /** Takes up what an earlier life of the worker left unfinished. */
  resume(): Promise<void>;
  /** The end of everything that is under way; `null` while nothing is. */
  underWay(): Promise<void> | null;
}

/** A switch found this long after it was asked for is no longer begun: the agent may have moved on. */
const STILL_WANTED_FOR = 120_000;

const NOT_SET_UP: Explanation = { problem: "Hookswitch is not set up yet.", remedy: "Set it up in the options." };
const SIGNED_OUT: Explanation = {
  problem: "You are signed out.",
  remedy: "Enter your credentials in the options.",
};
const NOT_STORED: Explanation = {
  problem: "The browser could not write the switch down, so it was not begun.",
  remedy: "Free some disk space, and try again.",
};
const CHANGED_ELSEWHERE: Explanation = {
  problem: "The devices are not as you set them: they were changed elsewhere at the same time.",
  remedy: "Check them, and switch again if you still want to.",
};
const INTERRUPTED: Explanation = {
  problem: "A switch was interrupted and has not been made.",
  remedy: "Check the devices, and switch again if you still want to.",
};

/** @param refused called with what to say when a key press cannot be done, or has failed */
export function createSwitch(
  surroundings: Surroundings,
  state: State,
  vault: Vault,
  refresh: Refresh,
  refused: (problem: string) => void,
): Switch {
  const { now } = surroundings;
  let running: Promise<void> | null = null;

  async function press(asked: Press, origin: Origin): Promise<Reply> {
    const answer = await take(asked, origin);
    if (answer.ok) {
      void run(false);
      return answer;
    }
    if (origin === "key") await tell(origin, { ...answer, requestId: null });
    return answer;
  }

  async function take(asked: Press, origin: Origin): Promise<Reply> {
    const { account, settings, waits } = state.items;
    if (account === null) return { ok: false, ...NOT_SET_UP };
    if (waits.writeUntil !== null && waits.writeUntil > now()) {
      return {
        ok: false,
        problem: "Exotel is receiving too many requests from your account.",
        remedy: `Switch again in ${inTime(waits.writeUntil - now())}.`,
      };
    }
    // Where a press leads depends on where the devices are: old knowledge is renewed first.
    if (state.items.journal === null && !isKnown()) await refresh.now();
    const { status, journal } = state.items;
    if (status.reading === null || (journal === null && isHopeless(status))) {
      return { ok: false, ...whyNotKnown(status) };
    }
    const { devices, rule } = status.reading;
    const resolution = resolvePress(asked, assume(devices, intended(journal)), rule, settings.includeBoth);
    if (!resolution.ok) return { ok: false, ...explainImpossible(resolution.why) };
    const wish: Wish = { origin, target: resolution.target, askedAt: now() };
    const written: Journal =
      journal === null ? begun(wish, status.reading) : { ...journal, waiting: wish };
    // Both before the first request: what is written down, and the alarm that leads back to it.
    const [stored] = await Promise.all([
      state.set({ journal: written, ...(state.items.notice === null ? {} : { notice: null }) }),
      surroundings.setAlarm(now()),
    ]);
    if (stored) return { ok: true };
    await state.set({ journal });
    return { ok: false, ...NOT_STORED };
  }

  function isKnown(): boolean {
    const { account, status, settings } = state.items;
    const { reach } = verdict({ account, status, settings, now: now() });
    return reach !== "reading" && reach !== "refused" && reach !== "unknown";
  }

  function whyNotKnown({ failure, credentials }: Status): Explanation {
    if (failure !== null) return explainFailure(failure, now());
    if (credentials === "missing") return SIGNED_OUT;
    return { problem: "Your devices are not known yet.", remedy: "Try again in a moment." };
  }

  function begun(wish: Wish, reading: Reading): Journal {
    return { ...wish, rule: reading.rule, before: assignmentOf(reading.devices), waiting: null };
  }

  /** Carries out what is written down, one switch after the other, until nothing is left. */
  function run(resumed: boolean): Promise<void> {
    running ??= carryOutAll(resumed).finally(() => {
      running = null;
    });
    return running;
  }

  async function carryOutAll(resumed: boolean): Promise<void> {
    const { generation } = state;
    let afresh = resumed;
    for (let journal = state.items.journal; journal !== null; journal = state.items.journal) {
      const trouble = await carryOut(journal, afresh);
      if (generation !== state.generation) return;
      afresh = false;
      const next = state.items.journal?.waiting ?? null;
      const { reading } = state.items.status;
      // Nobody needs to hear of a press that a later one has overtaken.
      if (trouble !== null && next === null) await tell(journal.origin, trouble);
      await state.set({ journal: next === null || reading === null ? null : begun(next, reading) });
    }
    await refresh.arm();
  }

  /** Carries out one switch; answers with what the agent must be told, if anything. */
  async function carryOut(journal: Journal, resumed: boolean): Promise<Trouble | null> {
    const { account } = state.items;
    const { generation } = state;
    const api = account === null ? null : await vault.open(account);
    if (generation !== state.generation) return null;
    if (api === null) {
      await state.setStatus({ credentials: "missing", nextReadAt: null });
      return { ...SIGNED_OUT, requestId: null };
    }
    if (resumed) {
      const found = await refresh.read(api);
      if (generation !== state.generation) return null;
      if ("kind" in found) return leaveInDoubt(found);
      if (matches(found.devices, journal.target)) return null;
      // Whoever changed the devices meanwhile is respected, and so is an agent who has moved on.
      const untouched = matches(found.devices, journal.before);
      if (!untouched || now() - journal.askedAt > STILL_WANTED_FOR) return { ...INTERRUPTED, requestId: null };
    }
    const first = await attempt(api, journal.target);
    const last = first?.neverArrived ? await attempt(api, journal.target) : first;
    return last?.trouble ?? null;
  }

  /** Writes and reads once; `null` when the devices are as they shall be. */
  async function attempt(api: DeviceApi, target: Assignment): Promise<Setback | null> {
    const { generation } = state;
    const failure = await write(api, target);
    // Whoever has signed out meanwhile wants nothing asked, tried again or noted any more.
    if (generation !== state.generation) return null;
    if (failure?.kind === "credentials-refused") {
      await state.setStatus({ credentials: "refused", failure, nextReadAt: null });
      return { trouble: troubleOf(failure), neverArrived: false };
    }
    if (failure?.kind === "rate-limited") {
      await state.set({ waits: { ...state.items.waits, writeUntil: failure.waitUntil } });
      return { trouble: troubleOf(failure), neverArrived: false };
    }
    refresh.settle();
    const found = await refresh.read(api);
    if (generation !== state.generation) return null;
    if ("kind" in found) {
      // A write that was answered well needs no read to be believed; the next one in the schedule
      // tells of the registration.
      return failure === null ? null : { trouble: await leaveInDoubt(failure), neverArrived: false };
    }
    if (matches(found.devices, target)) return null;
    if (failure === null) return { trouble: { ...CHANGED_ELSEWHERE, requestId: null }, neverArrived: false };
    // The network answers again, and the request has had no effect.
    const neverArrived = failure.kind === "unreachable" || failure.kind === "timed-out";
    return { trouble: troubleOf(failure), neverArrived };
  }

  /** Sends the write that leads to the target and records its answer. */
  async function write(api: DeviceApi, target: Assignment): Promise<Failure | null> {
    const { generation } = state;
    refresh.overtake();
    try {
      const answer = await api.write(target);
      const { reading } = state.items.status;
      if (generation === state.generation && reading !== null) {
        await state.setStatus({ reading: afterWrite(reading, answer) });
      }
      return null;
    } catch (error) {
      return asFailure(error);
    } finally {
      // A read that was begun meanwhile may have seen the devices before the write.
      refresh.overtake();
    }
  }

  /** Neither the write nor a read after it was heard of: what was read before is no evidence now. */
  async function leaveInDoubt(failure: Failure): Promise<Trouble> {
    await state.setStatus({ inDoubt: true });
    return {
      problem: `Whether the switch was made is not known. ${explainFailure(failure, now()).problem}`,
      remedy: "Hookswitch keeps reading your devices, and shows them as soon as it can.",
      requestId: failure.requestId,
    };
  }

  function troubleOf(failure: Failure): Trouble {
    const { problem, remedy } = explainFailure(failure, now());
    return { problem: `The switch was not made. ${problem}`, remedy, requestId: failure.requestId };
  }

  async function tell(origin: Origin, trouble: Trouble): Promise<void> {
    const { problem, remedy, requestId } = trouble;
    if (origin === "key") refused(problem);
    await state.set({ notice: { at: now(), problem, remedy, requestId } });
  }

  return {
    press,
    resume: () => (state.items.journal === null ? Promise.resolve() : run(true)),
    underWay: () => running,
  };
}

/** What the agent must be told of a switch that did not end well. */
type Trouble = Pick<Notice, "problem" | "remedy" | "requestId">;

interface Setback {
  readonly trouble: Trouble;
  /** Trying once more is safe and may help. */
  readonly neverArrived: boolean;
}

/** The newest read says that no write will be heard either, or that there is nothing to write to. */
function isHopeless({ credentials, failure }: Status): boolean {
  if (credentials !== "present") return true;
  switch (failure?.kind) {
    case "unreachable":
    case "timed-out":
    case "not-found":
    case "not-permitted":
      return true;
    default:
      return false;
  }
}
