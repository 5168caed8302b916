import type { Facts, HistoryRecord, Switched } from "../../../src/core/history/record.ts";
import { message } from "../../../src/core/message.ts";
import { PHONE, BOTH as RINGS_BOTH } from "../core/history/histories.ts";

const HOUR = 3_600_000;

const WATCHED = { tab: "open", readAt: null } as const;
export const BOTH: Facts = { ...RINGS_BOTH, ...WATCHED };
export const LOST: Facts = { ...PHONE, ...WATCHED };
const NOBODY: Facts = { ...LOST, reach: "nobody", phoneOn: false, title: message("verdictNobody") };
export const DOUBTED: Facts = {
  ...BOTH,
  reach: "softphone",
  softphone: "not-seen-lately",
  phoneOn: false,
  registered: null,
  title: message("verdictPerhapsSoftphone"),
  why: [message("doubtNotSeenLately", { count: 10 })],
};
const UNKNOWN: Facts = {
  ...BOTH,
  reach: "unknown",
  softphone: null,
  phoneOn: null,
  softphoneOn: null,
  registered: null,
  tab: "page-closed",
  title: message("verdictOffline"),
  why: [message("checkNetwork")],
};

/** The midnight with which the day before begins, ms. */
export function yesterday(now: number): number {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).getTime();
}

/** The day before, from nine to half past five, with something of everything. */
export function aDay(now: number): HistoryRecord[] {
  const at = (hour: number, minute = 0): number => yesterday(now) + hour * HOUR + minute * 60_000;
  const seen = (moment: number, facts: Facts, unobservedFrom?: number): HistoryRecord => ({
    kind: "observed",
    at: moment,
    ...facts,
    readAt: facts.reach === "unknown" ? null : moment,
    ...(unobservedFrom !== undefined && { unobservedFrom }),
  });
  const switched = (moment: number, by: Switched["by"], isReturn = false): HistoryRecord => ({
    kind: "switched",
    at: moment,
    by,
    isReturn,
  });
  return [
    seen(at(9), BOTH),
    seen(at(11, 15), LOST),
    seen(at(11, 19), BOTH),
    seen(at(13, 10), BOTH, at(12, 58)),
    seen(at(14, 32), NOBODY),
    switched(at(14, 32), "key"),
    { kind: "told", at: at(14, 33), words: [message("asSentence", { words: message("verdictNobody") })] },
    seen(at(14, 41), LOST),
    switched(at(14, 41), "popup"),
    seen(at(14, 46), BOTH),
    seen(at(15, 10), UNKNOWN),
    seen(at(15, 16), DOUBTED),
    switched(at(15, 16), "elsewhere"),
    seen(at(16), BOTH),
    switched(at(16), "lock", true),
    // Since then, the browser was closed.
    seen(now - 1_000, BOTH, at(17, 30)),
  ];
}
