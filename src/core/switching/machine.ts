import { passesThroughNone, RULES, turnsOnFirst } from "../api-rules.ts";
import { type Failure, isAccessBlocked } from "../failure.ts";
import { afterRead, afterReadFailed } from "./after-read.ts";
import type { Facts, SwitchEvent, Transition } from "./events.ts";
import { follow, recordDevices } from "./follow.ts";
import { type Journal, NOTHING_SENT, newJournal, type SwitchIntent } from "./journal.ts";
import { end, mayLeaveNone, resume, retry, retryOrEnd, scheduleRetry } from "./outcome.ts";
import { forward, wantsOne } from "./plan.ts";
import { assignmentOf } from "./press.ts";

/**
 * The switch as a state machine: its next state after an event, and the effects to carry out.
 *
 * An event that does not fit the phase changes nothing.
 *
 * @param journal the present state; `null` if there is no switch
 * @returns the journal to store (`null` once the switch has ended), and the effects, in order
 */
export function step(journal: Journal | null, event: SwitchEvent, facts: Facts): Transition {
  if (event.type === "pressed") return pressed(journal, event.intent, event.anew, facts);
  if (journal === null) return [null, []];
  switch (event.type) {
    case "resumed":
      return resume(journal);
    case "failed":
      return scheduleRetry(journal, null, facts);
    case "signed-out":
      return signedOut(journal, facts);
    case "opened":
      return opened(journal, facts);
    case "written":
      return written(journal, facts);
    case "write-failed":
      return writeFailed(journal, event.failure, facts);
    case "read":
      return afterRead(journal, event.devices, facts);
    case "read-failed":
      return afterReadFailed(journal, event.failure, facts);
  }
}

function pressed(
  journal: Journal | null,
  intent: SwitchIntent,
  anew: boolean,
  { reading }: Facts,
): Transition {
  // An open switch may have to read the devices first, so the press waits. A switch that only waits for its confirmation gives
  // way.
  if (journal !== null && !(anew && journal.answered && !journal.noDeviceOn)) {
    const { phase } = journal;
    const isPutOff = phase.name === "waiting-to-retry";
    return [{ ...journal, waiting: intent, phase: isPutOff ? { name: "ready", sure: false } : phase }, []];
  }
  if (reading === null) return [journal, []];
  return [newJournal(intent, reading.api, assignmentOf(reading.devices)), [{ do: "open" }]];
}

function signedOut(journal: Journal, facts: Facts): Transition {
  // Even if no device is known to be off, a write may have worked and its answer died with the worker.
  const mustGoOn = mayLeaveNone(journal);
  const report = { why: "signed-out", perhapsNoneOn: mustGoOn && passesThroughNone(journal.api) } as const;
  return mustGoOn ? retry(journal, report, facts) : end(journal, report, facts);
}

function opened(ready: Journal, facts: Facts): Transition {
  if (ready.phase.name !== "ready") return [ready, []];
  const journal = { ...ready, attempt: NOTHING_SENT };
  if (!ready.phase.sure) {
    return [{ ...journal, phase: { name: "recovering" } }, [{ do: "read", settling: false }]];
  }
  const devices = facts.reading?.devices ?? [];
  const plan = forward(journal, devices);
  // The last reading may be some seconds old. Where one write sets all devices, sending it again does no harm.
  const rewritesAll = plan.do === "end" && RULES[journal.api].batching === "all-at-once";
  if (rewritesAll) return follow(journal, { do: "write", change: journal.target }, devices, facts);
  // Before a device goes off, a read must show that another one is on.
  const readsFirst = turnsOnFirst(journal.api) && plan.do === "write" && !wantsOne(plan.change);
  return follow(journal, readsFirst ? { do: "end", as: "reached" } : plan, devices, facts);
}

function written(journal: Journal, facts: Facts): Transition {
  const { phase, api, attempt } = journal;
  if (phase.name !== "writing" && phase.name !== "compensating") return [journal, []];
  const { reading } = facts;
  const devices = reading?.devices ?? [];
  const sent = { ...journal, attempt: { ...attempt, writes: attempt.writes + 1 } };
  const after = reading === null ? sent : recordDevices(sent, devices, phase.change);
  if (phase.name === "compensating") return follow(after, { do: "end", as: "compensated" }, devices, facts);
  // A server that says yes but does otherwise is not asked for ever.
  const isLast = RULES[api].batching === "all-at-once" || after.attempt.writes > devices.length;
  // What turning one on has done to the other one, only a read tells.
  const mustConfirm = isLast || turnsOnFirst(api);
  return follow(after, mustConfirm ? { do: "end", as: "reached" } : forward(after, devices), devices, facts);
}

function writeFailed(journal: Journal, failure: Failure, facts: Facts): Transition {
  const { phase, attempt } = journal;
  if (phase.name !== "writing" && phase.name !== "compensating") return [journal, []];
  if (failure.kind === "credentials-refused" || failure.kind === "rate-limited") {
    return retryOrEnd(journal, failure, facts);
  }
  // A request that the browser blocked has changed nothing. It blocks the read too, which shows the agent why.
  const settling = !isAccessBlocked(failure);
  return [
    {
      ...journal,
      attempt: { ...attempt, writes: attempt.writes + 1 },
      phase: { name: "checking", change: phase.change, failure },
    },
    [{ do: "read", settling }],
  ];
}
