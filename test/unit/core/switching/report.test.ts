import { describe, expect, it } from "vitest";
import { type FailureKind, NO_DETAILS } from "../../../../src/core/failure.ts";
import { message } from "../../../../src/core/message.ts";
import { afterGoodRead, explainReport, type SwitchReport } from "../../../../src/core/switching/report.ts";
import { readingOf } from "../../switch-model.ts";
import { failed } from "./phone-to-softphone.ts";

/** The IDs of the sentences. */
function told(report: SwitchReport): { problem: string[]; remedy: string[]; requestId: string | null } {
  const { problem, remedy, requestId } = explainReport(report);
  return { problem: problem.map(({ id }) => id), remedy: remedy.map(({ id }) => id), requestId };
}

describe("a switch that failed without a failed request", () => {
  it.each([
    [{ why: "interrupted" }, ["switchInterrupted"], ["checkDevicesAndSwitch"]],
    [{ why: "changed-elsewhere" }, ["changedElsewhere"], ["checkDevicesAndSwitch"]],
    [{ why: "none-stays-on" }, ["perhapsNoneOn", "noneStaysOn"], ["keepsTrying"]],
    [{ why: "unverified" }, ["deviceUnverified"], ["verifyThenTurnOn"]],
    [{ why: "signed-out", perhapsNoneOn: false }, ["signedOut"], ["enterCredentials"]],
    [{ why: "signed-out", perhapsNoneOn: true }, ["perhapsNoneOn", "signedOut"], ["enterCredentials"]],
  ] as [SwitchReport, string[], string[]][])("%j", (report, problem, remedy) => {
    expect(told(report)).toEqual({ problem, remedy, requestId: null });
  });
});

describe("a switch that was not made", () => {
  const notMade = (kind: FailureKind, asBefore: boolean): string[] =>
    told({ why: "not-made", failure: failed(kind), asBefore }).problem;

  it("says so first, then why", () => {
    expect(notMade("conflict", false)).toEqual(["switchNotMade", "conflict"]);
  });

  it("says that nothing has changed where the server failed and a read has shown it", () => {
    expect(notMade("server", true)).toEqual(["switchNotMade", "serverFault", "nothingChanged"]);
    expect(notMade("server", false)).not.toContain("nothingChanged");
  });

  it.each<FailureKind>(["conflict", "not-permitted", "timed-out", "unreachable"])(
    "does not say so after %s: it is clear, or a request may still arrive",
    (kind) => {
      expect(notMade(kind, true)).not.toContain("nothingChanged");
    },
  );
});

describe("a switch that perhaps left no device on", () => {
  const remedyOf = (kind: FailureKind): string[] =>
    told({ why: "perhaps-none-on", failure: failed(kind) }).remedy;

  it("says so first, then why", () => {
    const { problem } = told({ why: "perhaps-none-on", failure: failed("server") });
    expect(problem).toEqual(["perhapsNoneOn", "serverFault"]);
  });

  it.each<FailureKind>(["server", "timed-out", "not-permitted", "rate-limited", "intermediary"])(
    "goes on by itself after %s",
    (kind) => {
      expect(remedyOf(kind)).toEqual(["keepsTrying"]);
    },
  );

  it.each<[FailureKind, string]>([
    ["credentials-refused", "askForCredentials"],
    ["access-withheld", "allowItAgain"],
    ["access-forbidden", "askToAllow"],
  ])("needs the agent after %s, and says once that it goes on then", (kind, remedy) => {
    expect(remedyOf(kind)).toEqual([remedy, "goesOnThen"]);
  });
});

describe("a switch whose outcome is unknown", () => {
  it("says so first, then why, and that Hookswitch goes on reading", () => {
    expect(told({ why: "outcome-unknown", failure: failed("timed-out") })).toMatchObject({
      problem: ["switchUnknown", "noAnswerInTime"],
      remedy: ["keepsReading"],
    });
  });
});

describe("a switch that was undone", () => {
  it.each([
    [true, "deviceFromBeforeOn"],
    [false, "otherDeviceOnInstead"],
  ])("says first which device is on now; as before: %s", (asBefore, instead) => {
    const refused = told({ why: "compensated", failure: failed("conflict"), asBefore });
    expect(refused.problem).toEqual(["switchNotMade", "conflict"]);
    expect(refused.remedy[0]).toBe(instead);
    expect(told({ why: "compensated", failure: "interrupted", asBefore })).toEqual({
      problem: ["switchInterrupted"],
      remedy: [instead, "checkDevicesAndSwitch"],
      requestId: null,
    });
  });

  it("does not say that nothing has changed, for a device was off meanwhile", () => {
    const report = { why: "compensated", failure: failed("server"), asBefore: true } as const;
    expect(told(report).problem).not.toContain("nothingChanged");
  });
});

describe("a good read after a switch of which nothing was heard", () => {
  const notice = { ...explainReport({ why: "outcome-unknown", failure: failed("timed-out") }), at: 1 };
  const before = readingOf("integrations-core", { phone: true, sip: true });

  it("withdraws the notice where the devices have changed", () => {
    const changed = readingOf("integrations-core", { sip: true, phone: false });
    expect(afterGoodRead(notice, before, changed)).toBeNull();
  });

  it("says that it was not made where they are as before, in whatever order", () => {
    const same = readingOf("integrations-core", { sip: true, phone: true });
    const left = afterGoodRead(notice, before, same);
    expect(left?.problem).toEqual([message("switchNotMade")]);
    expect(left?.remedy).toEqual([message("tryAgainSoon")]);
    expect(left?.requestId).toBe(notice.requestId);
  });

  it("leaves it where the read does not say which device is on", () => {
    const unsaid = readingOf("usermapping", { phone: null, sip: null });
    for (const known of [unsaid, readingOf("usermapping", { phone: true, sip: false })])
      expect(afterGoodRead(notice, known, unsaid)).toBe(notice);
    const said = readingOf("usermapping", { phone: false, sip: true });
    expect(afterGoodRead(notice, unsaid, said)).toBeNull();
  });

  it("leaves it where nothing was known before, and every other notice", () => {
    expect(afterGoodRead(notice, null, before)).toBe(notice);
    const other = { ...notice, problem: [message("switchNotMade")] };
    expect(afterGoodRead(other, before, before)).toBe(other);
    expect(afterGoodRead(null, before, before)).toBeNull();
  });
});

it.each<SwitchReport["why"]>(["not-made", "perhaps-none-on", "outcome-unknown", "compensated"])(
  "%s gives the request's ID, for support",
  (why) => {
    const failure = { ...NO_DETAILS, kind: "server", requestId: "r1" };
    expect(told({ why, failure, asBefore: true } as SwitchReport).requestId).toBe("r1");
  },
);
