import type { Reply } from "../browser/commands.ts";
import { RULES } from "../core/api-rules.ts";
import type { Status } from "../core/devices/status.ts";
import { areDevicesKnown } from "../core/devices/verdict.ts";
import { explainFailure, explainWait } from "../core/explain-failure.ts";
import { isAccessBlocked } from "../core/failure.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import { chosenForAWhile } from "../core/rules/choice-for-a-while.ts";
import { afterPress } from "../core/rules/overrule.ts";
import { INITIAL_RULES } from "../core/rules/rules-memory.ts";
import { explainImpossible, explainInstead } from "../core/switching/explain-press.ts";
import { intended, isUnseen, type Origin, type SwitchIntent } from "../core/switching/journal.ts";
import { applyAssignment, assignmentOf, type Press } from "../core/switching/press.ts";
import { SIGNED_OUT } from "../core/switching/report.ts";
import { resolveNow } from "../core/switching/resolve-now.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

const NOT_SET_UP: Explanation = {
  problem: [message("notSetUpYet")],
  remedy: [message("setUpInOptions")],
};
const NOT_STORED: Explanation = {
  problem: [message("switchNotStored")],
  remedy: [message("freeDiskSpace")],
};

/** @param until when what was before is to be restored, by this machine's clock (ms); by default, never */
export type TakePress = (press: Press, origin: Origin, until?: number | null) => Promise<Reply>;

/**
 * Takes presses: begins a switch, or says why it cannot. It resolves before the switch ends; the items show how the switch
 * ends.
 */
export function createPress({ now }: Platform, state: State, reader: Reader, switches: Switch): TakePress {
  async function take(asked: Press, origin: Origin, until: number | null): Promise<Reply> {
    if (state.items.account === null) return { ok: false, ...NOT_SET_UP };
    const { writeUntil } = state.waits();
    if (writeUntil !== null && writeUntil > now()) return { ok: false, ...explainWait(writeUntil - now()) };
    // The outcome of a press depends on the devices' state, so read them first if the reading is old.
    if (isAccessBlocked(state.items.status.failure) || (state.items.journal === null && !isKnown()))
      await reader.now();
    const { status } = state.items;
    const { reading } = status;
    if (reading === null || !mayGoBy(status)) return { ok: false, ...whyNotKnown(status) };
    const resolution = resolveNow(asked, reading, state.items);
    if (!resolution.ok) return { ok: false, ...explainImpossible(resolution.why, resolution.lost) };
    const { instead, target } = resolution;
    const notice = instead ? { at: now(), ...explainInstead(instead), requestId: null } : null;
    const intent: SwitchIntent = { origin, target, askedAt: now() };
    const { settings, journal } = state.items;
    const before = state.items.rules ?? INITIAL_RULES;
    const devices = assignmentOf(applyAssignment(reading.devices, intended(journal)));
    const rules =
      until === null
        ? afterPress(before, settings, now())
        : chosenForAWhile(before, target, devices, now(), until);
    const isNew = rules !== before;
    if (await switches.begin(intent, { notice, ...(isNew && { rules }) })) return { ok: true };
    if (isNew) await state.set({ rules: before });
    return { ok: false, ...NOT_STORED };
  }

  function isKnown(): boolean {
    return areDevicesKnown({ ...state.items, now: now() });
  }

  function mayGoBy(status: Status): boolean {
    if (isAccessBlocked(status.failure)) return false;
    return state.items.journal !== null || isKnown() || mayGuess(status);
  }

  return async (asked, origin, until = null) => {
    const answer = await take(asked, origin, until);
    if (!answer.ok && (isUnseen(origin) || origin === "notification")) {
      const { problem, remedy } = answer;
      await state.set({ notice: { at: now(), problem, remedy, requestId: null, origin } });
    }
    return answer;
  };
}

function whyNotKnown({ failure, credentials }: Status): Explanation {
  if (failure !== null) return explainFailure(failure);
  if (credentials === "missing") return SIGNED_OUT;
  return { problem: [message("devicesNotKnown")], remedy: [message("tryAgainSoon")] };
}

/**
 * Whether to carry out a press on an old reading. If one request sets all devices, a wrong guess does no harm, unless the
 * newest read failed in a way that leaves no hope.
 */
function mayGuess({ reading, credentials, refuted, failure }: Status): boolean {
  if (credentials !== "present" || refuted || reading === null) return false;
  if (RULES[reading.api].batching !== "all-at-once") return false;
  return failure?.kind !== "unreachable" && failure?.kind !== "timed-out";
}
