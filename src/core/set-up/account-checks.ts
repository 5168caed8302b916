import { RULES } from "../api-rules.ts";
import { clockIsBack } from "../devices/status.ts";
import { areDevicesKnown, type VerdictInput, verdict } from "../devices/verdict.ts";
import { verdictSentences } from "../devices/verdict-sentences.ts";
import { withheldHost } from "../failure.ts";
import { secretOf } from "../field-to-mend.ts";
import { message } from "../message.ts";
import { ago, period } from "../spans.ts";
import { dueWarning, type TokenEnd } from "../token-end.ts";
import type { Check, Mend } from "./check.ts";

/** A clock that is off by no more than this, ms, disturbs nothing that Hookswitch does by the clock. */
const CLOCK_MAY_BE_OFF = 60_000;

/** Whether Exotel lets Hookswitch in. Without an account, nothing else about it can be checked. */
export function checkConnected(input: VerdictInput): Check {
  const now = verdict(input);
  const known = { name: "connected" } as const;
  if (now.reach === "not-set-up") {
    const mend: Mend = { by: "options", field: null, label: message("checkConnect") };
    return { ...known, holds: false, says: [message("checkNotConnected")], mend };
  }
  if (now.reach === "refused")
    return { ...known, holds: false, says: verdictSentences(now, input), mend: enterAgain(input) };
  if (input.status.reading === null)
    return { ...known, holds: null, says: [message("checkNoAnswerYet")], mend: { by: "read" } };
  return { ...known, holds: true, says: [message("checkConnected")], mend: null };
}

/** Whether the token lasts for the next two weeks. */
export function checkToken(input: VerdictInput, end: TokenEnd | null): Check {
  const known = { name: "token" } as const;
  const mend = enterAgain(input);
  if (end === null) return { ...known, holds: null, says: [message("checkTokenEndUnknown")], mend: null };
  const date = { day: end.at };
  const isSure = end.from === "token";
  if (input.now >= end.at) {
    const ended = message(isSure ? "checkTokenEnded" : "checkTokenPerhapsEnded", { date });
    return { ...known, holds: isSure ? false : null, says: [ended], mend };
  }
  const ends = message(isSure ? "checkTokenEnds" : "checkTokenEndsLatest", { date });
  if (dueWarning(end, input.now) === null) return { ...known, holds: true, says: [ends], mend: null };
  return { ...known, holds: false, says: [ends, message("checkTokenAsk")], mend };
}

/** Whether what Exotel says of the devices is young enough to count. */
export function checkEvidence(input: VerdictInput): Check {
  const { reading, failure } = input.status;
  const known = { name: "evidence" } as const;
  if (reading !== null && isEvidence(input))
    return {
      ...known,
      holds: true,
      says: [message("checkRead", { when: ago(input.now - reading.takenAt) })],
      mend: null,
    };
  const host = withheldHost(failure);
  const mend: Mend = host === null ? { by: "read" } : { by: "allow", host };
  const now = verdict(input);
  if (now.reach !== "unknown") return { ...known, holds: null, says: [message("checkNoAnswerYet")], mend };
  return { ...known, holds: false, says: verdictSentences(now, input), mend };
}

/** Whether the last read counts. A switch that has left no device on says nothing of that. */
export function isEvidence(input: VerdictInput): boolean {
  return areDevicesKnown({ ...input, journal: null });
}

/** Whether this computer's clock is right, by the one of Exotel's server when it last answered. */
export function checkClock({ status, now }: VerdictInput): Check {
  const { reading } = status;
  const known = { name: "clock", mend: null } as const;
  if (reading === null || reading.serverTime === null)
    return { ...known, holds: null, says: [message("checkClockUnknown")], mend: { by: "read" } };
  if (reading.undated || clockIsBack(status, now))
    return { ...known, holds: null, says: [message("checkClockSetBack")], mend: { by: "read" } };
  const ahead = reading.takenAt - reading.serverTime;
  if (Math.abs(ahead) <= CLOCK_MAY_BE_OFF)
    return { ...known, holds: true, says: [message("checkClockRight")] };
  const id = ahead > 0 ? "checkClockAhead" : "checkClockBehind";
  return {
    ...known,
    holds: false,
    says: [message(id, { span: period(Math.abs(ahead)) }), message("checkClockMend")],
  };
}

/** Whether the phone is verified, where Exotel says that. */
export function checkPhone({ account, status: { reading } }: VerdictInput): Check | null {
  if (account === null || !RULES[account.api].saysVerified) return null;
  const known = { name: "phone", mend: null } as const;
  if (reading === null)
    return { ...known, holds: null, says: [message("checkNoAnswerYet")], mend: { by: "read" } };
  const phones = reading.devices.filter(({ kind }) => kind === "pstn");
  if (phones.length === 0) return { ...known, holds: false, says: [message("checkNoPhone")] };
  if (phones.some(({ verified }) => verified === true))
    return { ...known, holds: true, says: [message("checkPhoneVerified")] };
  if (phones.some(({ verified }) => verified === null))
    return { ...known, holds: null, says: [message("checkPhoneNotSaid")] };
  return { ...known, holds: false, says: [message("checkPhoneUnverified")] };
}

/** Whether Exotel reports registration for this account. */
export function reportsRegistration({ account, status }: VerdictInput): boolean {
  return RULES[status.reading?.api ?? account?.api ?? "ccm"].reportsRegistration;
}

function enterAgain({ account, accountFrom, signInTries }: VerdictInput): Mend {
  if (accountFrom === "organisation" || (signInTries?.failure ?? null) !== null)
    return { by: "options", field: null, label: message("signInWithOrganisation") };
  const { field, enterANew } = secretOf(account?.api);
  return { by: "options", field, label: message(enterANew) };
}
