import type { Facts, HistoryRecord, Mark, Switched } from "../../src/core/history/record.ts";
import { message } from "../../src/core/message.ts";

const WELL: Facts = {
  reach: "both",
  softphone: "registered",
  isBusy: false,
  phoneOn: true,
  softphoneOn: true,
  registered: true,
  tab: "open",
  title: message("verdictBoth"),
  why: [],
  readAt: null,
};
const DROPPED: Facts = {
  ...WELL,
  reach: "phone",
  softphone: "not-registered",
  registered: false,
  title: message("verdictPhone"),
  why: [message("whyNotRegistered")],
};
const NOBODY: Facts = { ...DROPPED, reach: "nobody", phoneOn: false, title: message("verdictNobody") };

/**
 * A made-up day of an agent, from nine to half past five: the softphone drops twice, once where the phone is off.
 *
 * @param midnight the beginning of that day, epoch ms
 * @param now the present moment, on a later day
 */
export function madeUpDay(midnight: number, now: number): { records: HistoryRecord[]; mark: Mark } {
  const at = (hour: number, minute = 0): number => midnight + (hour * 60 + minute) * 60_000;
  const seen = (moment: number, facts: Facts, unobservedFrom?: number): HistoryRecord => ({
    kind: "observed",
    at: moment,
    ...facts,
    readAt: moment,
    ...(unobservedFrom !== undefined && { unobservedFrom }),
  });
  const switched = (moment: number, by: Switched["by"]): HistoryRecord => ({
    kind: "switched",
    at: moment,
    by,
    isReturn: false,
  });
  const records = [
    seen(at(9), WELL),
    seen(at(11, 15), DROPPED),
    seen(at(11, 22), WELL),
    seen(at(13, 10), WELL, at(12, 50)),
    seen(at(14, 32), NOBODY),
    switched(at(14, 32), "key"),
    {
      kind: "told" as const,
      at: at(14, 33),
      words: [message("asSentence", { words: message("verdictNobody") })],
    },
    seen(at(14, 44), DROPPED),
    switched(at(14, 44), "popup"),
    seen(at(14, 52), WELL),
    // Since then, the browser was closed.
    seen(now - 1_000, WELL, at(17, 30)),
  ];
  return { records, mark: { seen: now, holds: now + 60_000 } };
}
