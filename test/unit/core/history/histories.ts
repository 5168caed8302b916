import fc from "fast-check";
import type { Facts, History, HistoryRecord, Observed } from "../../../../src/core/history/record.ts";
import { message } from "../../../../src/core/message.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Facts of an agent whose phone and softphone ring. */
export const BOTH: Facts = {
  reach: "both",
  softphone: "registered",
  isBusy: false,
  phoneOn: true,
  softphoneOn: true,
  registered: true,
  tab: null,
  title: message("verdictBoth"),
  why: [],
  readAt: 0,
};

/** The same when the softphone has lost its registration. */
export const PHONE: Facts = {
  ...BOTH,
  reach: "phone",
  softphone: "not-registered",
  registered: false,
  title: message("verdictPhone"),
  why: [message("whyNotRegistered")],
};

export const NOBODY: Facts = {
  ...PHONE,
  reach: "nobody",
  phoneOn: false,
  title: message("verdictNobody"),
};

export const UNKNOWN: Facts = {
  reach: "unknown",
  softphone: null,
  isBusy: false,
  phoneOn: null,
  softphoneOn: null,
  registered: null,
  tab: null,
  title: message("verdictNoRecentRead"),
  why: [],
  readAt: null,
};

export function observed(at: number, facts: Facts, unobservedFrom?: number): Observed {
  return { kind: "observed", at, ...facts, ...(unobservedFrom !== undefined && { unobservedFrom }) };
}

/** A history whose last facts were seen until `seen`, and hold no longer. */
export function historyOf(records: readonly HistoryRecord[], seen: number, holds = seen): History {
  return { records, mark: records.length === 0 ? null : { seen, holds } };
}

/** A moment in some days around the beginning of a day. */
const moment = fc.integer({ min: 0, max: 72 * 60 }).map((minutes) => minutes * MINUTE);

/** Any history, also of a clock that was set back and forth. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    records: fc.array(
      fc
        .tuple(moment, fc.constantFrom(BOTH, PHONE, NOBODY, UNKNOWN), fc.option(fc.nat(2 * HOUR)))
        .map(([at, facts, gap]) => observed(at, facts, gap === null ? undefined : at - gap)),
      { maxLength: 12 },
    ),
    seen: moment,
    holding: fc.nat(HOUR),
  })
  .map(({ records, seen, holding }) => historyOf(records, seen, seen + holding));
