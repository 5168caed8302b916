import type { Reply } from "../browser/commands.ts";
import { shareBudget } from "../core/account.ts";
import type { Assignment, Device, Reading } from "../core/devices/device.ts";
import { afterWrite, matches } from "../core/devices/device-changes.ts";
import { remember } from "../core/devices/last-on.ts";
import type { Status } from "../core/devices/status.ts";
import { isOpenByDevices, verdict } from "../core/devices/verdict.ts";
import { explainFailure, explainWait, troubleOfAttempt } from "../core/explain-failure.ts";
import { deferredUntil, type Failure, isAccessBlocked, isOutcomeUnknown } from "../core/failure.ts";
import { message, type Sentences } from "../core/message.ts";
import type { Explanation, Notice, Trouble } from "../core/notice.ts";
import { RETRY_CAP, retryDelay } from "../core/polling/schedule.ts";
import { waitForAny, withWait } from "../core/polling/server-waits.ts";
import { explainImpossible, explainInstead } from "../core/switching/explain-press.ts";
import { begun, intended, type Journal, type Origin, type Wish } from "../core/switching/journal.ts";
import { assignmentOf, assume, type Press, resolvePress } from "../core/switching/press.ts";
import {
  compensate,
  forward,
  isStillWanted,
  noneIsOn,
  recover,
  type Step,
  wantsOne,
} from "../core/switching/steps.ts";
import type { DeviceApi } from "../exotel/device-api.ts";
import { asFailure } from "../exotel/exotel-error.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Vault } from "./vault.ts";
import type { WakeUps } from "./wake-ups.ts";

/** The one queue that every switch goes through, whoever asked for it, and whatever else changes something at Exotel. */
export interface Switch {
  /**
   * Takes a press: writes it down and begins, or says why it cannot be done. It ends before the
   * switch does; how that ends shows in the items.
   */
  press(press: Press, origin: Origin): Promise<Reply>;
  /** Takes up what an earlier life of the worker left unfinished, or what is to be tried again. */
  resume(): Promise<void>;
  /** Whether a switch waits to be taken up now. */
  isDue(): boolean;
  /** The end of every switch that is under way; `null` while none is. */
  underWay(): Promise<void> | null;
  /** The end of whatever changes something at Exotel; `null` while nothing does. */
  changing(): Promise<unknown> | null;
  /**
   * Does something else that changes something at Exotel, once nothing does. Switches that are asked for or due meanwhile are
   * written down, and made after it.
   *
   * @param notBefore the end of what else it waits for, which may itself wait for a switch; `null` where there is nothing
   */
  alone<T>(change: () => Promise<T>, notBefore: () => Promise<unknown> | null): Promise<T>;
}

/** How one switch came out. What is not `ended` stays written down, and is taken up again later. */
interface Outcome {
  readonly ended: boolean;
  readonly trouble: Trouble | null;
}

/** Also where the agent has signed out meanwhile: the switch is then no longer there. */
const NOTHING_TO_TELL: Outcome = { ended: true, trouble: null };

const NOT_SET_UP: Explanation = {
  problem: [message("notSetUpYet")],
  remedy: [message("setUpInOptions")],
};
const SIGNED_OUT: Explanation = {
  problem: [message("signedOut")],
  remedy: [message("enterCredentials")],
};
const NOT_STORED: Explanation = {
  problem: [message("switchNotStored")],
  remedy: [message("freeDiskSpace")],
};
const CHANGED_ELSEWHERE: Trouble = {
  problem: [message("changedElsewhere")],
  remedy: [message("checkThemAndSwitch")],
  requestId: null,
};
const NONE_STAYS_ON: Trouble = {
  problem: [message("perhapsNoneOn"), message("noneStaysOn")],
  remedy: [message("keepsTurningOn")],
  requestId: null,
};
const INTERRUPTED: Trouble = {
  problem: [message("switchInterrupted")],
  remedy: [message("checkDevicesAndSwitch")],
  requestId: null,
};

/** @param refused called with what to say when a key press cannot be done, or has failed */
export function createSwitch(
  platform: Platform,
  state: State,
  vault: Vault,
  reader: Reader,
  wakeUps: WakeUps,
  refused: (problem: Sentences) => void,
): Switch {
  const { now } = platform;
  let running: Promise<void> | null = null;
  /** The generation whose switch is being carried out: what comes late for it is not for another one's. */
  let carriedIn = 0;
  /** The end of what changes something beside the switches; it never rejects. */
  let other: Promise<unknown> | null = null;

  async function press(asked: Press, origin: Origin): Promise<Reply> {
    const answer = await take(asked, origin);
    if (answer.ok) return answer;
    if (origin === "key") await tell(origin, { ...answer, requestId: null });
    return answer;
  }

  async function take(asked: Press, origin: Origin): Promise<Reply> {
    const { account, settings } = state.items;
    if (account === null) return { ok: false, ...NOT_SET_UP };
    const { writeUntil } = state.waits();
    if (writeUntil !== null && writeUntil > now()) return { ok: false, ...explainWait(writeUntil - now()) };
    // Where a press leads depends on where the devices are: old knowledge is renewed first.
    if (isAccessBlocked(state.items.status.failure) || (state.items.journal === null && !isKnown()))
      await reader.now();
    const { status, journal, lastOn } = state.items;
    if (isAccessBlocked(status.failure)) return { ok: false, ...whyNotKnown(status) };
    if (status.reading === null || (journal === null && !isKnown() && !mayGuess(status))) {
      return { ok: false, ...whyNotKnown(status) };
    }
    const { devices, rule } = status.reading;
    const assumed = assume(devices, intended(journal));
    // What the switch under way turns on is a device to come back to, also before it is seen on.
    const underWay = journal?.undoing === null ? journal.target : null;
    const seen = remember(remember(lastOn, assume(devices, underWay)), assumed);
    const resolution = resolvePress(asked, assumed, rule, settings.includeBoth, seen);
    if (!resolution.ok) return { ok: false, ...explainImpossible(resolution.why, resolution.lost) };
    const { instead } = resolution;
    const notice = instead ? { at: now(), ...explainInstead(instead), requestId: null } : null;
    const wish: Wish = { origin, target: resolution.target, askedAt: now() };
    // What is left open may have to be looked at first; what only waits to be confirmed need not.
    const goesOn =
      journal !== null && !(journal.answered && !journal.stranded && running === null && isKnown());
    const written = goesOn
      ? { ...journal, waiting: wish, retryAt: null }
      : begun(wish, rule, assignmentOf(devices));
    // The first request will need it, and it can be read meanwhile.
    vault.open(account).catch(() => null);
    // Both before the first request: what is written down, and the alarm that leads back to it.
    const [stored, armed] = await Promise.all([
      state.set({ journal: written, ...(state.items.notice === notice ? {} : { notice }) }),
      platform.setAlarm(now()).then(
        () => true,
        () => false,
      ),
    ]);
    if (stored && armed) {
      void run(goesOn);
      return { ok: true };
    }
    // Only what is still as it was written here: a switch under way may have gone on meanwhile, or have ended.
    const left = open();
    if (left === written) await state.set({ journal, ...(notice && { notice: null }) });
    else if (left?.waiting?.target === wish.target)
      await state.set({ journal: { ...left, waiting: journal?.waiting ?? null } });
    else if (left?.target === wish.target) return { ok: true };
    return { ok: false, ...NOT_STORED };
  }

  function isKnown(): boolean {
    const known = verdict({ ...state.items, now: now() });
    if (known.reach === "unknown") return isOpenByDevices(known.why);
    return known.reach !== "reading" && known.reach !== "refused";
  }

  function whyNotKnown({ failure, credentials }: Status): Explanation {
    if (failure !== null) return explainFailure(failure);
    if (credentials === "missing") return SIGNED_OUT;
    return { problem: [message("devicesNotKnown")], remedy: [message("tryAgainSoon")] };
  }

  /** Carries out what is written down, one switch after the other, until nothing is left. */
  function run(resumed: boolean): Promise<void> {
    // The browser may end the worker before the first answer; the alarm that woke it is spent.
    if (running === null && resumed) void platform.setAlarm(now()).catch(() => undefined);
    running ??= inTurn(resumed)
      // Credentials that the browser could not hand out are asked for again a little later.
      .catch(async () => {
        const journal = carried();
        if (journal !== null) await putOff(journal, null);
        await wakeUps.arm();
      })
      .finally(() => {
        running = null;
      })
      // What was pressed after the last look, or in another generation.
      .then(() => (open() !== null && open()?.retryAt === null ? run(true) : undefined))
      // The journal stays open, and the alarm leads back to it.
      .catch(() => undefined);
    return running;
  }

  function inTurn(resumed: boolean): Promise<void> {
    if (other === null) return carryOutAll(resumed);
    const journal = open();
    // Nothing of it is due before its turn.
    if (journal !== null && journal.retryAt !== null)
      void state.set({ journal: { ...journal, retryAt: null } });
    // What it has done may not have been heard.
    return other.then(() => carryOutAll(resumed || !isKnown()));
  }

  function changing(): Promise<unknown> | null {
    return running ?? other;
  }

  async function alone<T>(change: () => Promise<T>, notBefore: () => Promise<unknown> | null): Promise<T> {
    const toWaitFor = (): Promise<unknown> | null => changing() ?? notBefore();
    // It takes its place in the same turn in which nothing is left: who has a place may not wait for others.
    for (let before = toWaitFor(); before !== null; before = toWaitFor()) await before;
    const made = change();
    other = made
      .catch(() => undefined)
      .finally(() => {
        other = null;
      });
    return made;
  }

  async function carryOutAll(resumed: boolean): Promise<void> {
    const { generation } = state;
    carriedIn = generation;
    let unsure = resumed;
    for (let journal = open(); journal !== null; journal = open()) {
      // A press that was made while the last attempt had been put off takes its place.
      const isHalfWay = unsure && journal.rule === "at-most-one-on";
      if (isHalfWay && journal.waiting !== null) {
        await state.set({ journal: supersede(journal, journal.waiting) });
      }
      const { ended, trouble } = await carryOut(unsure);
      const left = open();
      if (generation !== state.generation || left === null) return;
      if (!ended) {
        if (left.waiting === null || mustWait()) {
          await putOff(left, trouble);
          break;
        }
        unsure = true;
        continue;
      }
      const { waiting: next } = left;
      const { reading, credentials } = state.items.status;
      const isWanted = next !== null && isStillWanted(next, now());
      const goesOn = isWanted && reading !== null && credentials === "present";
      const toTell = trouble ?? (next !== null && !goesOn ? INTERRUPTED : null);
      await state.set({
        // Nobody needs to hear of a press that a later one has overtaken.
        ...(toTell !== null && !goesOn
          ? { notice: noticeOf(left.origin === "key" ? left.origin : (next ?? left).origin, toTell) }
          : left.failures > 0 && { notice: null }),
        // In the same turn as `left` was looked at: a press that comes while this is stored begins anew.
        journal: goesOn ? begun(next, reading.rule, assignmentOf(reading.devices)) : null,
      });
      unsure = false;
    }
    await wakeUps.arm();
  }

  function mustWait(): boolean {
    return state.items.status.credentials !== "present" || waitForAny(state.waits()) > now();
  }

  function open(): Journal | null {
    return state.items.journal;
  }

  /** The open switch, unless it is another account's than the one that is being carried out. */
  function carried(): Journal | null {
    return carriedIn === state.generation ? open() : null;
  }

  /** Changes the switch that is carried out, without waiting until it is stored: the next request is more pressing. */
  function amend(changes: Partial<Journal>): void {
    const journal = carried();
    if (journal !== null) void state.set({ journal: { ...journal, ...changes } });
  }

  /** Keeps from the switch that is given up for a new one what it did, or may have done, to the devices. */
  function supersede(given: Journal, wish: Wish): Journal {
    const { rule, before, target, stranded, answered, failures, refusals } = given;
    const touched = Object.entries(before).map(([id, on]) => [id, on || target[id] === true] as const);
    // On its way back, the switch itself may have turned one on again.
    const turnedOff = given.undoing === null ? (given.turnedOff ?? []) : [];
    const kept = {
      stranded,
      turnedOff: turnedOff.filter((id) => !wish.target[id]),
      failures,
      refusals,
      ...(answered && { answered }),
    };
    return { ...begun(wish, rule, Object.fromEntries(touched)), ...kept };
  }

  /** Carries out the open switch, as far as it goes. */
  async function carryOut(unsure: boolean): Promise<Outcome> {
    const { account } = state.items;
    const api = account === null ? null : await vault.open(account);
    if (api === null) return signedOut();
    let step = await firstStep(api, unsure);
    /** Whether what is known of the devices comes from a read after the last write. */
    let read = unsure;
    let repeated = false;
    let writes = 0;
    let setbackBy: Failure | null = null;
    while (!isOutcome(step)) {
      const journal = carried();
      if (journal === null) return NOTHING_TO_TELL;
      if (step.do === "undo") {
        amend({ undoing: journal.undoing ?? INTERRUPTED });
        step = compensate(journal, devices());
      } else if (step.do === "end") {
        if (read || step.as === "given-up") return conclude(journal, step.as);
        read = true;
        step = await confirm(api, journal, step.as);
      } else if ((state.waits().writeUntil ?? 0) > now()) {
        // Also a wait that was told to an earlier switch.
        return setback(journal, setbackBy ?? deferredUntil(state.waits().writeUntil));
      } else {
        const { change } = step;
        const failure: Failure | null = await write(api, change);
        read = false;
        writes += 1;
        if (failure === null) {
          // A server that says yes and does otherwise is not asked for ever.
          const saidAll = journal.rule === "at-least-one-on" || writes > devices().length;
          const isDone = journal.undoing !== null || saidAll;
          step = isDone
            ? { do: "end", as: journal.undoing === null ? "reached" : "undone" }
            : forward(journal, devices());
          continue;
        }
        setbackBy = failure;
        const found = await afterSetback(api, failure);
        if (isOutcome(found)) return found;
        read = true;
        // Done all the same, which counts for more than what was answered; or worth another try.
        const isDone = matches(found, change) && writes <= found.length;
        // Too many is too many, whoever says so.
        const mayRepeat: boolean = isOutcomeUnknown(failure) && failure.status !== 429;
        const again: boolean = !isDone && mayRepeat && !repeated;
        repeated = repeated || again;
        if (isDone && journal.undoing !== null) step = { do: "end", as: "undone" };
        else if (isDone || again) step = recover(journal, found, now());
        else step = afterRefusal(journal, found, failure);
      }
    }
    return step;
  }

  async function firstStep(api: DeviceApi, unsure: boolean): Promise<Step | Outcome> {
    const journal = carried();
    if (journal === null) return NOTHING_TO_TELL;
    if (unsure) {
      amend({ retryAt: null });
      const found = await readTruth(api);
      if ("kind" in found) return unread(journal, found, journal.answered !== true);
      return recover(journal, found, now());
    }
    const step = forward(journal, devices());
    // What was read last may be some seconds old, and saying it again does no harm here.
    const saysAll = journal.rule === "at-least-one-on";
    return step.do === "end" && saysAll ? { do: "write", change: journal.target } : step;
  }

  /** The read that confirms a switch of which every write was answered well. */
  async function confirm(
    api: DeviceApi,
    journal: Journal,
    as: "reached" | "undone" | "changed-elsewhere",
  ): Promise<Step | Outcome> {
    reader.settle();
    const found = await readTruth(api);
    if ("kind" in found) {
      amend({ answered: true });
      return unread(journal, found, false);
    }
    if (journal.rule === "at-most-one-on" && wantsOne(journal.target) && noneIsOn(found)) {
      return { ended: false, trouble: NONE_STAYS_ON };
    }
    const isSo = as === "undone" ? !noneIsOn(found) : matches(found, journal.target);
    return { do: "end", as: isSo ? as : "changed-elsewhere" };
  }

  /** What the devices are after a write that failed, or how the switch comes out where that cannot be read. */
  async function afterSetback(api: DeviceApi, failure: Failure): Promise<readonly Device[] | Outcome> {
    const journal = carried();
    if (journal === null) return NOTHING_TO_TELL;
    if (failure.kind === "credentials-refused") {
      await reader.recordRefusal(failure);
      return setback(journal, failure);
    }
    if (failure.kind === "rate-limited") return setback(journal, failure);
    if (isAccessBlocked(failure)) {
      // It is not sent either, and so has this shown.
      await readTruth(api);
      return setback(journal, failure);
    }
    reader.settle();
    const found = await readTruth(api);
    if (!("kind" in found)) return found;
    return unread(journal, found.kind === "credentials-refused" ? found : failure, true);
  }

  /** The next step once a write is refused, or has twice not been heard of. */
  function afterRefusal(journal: Journal, found: readonly Device[], failure: Failure): Step | Outcome {
    const { undoing, target, rule } = journal;
    const goal = undoing === null ? target : journal.before;
    if (matches(found, goal)) return { do: "end", as: undoing === null ? "reached" : "undone" };
    if (rule === "at-least-one-on" || !noneIsOn(found) || !wantsOne(target)) {
      return { ended: true, trouble: undoing ?? troubleOf(failure) };
    }
    if (undoing !== null) {
      if (!isOutcomeUnknown(failure)) amend({ refusals: journal.refusals + 1 });
      return { ended: false, trouble: strandedBy(failure) };
    }
    amend({ undoing: troubleOf(failure) });
    return compensate(journal, found);
  }

  /** Neither what was written nor how the devices are now has been heard of. */
  function unread(journal: Journal, failure: Failure, doubtful: boolean): Outcome {
    if (carried() === null) return NOTHING_TO_TELL;
    if (doubtful) void state.setStatus({ inDoubt: true });
    if (journal.rule === "at-most-one-on" && wantsOne(journal.target)) {
      return { ended: false, trouble: doubtful || journal.stranded ? strandedBy(failure) : null };
    }
    if (!doubtful) return NOTHING_TO_TELL;
    return {
      ended: true,
      trouble: {
        problem: [message("switchUnknown"), ...explainFailure(failure).problem],
        remedy: [message("keepsReading")],
        requestId: failure.requestId,
      },
    };
  }

  /** A failure after which nothing more can be asked for now. */
  function setback(journal: Journal, failure: Failure): Outcome {
    return journal.stranded
      ? { ended: false, trouble: strandedBy(failure) }
      : { ended: true, trouble: troubleOf(failure) };
  }

  async function signedOut(): Promise<Outcome> {
    if (carried() === null) return NOTHING_TO_TELL;
    await state.setStatus({ credentials: "missing", nextReadAt: null });
    const journal = carried();
    // Without a stranding noted, a write may still have been done and its answer lost with the worker.
    const stranded = journal?.rule === "at-most-one-on" && wantsOne(journal.target);
    const problem = [...(stranded ? [message("perhapsNoneOn")] : []), ...SIGNED_OUT.problem];
    return { ended: !stranded, trouble: { ...SIGNED_OUT, problem, requestId: null } };
  }

  /** Whatever is on when a switch ends is the truth; what is told of it depends on how it got there. */
  function conclude(journal: Journal, as: (Step & { do: "end" })["as"]): Outcome {
    switch (as) {
      case "reached":
        return NOTHING_TO_TELL;
      case "undone": {
        const trouble = journal.undoing ?? INTERRUPTED;
        const isBack = matches(devices(), journal.before);
        const instead = message(isBack ? "deviceFromBeforeOn" : "otherDeviceOnInstead");
        return { ended: true, trouble: { ...trouble, remedy: [instead, ...trouble.remedy] } };
      }
      case "changed-elsewhere": {
        const isUnverified = devices().some(({ id, verified }) => journal.target[id] && verified === false);
        const trouble = isUnverified
          ? { ...explainImpossible("unverified"), requestId: null }
          : CHANGED_ELSEWHERE;
        return { ended: true, trouble };
      }
      case "given-up":
        return { ended: true, trouble: carried()?.undoing ?? INTERRUPTED };
    }
  }

  /** Tries again with backoff, through the worker's death and the browser's restart. */
  async function putOff(journal: Journal, trouble: Trouble | null): Promise<void> {
    const failures = journal.failures + 1;
    const { status } = state.items;
    // Others may have been told the same wait.
    const retryAt = Math.max(now(), waitForAny(state.waits())) + retryDelay(failures, platform.random());
    await state.set({ journal: { ...journal, failures, retryAt } });
    if (trouble !== null && (failures === 1 || status.credentials !== "present"))
      await tell(journal.origin, trouble);
  }

  function devices(): readonly Device[] {
    return state.items.status.reading?.devices ?? [];
  }

  async function readTruth(api: DeviceApi): Promise<readonly Device[] | Failure> {
    const found = await reader.read(api);
    if ("kind" in found) return found;
    // That somebody has turned one on ends the switch; noted before the end is, a death in between would go on instead.
    if (noneIsOn(found.devices)) note(found);
    return found.devices;
  }

  /**
   * Notes in the journal whether any device is on, where this switch is what could have left none, and which it has
   * turned off.
   *
   * @param change what was written, if anything
   */
  function note({ devices: known }: Pick<Reading, "devices">, change: Assignment = {}): void {
    const journal = carried();
    if (journal?.rule !== "at-most-one-on") return;
    const stranded = wantsOne(journal.target) && noneIsOn(known);
    const before = journal.turnedOff ?? [];
    const isNewlyOff = ({ id, on }: Device): boolean => change[id] === false && !on && !before.includes(id);
    const newlyOff = known.filter(isNewlyOff).map(({ id }) => id);
    if (stranded === journal.stranded && newlyOff.length === 0) return;
    amend({ stranded, turnedOff: [...before, ...newlyOff] });
  }

  /** Sends one write and records its answer. */
  async function write(api: DeviceApi, change: Readonly<Record<string, boolean>>): Promise<Failure | null> {
    const { generation } = state;
    const { account } = state.items;
    reader.invalidateReads();
    if (carried()?.answered) amend({ answered: false });
    try {
      const answer = await api.write(change);
      const { reading } = state.items.status;
      if (generation === state.generation && reading !== null) {
        const written = afterWrite(reading, answer);
        void state.setStatus({ reading: written });
        note(written, change);
      }
      return null;
    } catch (error) {
      const failure = asFailure(error);
      // However late it comes, the server wants to be left alone.
      if (failure.waitUntil !== null && shareBudget(account, state.items.account)) {
        await state.set({ waits: withWait(state.waits(), { writeUntil: failure.waitUntil }, now()) });
      }
      return failure;
    } finally {
      // A read that was begun meanwhile may have seen the devices before the write.
      if (generation === state.generation) reader.invalidateReads();
    }
  }

  function troubleOf(failure: Failure): Trouble {
    return troubleOfAttempt(failure, [message("switchNotMade")]);
  }

  function strandedBy(failure: Failure): Trouble {
    const { problem, remedy } = explainFailure(failure);
    const isOver = failure.kind === "credentials-refused" || isAccessBlocked(failure);
    return {
      problem: [message("perhapsNoneOn"), ...problem],
      remedy: isOver ? [...remedy, message("goesOnThen")] : [message("keepsTurningOn")],
      requestId: failure.requestId,
    };
  }

  async function tell(origin: Origin, trouble: Trouble): Promise<void> {
    await state.set({ notice: noticeOf(origin, trouble) });
  }

  function noticeOf(origin: Origin, { problem, remedy, requestId }: Trouble): Notice {
    if (origin === "key") refused(problem);
    return { at: now(), problem, remedy, requestId };
  }

  return {
    press,
    resume: () => (open() === null ? Promise.resolve() : run(true)),
    isDue() {
      const journal = open();
      if (journal === null || running !== null) return false;
      const { status } = state.items;
      if (status.credentials !== "present" || waitForAny(state.waits()) > now()) return false;
      const at = journal.retryAt ?? 0;
      // Further ahead than it is ever put off, it was set before the clock was set back.
      const latest = now() + RETRY_CAP;
      // Another read than its own has found a device on: whoever turned it on, there is nothing to wait for.
      const isOver = journal.stranded && status.failure === null && !noneIsOn(devices());
      return at <= now() || at > latest || isOver;
    },
    underWay: () => running,
    changing,
    alone,
  };
}

function isOutcome(step: object): step is Outcome {
  return "ended" in step;
}

/**
 * Whether a press may be carried out on old knowledge: Integrations Core takes all devices in one
 * request, so that a wrong guess harms nobody, as long as the newest read gave any hope.
 */
function mayGuess({ reading, credentials, refuted, failure }: Status): boolean {
  if (credentials !== "present" || refuted || reading?.rule !== "at-least-one-on") return false;
  return failure?.kind !== "unreachable" && failure?.kind !== "timed-out";
}
