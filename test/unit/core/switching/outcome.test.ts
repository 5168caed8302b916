import { describe, expect, it } from "vitest";
import type { Facts } from "../../../../src/core/switching/events.ts";
import { type Goal, type Journal, newJournal, type Origin } from "../../../../src/core/switching/journal.ts";
import {
  conclude,
  end,
  giveUp,
  mayLeaveNone,
  readFailed,
  resumed,
  retry,
  retryOrEnd,
  scheduleRetry,
} from "../../../../src/core/switching/outcome.ts";
import type { SwitchReport } from "../../../../src/core/switching/report.ts";
import { factsOf, NOW, only, readingOf } from "../../switch-model.ts";
import {
  devicesOn,
  FIRST_RETRY,
  factsOn,
  failed,
  pressTo,
  SECOND_RETRY,
  tell,
  toSoftphone,
} from "./phone-to-softphone.ts";

const REPORT: SwitchReport = { why: "changed-elsewhere" };
const FAILURE = failed("server");
const WAITING = { readUntil: null, writeUntil: NOW + 10_000, since: null };

/** The journal while it waits for another try. */
const waits = (journal: Journal, failures: number, after: number): Journal => ({
  ...journal,
  failures,
  phase: { name: "waiting-to-retry", retryAt: NOW + after },
});

describe("a switch given up half-way", () => {
  it("may leave no device on where one must be off before the other comes on, unless none is wanted", () => {
    expect(mayLeaveNone(toSoftphone("ccm"))).toBe(true);
    expect(mayLeaveNone(toSoftphone("ccm", { target: only("ccm") }))).toBe(false);
    expect(mayLeaveNone(toSoftphone("integrations-core"))).toBe(false);
  });
});

describe("a switch that ends", () => {
  const facts = factsOn("ccm", ["s1"]);

  it("has no effect without a report, and no trace", () => {
    expect(end(toSoftphone("ccm"), null, facts)).toEqual([null, []]);
  });

  it("withdraws what was told of a try that failed", () => {
    expect(end(toSoftphone("ccm", { failures: 1 }), null, facts)).toEqual([null, [{ do: "withdraw" }]]);
  });

  it("tells its report, which takes the place of an earlier one", () => {
    expect(end(toSoftphone("ccm", { failures: 1 }), REPORT, facts)).toEqual([null, [tell(REPORT)]]);
  });
});

describe("the press that waits when a switch ends", () => {
  const press = pressTo("ccm", 0);
  const journal = toSoftphone("ccm", { waiting: press });

  it("begins from the devices as they are then", () => {
    const begun = newJournal(press, "ccm", only("ccm", "s1"));
    expect(end(journal, null, factsOn("ccm", ["s1"]))).toEqual([begun, [{ do: "open" }]]);
  });

  it("makes the report on the one before needless, and withdraws what was told of it", () => {
    expect(end(journal, REPORT, factsOn("ccm", ["s1"]))[1]).toEqual([{ do: "open" }]);
    const tried = { ...journal, failures: 1 };
    expect(end(tried, REPORT, factsOn("ccm", ["s1"]))[1]).toEqual([{ do: "withdraw" }, { do: "open" }]);
  });

  it.each<[string, Partial<Facts>]>([
    ["two minutes have passed", { now: NOW + 120_001 }],
    ["the devices are not known", { reading: null }],
    ["the credentials are gone", { credentials: "missing" }],
    ["the credentials are refused", { credentials: "refused" }],
  ])("does not begin if %s, which is told", (_why, over) => {
    const facts = factsOn("ccm", ["s1"], over);
    expect(end(journal, null, facts)).toEqual([null, [tell({ why: "interrupted" })]]);
    expect(end(journal, REPORT, facts)).toEqual([null, [tell(REPORT)]]);
  });

  it.each<[Origin, Origin, Origin]>([
    ["key", "popup", "key"],
    ["popup", "key", "key"],
    ["popup", "popup", "popup"],
  ])(
    "and did not begin is told on the toolbar if either was a key's: %s, then %s",
    (first, second, origin) => {
      const both = { ...journal, origin: first, waiting: { ...press, origin: second } };
      const [, effects] = end(both, REPORT, factsOn("ccm", ["s1"], { credentials: "missing" }));
      expect(effects).toEqual([tell(REPORT, origin)]);
    },
  );
});

describe("another try", () => {
  const journal = toSoftphone("ccm", { noDeviceOn: true });
  const facts = factsOn("ccm", []);

  it("comes after the server's wait", () => {
    const [left] = scheduleRetry(journal, null, { ...facts, waits: WAITING });
    expect(left).toEqual(waits(journal, 1, 10_000 + FIRST_RETRY));
  });

  it("is told when it is the first", () => {
    expect(scheduleRetry(journal, REPORT, facts)).toEqual([waits(journal, 1, FIRST_RETRY), [tell(REPORT)]]);
    const tried = { ...journal, failures: 1 };
    expect(scheduleRetry(tried, REPORT, facts)).toEqual([waits(journal, 2, SECOND_RETRY), []]);
  });

  it("is told each time without credentials: it waits for the agent", () => {
    const tried = { ...journal, failures: 1 };
    expect(scheduleRetry(tried, REPORT, { ...facts, credentials: "missing" })[1]).toEqual([tell(REPORT)]);
  });

  it("is silent where there is nothing to tell", () => {
    expect(scheduleRetry(journal, null, facts)[1]).toEqual([]);
  });

  const pressed = { ...journal, waiting: pressTo("ccm", 0) };
  it("comes at once where another press waits", () => {
    expect(retry(pressed, REPORT, facts)).toEqual([resumed(pressed), [{ do: "open" }]]);
    const over = { ...WAITING, writeUntil: NOW };
    expect(retry(pressed, REPORT, { ...facts, waits: over })[1]).toEqual([{ do: "open" }]);
    expect(retry(journal, REPORT, facts)[1]).toEqual([tell(REPORT)]);
  });

  it.each<[string, Partial<Facts>]>([
    ["the server asks for a wait", { waits: WAITING }],
    ["there are no credentials", { credentials: "missing" }],
  ])("does not come at once while %s", (_why, over) => {
    const [left, effects] = retry(pressed, REPORT, { ...facts, ...over });
    expect(left?.phase.name).toBe("waiting-to-retry");
    expect(effects).toEqual([tell(REPORT)]);
  });
});

describe("a switch that is resumed", () => {
  it("begins with a read, as no request's outcome is trusted", () => {
    const journal = toSoftphone("ccm", { phase: { name: "writing", change: { p1: false } } });
    expect(resumed(journal)).toEqual({ ...journal, phase: { name: "ready", sure: false } });
  });

  it("keeps its target where one request sets all devices, and the press goes on waiting", () => {
    const journal = toSoftphone("integrations-core", { waiting: pressTo("integrations-core", 0) });
    expect(resumed(journal)).toEqual({ ...journal, phase: { name: "ready", sure: false } });
  });

  const done = { noDeviceOn: true, answered: true, failures: 2, refusals: 1 };
  it("gives way to the press that waits where each device needs a request, which keeps what was done", () => {
    const waiting = pressTo("ccm", 0);
    const old = toSoftphone("ccm", { ...done, waiting });
    expect(resumed(old)).toEqual({
      ...newJournal(waiting, "ccm", {}),
      ...done,
      // It may have turned on the softphone, too.
      before: { p1: true, s1: true },
      phase: { name: "ready", sure: false },
    });
  });

  it("counts a device that neither was on nor is turned on as off before", () => {
    const before = { p1: false, s1: true };
    expect(resumed(toSoftphone("ccm", { before, waiting: pressTo("ccm", 0) })).before).toEqual(before);
  });

  it("remembers what it has turned off, unless the new press turns it on or it was compensating", () => {
    const turnedOff = ["p1", "p2"];
    const kept = (device: 0 | 1, over: Partial<Journal> = {}): readonly string[] =>
      resumed(toSoftphone("ccm", { turnedOff, waiting: pressTo("ccm", device), ...over })).turnedOff;
    expect(kept(1)).toEqual(["p1", "p2"]);
    expect(kept(0)).toEqual(["p2"]);
    expect(kept(1, { compensatesFor: FAILURE })).toEqual([]);
  });
});

describe("a failure that rules out further requests now", () => {
  it("ends a switch that has left a device on", () => {
    const report: SwitchReport = { why: "not-made", failure: FAILURE, asBefore: false };
    expect(retryOrEnd(toSoftphone("ccm"), FAILURE, factsOn("ccm", ["p1"]))).toEqual([null, [tell(report)]]);
  });

  it("makes a switch wait that has left none on", () => {
    const journal = toSoftphone("ccm", { noDeviceOn: true });
    const report: SwitchReport = { why: "perhaps-none-on", failure: FAILURE };
    expect(retryOrEnd(journal, FAILURE, factsOn("ccm", []))).toEqual([
      waits(journal, 1, FIRST_RETRY),
      [tell(report)],
    ]);
  });
});

describe("a read that failed", () => {
  const perhapsNone = tell({ why: "perhaps-none-on", failure: FAILURE });
  const unknown = tell({ why: "outcome-unknown", failure: FAILURE });

  it("is followed by another where no device may be on, told where that is in doubt or known", () => {
    const journal = toSoftphone("ccm");
    const none = { ...journal, noDeviceOn: true };
    const facts = factsOn("ccm", []);
    const [left, effects] = readFailed(journal, FAILURE, true, facts);
    expect(left).toEqual(waits(journal, 1, FIRST_RETRY));
    expect(effects).toEqual([{ do: "doubt" }, perhapsNone]);
    expect(readFailed(none, FAILURE, false, facts)[1]).toEqual([perhapsNone]);
    expect(readFailed(journal, FAILURE, false, facts)).toEqual([left, []]);
  });

  it("ends a switch that cannot leave none on, told where its outcome is in doubt", () => {
    const journal = toSoftphone("integrations-core");
    const facts = factsOn("integrations-core", ["sip"]);
    expect(readFailed(journal, FAILURE, true, facts)).toEqual([null, [{ do: "doubt" }, unknown]]);
    expect(readFailed(journal, FAILURE, false, facts)).toEqual([null, []]);
  });
});

describe("a switch that does not reach its target", () => {
  it.each([
    ["as before", "p1", true],
    ["not as before", "s1", false],
  ])("tells why, and whether the devices are %s", (_how, on, asBefore) => {
    const devices = devicesOn("ccm", on);
    const told = giveUp(toSoftphone("ccm"), FAILURE, devices, factsOn("ccm", [on]));
    expect(told).toEqual([null, [tell({ why: "not-made", failure: FAILURE, asBefore })]]);
  });

  it("does not tell that all is as before where it is not said which device is on", () => {
    const before = { phone: false, sip: false };
    const reading = readingOf("usermapping", { phone: null, sip: null });
    const told = giveUp(toSoftphone("usermapping", { before }), FAILURE, reading.devices, factsOf(reading));
    expect(told).toEqual([null, [tell({ why: "not-made", failure: FAILURE, asBefore: false })]]);
  });

  it("was interrupted where no request failed", () => {
    const told = giveUp(toSoftphone("ccm"), "interrupted", devicesOn("ccm", "p1"), factsOn("ccm", ["p1"]));
    expect(told).toEqual([null, [tell({ why: "interrupted" })]]);
  });
});

describe("a switch that is over", () => {
  const concluded = (journal: Partial<Journal>, as: Goal, ons: Record<string, boolean | null>) => {
    const reading = readingOf("ccm", ons);
    return conclude(toSoftphone("ccm", journal), as, reading.devices, factsOf(reading));
  };

  it("is silent where it reached its target", () => {
    expect(concluded({}, "reached", { p1: false, s1: true })).toEqual([null, []]);
  });

  it.each([
    ["the device from before is on", { p1: true, s1: false }, true],
    ["another one is on", { p1: false, s1: true }, false],
  ])("tells for which failure it was undone, and whether %s", (_how, ons, asBefore) => {
    const failure = failed("conflict");
    expect(concluded({ compensatesFor: failure }, "compensated", ons)).toEqual([
      null,
      [tell({ why: "compensated", failure, asBefore })],
    ]);
    expect(concluded({}, "compensated", ons)).toEqual([
      null,
      [tell({ why: "compensated", failure: "interrupted", asBefore })],
    ]);
  });

  it.each<[string, Record<string, boolean | null>, SwitchReport["why"]]>([
    ["the device to turn on is not verified any more", { p1: true, s1: null }, "unverified"],
    ["another device is not verified", { p1: null, s1: false }, "changed-elsewhere"],
    ["all are verified", { p1: true, s1: false }, "changed-elsewhere"],
  ])("tells that somebody else changed something where %s", (_how, ons, why) => {
    expect(concluded({}, "changed-elsewhere", ons)).toEqual([null, [tell({ why } as SwitchReport)]]);
  });
});
