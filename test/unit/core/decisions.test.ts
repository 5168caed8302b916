import { describe, expect, it } from "vitest";
import { plainAlert } from "../../../src/core/alerts/alert.ts";
import { type AlertsMemory, INITIAL_ALERTS } from "../../../src/core/alerts/alerts-memory.ts";
import {
  DECISIONS_KEPT,
  type Decision,
  type DecisionInput,
  newDecisions,
  withDecision,
} from "../../../src/core/decisions.ts";
import type { Device } from "../../../src/core/devices/device.ts";
import { INITIAL_STATUS, type Status } from "../../../src/core/devices/status.ts";
import { type Failure, NO_DETAILS } from "../../../src/core/failure.ts";
import { message } from "../../../src/core/message.ts";
import type { Notice } from "../../../src/core/notice.ts";
import { INITIAL_RECORD, INITIAL_RULES, type RuleRecord } from "../../../src/core/rules/rules-memory.ts";
import { watched } from "../../../src/core/softphone-tab/softphone-tab.ts";
import { type Journal, newJournal } from "../../../src/core/switching/journal.ts";
import { NOW, phone, readingOf, sip, WELL } from "./set-up/facts.ts";

const INPUT: DecisionInput = { ...WELL, rules: null, notice: null, alerts: INITIAL_ALERTS };
const ONE: Decision = { at: 1, what: "verdict", is: "phone", why: null, requestId: null, times: 1 };
const BOTH: Decision = { ...ONE, is: "both", why: "softphone registered" };
const FAILURE: Failure = { ...NO_DETAILS, kind: "server", status: 500, requestId: "7f1dd1c0" };

const withStatus = (over: Partial<Status>): DecisionInput => ({
  ...INPUT,
  status: { ...INPUT.status, ...over },
});
const withDevices = (...devices: readonly Device[]) => withStatus({ reading: readingOf(devices) });

/** What was decided, as in `verdict: phone; softphone off`, with a reference in brackets. */
function decided(
  before: DecisionInput | null,
  after: DecisionInput,
  known: readonly Decision[] = [BOTH],
): string[] {
  return newDecisions(before, after, known).map(({ at, what, is, why, requestId, times }) => {
    expect([at, times]).toEqual([NOW, 1]);
    return `${what}: ${is}${why === null ? "" : `; ${why}`}${requestId === null ? "" : ` [${requestId}]`}`;
  });
}

describe("the decisions that are kept", () => {
  it("count what is decided again, with the last time and reference", () => {
    const again = { ...ONE, at: 2, requestId: "b", times: 2 };
    const known = [BOTH, ONE, BOTH, ONE];
    expect(withDecision(known, again)).toEqual([BOTH, ONE, BOTH, { ...again, times: 3 }]);
    expect(withDecision([], ONE)).toEqual([ONE]);
  });

  it.each([{ what: "rule" }, { is: "both" }, { why: "muted" }] as const)(
    "tell apart what differs: %j",
    (over) => {
      expect(withDecision([ONE], { ...ONE, ...over })).toEqual([ONE, { ...ONE, ...over }]);
      expect(withDecision([ONE, { ...ONE, ...over }], ONE)).toHaveLength(3);
    },
  );

  it("are the last fifty", () => {
    const all = Array.from({ length: 60 }, (_, at) => ({ ...ONE, at, is: String(at) }));
    const kept = all.reduce<readonly Decision[]>(withDecision, []);
    expect(kept).toEqual(all.slice(-DECISIONS_KEPT));
  });
});

describe("a verdict", () => {
  it.each<[string, DecisionInput, string]>([
    ["well", INPUT, "both; softphone registered"],
    ["on a call", withDevices(phone(), sip({ busy: true })), "both; softphone registered, on a call"],
    [
      "muted",
      { ...INPUT, softphoneTabs: [{ ...watched(1), isMuted: true }] },
      "both; softphone registered, muted",
    ],
    [
      "without a number",
      withDevices(phone({ address: null }), sip()),
      "softphone; softphone registered, phone without a number",
    ],
    ["not known", withStatus({ offline: true }), "unknown; offline"],
    ["before the first answer", withStatus({ reading: null }), "reading"],
  ])("has its reason: %s", (_what, after, expected) => {
    for (const before of [null, INPUT]) expect(decided(before, after, [])).toEqual([`verdict: ${expected}`]);
  });

  it("is told once, also by a worker that has just started", () => {
    const others = [BOTH, { ...ONE, what: "rule" } as const];
    expect([decided(INPUT, INPUT, others), decided(null, INPUT, others)]).toEqual([[], []]);
    expect(decided(INPUT, INPUT, [BOTH, ONE])).toEqual(["verdict: both; softphone registered"]);
    expect(decided(INPUT, INPUT, [{ ...BOTH, why: "softphone off" }])).toHaveLength(1);
    expect(decided(INPUT, INPUT, [{ ...BOTH, is: "phone" }])).toHaveLength(1);
  });

  it("is none before there is an account, but for the end of one", () => {
    const without = { ...INPUT, account: null, status: INITIAL_STATUS };
    expect(decided(null, without, [])).toEqual([]);
    expect(decided(INPUT, without)).toEqual(["verdict: not-set-up"]);
  });
});

describe("a read that failed", () => {
  it.each<[Partial<Failure>, string]>([
    [{}, "server; HTTP 500 [7f1dd1c0]"],
    [{ status: null }, "server [7f1dd1c0]"],
    [{ cause: "kyc-incomplete", requestId: null }, "server; HTTP 500, kyc-incomplete"],
  ])("has its details: %j", (over, expected) => {
    expect(decided(INPUT, withStatus({ failure: { ...FAILURE, ...over } }))).toEqual([
      `read-failed: ${expected}`,
    ]);
  });

  it("is told once", () => {
    const failed = withStatus({ failure: FAILURE });
    expect([decided(failed, failed), decided(failed, INPUT), decided(null, failed)]).toEqual([[], [], []]);
    expect(decided(failed, withStatus({ failure: { ...FAILURE } }))).toHaveLength(1);
  });
});

describe("a switch", () => {
  const press = { origin: "popup", target: { phone: true, sip: false }, askedAt: NOW } as const;
  const journal = newJournal(press, "integrations-core", { phone: false, sip: true });
  const under = (over: Partial<Journal> = {}): DecisionInput => ({
    ...INPUT,
    journal: { ...journal, ...over },
  });
  const onlySwitch = (before: DecisionInput, after: DecisionInput) =>
    decided(before, after).filter((one) => !one.startsWith("verdict"));
  const ASKED = "switch: device 1 (pstn) on, device 2 (sip) off; by popup";

  it("names kinds of devices, and who has asked", () => {
    expect(onlySwitch(INPUT, under())).toEqual([ASKED]);
    expect(onlySwitch(under(), under({ phase: { name: "confirming" } as Journal["phase"] }))).toEqual([]);
    expect(decided(null, under()).join()).not.toContain("switch");
  });

  it("names them by the last reading, or not at all", () => {
    const unread = { ...under(), status: { ...INPUT.status, reading: null } };
    expect(onlySwitch(INPUT, unread)).toEqual([ASKED]);
    expect(onlySwitch(withStatus({ reading: null }), unread)).toEqual([
      "switch: device ? (unknown) on, device ? (unknown) off; by popup",
    ]);
  });

  it("may have to wait for another one", () => {
    const waiting = { origin: "key", target: { sip: true }, askedAt: NOW + 5 } as const;
    const waits = "switch: device 2 (sip) on; by key, waits";
    expect(onlySwitch(under(), under({ waiting }))).toEqual([waits]);
    expect(onlySwitch(INPUT, under({ waiting }))).toEqual([ASKED, waits]);
    expect(onlySwitch(under({ waiting }), under({ waiting: { ...waiting } }))).toEqual([]);
  });

  it("may fail to be sent", () => {
    const phase: Journal["phase"] = { name: "checking", failure: FAILURE } as Journal["phase"] & {
      name: "checking";
    };
    expect(onlySwitch(under(), under({ phase }))).toEqual(["write-failed: server; HTTP 500 [7f1dd1c0]"]);
    expect(onlySwitch(under({ phase }), under({ phase, failures: 1 }))).toEqual([]);
    expect(onlySwitch(INPUT, under({ phase }))).toEqual([ASKED, "write-failed: server; HTTP 500 [7f1dd1c0]"]);
  });

  it.each<[string, DecisionInput, string]>([
    ["as it should", withDevices(phone(), sip({ on: false })), "as asked for"],
    ["otherwise", INPUT, "otherwise"],
    ["with a device that is gone, and should be off", withDevices(phone()), "as asked for"],
    ["with a device that is gone, and should be on", withDevices(sip({ on: false })), "otherwise"],
    ["without an account", { ...INPUT, account: null }, "not known"],
    ["with nothing read", withStatus({ reading: null }), "not known"],
    ["in doubt", withStatus({ inDoubt: true }), "not known"],
  ])("ends %s", (_what, after, expected) => {
    expect(onlySwitch(under(), after)).toEqual([`switch-ended: ${expected}`]);
  });

  it("may be followed by the next one at once", () => {
    expect(onlySwitch(under(), under({ askedAt: NOW + 5 }))).toEqual(["switch-ended: otherwise", ASKED]);
  });
});

describe("a rule", () => {
  const rules = (over: Partial<RuleRecord> | null): DecisionInput => ({
    ...INPUT,
    rules:
      over === null
        ? null
        : { ...INITIAL_RULES, records: { ...INITIAL_RULES.records, lock: { ...INITIAL_RECORD, ...over } } },
  });

  it.each([
    ["begins", null, { since: 5 }, ["begins"]],
    ["begins", {}, { since: 5 }, ["begins"]],
    ["begins anew", { since: 4 }, { since: 5 }, ["begins"]],
    [
      "begins, and was overruled before it was looked at",
      null,
      { since: 5, overruledAt: 6 },
      ["begins", "overruled"],
    ],
    ["goes on", { since: 5 }, { since: 5, reversals: [1] }, []],
    ["ends", { since: 5 }, {}, ["ends"]],
    ["has nothing to end", null, {}, []],
    ["is overruled", { since: 5 }, { since: 5, overruledAt: 6 }, ["overruled"]],
    ["is overruled once", { since: 5, overruledAt: 6 }, { since: 5, overruledAt: 6, reversals: [1] }, []],
    ["is not overruled while it has no occasion", {}, { overruledAt: 6 }, []],
    ["pauses", { since: 5 }, { since: 5, pausedUntil: 9 }, ["paused"]],
    ["pauses at first", null, { pausedUntil: 9 }, ["paused"]],
    ["pauses once", { pausedUntil: 9 }, { pausedUntil: 10 }, []],
    ["is forgotten", { since: 5 }, null, []],
  ] as const)("%s", (_what, before, after, why) => {
    expect(decided(rules(before), rules(after))).toEqual(why.map((one) => `rule: lock; ${one}`));
  });
});

it("a notice is told once, by its messages", () => {
  const notice: Notice = {
    at: 5,
    problem: [message("switchNotMade")],
    remedy: [message("keepsTrying"), message("ifItLasts")],
    requestId: "7f1dd1c0",
  };
  const told = { ...INPUT, notice };
  const words = "notice: switchNotMade, keepsTrying, ifItLasts [7f1dd1c0]";
  expect([decided(INPUT, told), decided(told, INPUT)]).toEqual([[words], []]);
  expect(decided(told, { ...INPUT, notice: { ...notice } })).toEqual([]);
  expect(decided(told, { ...INPUT, notice: { ...notice, at: 6 } })).toEqual([words]);
});

it("an alert is told when it is shown, shown anew and gone", () => {
  const alerts = (key: string | null): AlertsMemory => {
    const alert = plainAlert(message("alertMuted"), []);
    const muted = { ...INITIAL_ALERTS.kinds.muted, shown: key === null ? null : { key, alert } };
    return { ...INITIAL_ALERTS, kinds: { ...INITIAL_ALERTS.kinds, muted } };
  };
  const found = (before: string | null, after: string | null) =>
    decided({ ...INPUT, alerts: alerts(before) }, { ...INPUT, alerts: alerts(after) });
  expect([found(null, "1"), found("1", "2"), found("1", null), found("1", "1"), found(null, null)]).toEqual([
    ["alert: muted; alertMuted"],
    ["alert: muted; alertMuted"],
    ["alert: muted; gone"],
    [],
    [],
  ]);
});
