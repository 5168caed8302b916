import { describe, expect, it } from "vitest";
import { type Failure, rateLimitedUntil } from "../../../../src/core/failure.ts";
import { follow, recordDevices } from "../../../../src/core/switching/follow.ts";
import type { Goal, Journal } from "../../../../src/core/switching/journal.ts";
import type { End, Plan } from "../../../../src/core/switching/plan.ts";
import type { SwitchReport } from "../../../../src/core/switching/report.ts";
import { NOW, only } from "../../switch-model.ts";
import { devicesOn, FIRST_RETRY, factsOn, failed, tell, toSoftphone } from "./phone-to-softphone.ts";

const FAILURE = failed("conflict");
const NONE = devicesOn("ccm");
const facts = factsOn("ccm", []);

describe("a plan to write", () => {
  const plan: Plan = { do: "write", change: { s1: true } };
  const write = { do: "write", change: { s1: true } };

  it("is written, and the switch is no longer answered", () => {
    const journal = toSoftphone("ccm", { answered: true });
    expect(follow(journal, plan, NONE, facts)).toEqual([
      { ...journal, answered: false, phase: { name: "writing", change: plan.change } },
      [write],
    ]);
  });

  it("is a compensation on the way back", () => {
    const [left] = follow(toSoftphone("ccm", { compensatesFor: FAILURE }), plan, NONE, facts);
    expect(left?.phase.name).toBe("compensating");
  });

  const writeUntil = NOW + 10_000;
  const inWait = { ...facts, waits: { readUntil: null, writeUntil, since: null } };
  it("is not written during the server's wait for writes: the switch ends, or waits where no device is on", () => {
    const waited = rateLimitedUntil(writeUntil);
    const notMade = (failure: Failure): SwitchReport => ({ why: "not-made", failure, asBefore: false });
    expect(follow(toSoftphone("ccm"), plan, NONE, inWait)).toEqual([null, [tell(notMade(waited))]]);
    // The failure of the last write says more than the wait.
    expect(follow(toSoftphone("ccm"), plan, NONE, inWait, true, FAILURE)).toEqual([
      null,
      [tell(notMade(FAILURE))],
    ]);
    const [left, effects] = follow(toSoftphone("ccm", { noDeviceOn: true }), plan, NONE, inWait);
    expect(left?.phase).toEqual({ name: "waiting-to-retry", retryAt: writeUntil + FIRST_RETRY });
    expect(effects).toEqual([tell({ why: "perhaps-none-on", failure: waited })]);
  });

  it("is written once that wait is over, and during a wait for reads", () => {
    for (const waits of [
      { readUntil: null, writeUntil: NOW, since: null },
      { readUntil: NOW + 10_000, writeUntil: null, since: null },
    ])
      expect(follow(toSoftphone("ccm"), plan, NONE, { ...facts, waits })[1]).toEqual([write]);
  });
});

describe("a plan to go back", () => {
  const plan: Plan = { do: "compensate" };

  it.each<[string, Journal["compensatesFor"], Journal["compensatesFor"]]>([
    ["for the failure that is known", FAILURE, FAILURE],
    ["for an interruption where none is", null, "interrupted"],
  ])("turns the device from before on again, %s", (_why, known, compensatesFor) => {
    const journal = toSoftphone("ccm", { compensatesFor: known });
    const change = { p1: true };
    expect(follow(journal, plan, NONE, facts)).toEqual([
      { ...journal, compensatesFor, phase: { name: "compensating", change } },
      [{ do: "write", change }],
    ]);
  });

  it("is given up where no device was on before", () => {
    const journal = toSoftphone("ccm", { before: only("ccm") });
    expect(follow(journal, plan, NONE, facts)).toEqual([null, [tell({ why: "interrupted" })]]);
  });
});

describe("a plan to end", () => {
  const end = (as: End): Plan => ({ do: "end", as });

  it.each<Goal>(["reached", "compensated", "changed-elsewhere"])(
    "as %s is confirmed by a read, unless the devices were just read",
    (as) => {
      const journal = toSoftphone("ccm");
      const devices = devicesOn("ccm", "s1");
      expect(follow(journal, end(as), devices, facts)).toEqual([
        { ...journal, phase: { name: "confirming", as } },
        [{ do: "read", settling: true }],
      ]);
      expect(follow(journal, end(as), devices, facts, true)[0]).toBeNull();
    },
  );

  it.each<[Journal["compensatesFor"], SwitchReport]>([
    [null, { why: "interrupted" }],
    [FAILURE, { why: "not-made", failure: FAILURE, asBefore: true }],
  ])("as given up needs no read, and tells why: %j", (compensatesFor, report) => {
    const journal = toSoftphone("ccm", { compensatesFor });
    const devices = devicesOn("ccm", "p1");
    expect(follow(journal, end("given-up"), devices, facts)).toEqual([null, [tell(report)]]);
  });
});

describe("what a switch has done to the devices", () => {
  const recorded = (journal: Partial<Journal>, on: string[], change?: Record<string, boolean>) => {
    const { noDeviceOn, turnedOff } = recordDevices(
      toSoftphone("ccm", journal),
      devicesOn("ccm", ...on),
      change,
    );
    return { noDeviceOn, turnedOff };
  };

  it("is that no device is on, if one is wanted", () => {
    expect(recorded({}, []).noDeviceOn).toBe(true);
    expect(recorded({ noDeviceOn: true }, ["s1"]).noDeviceOn).toBe(false);
    expect(recorded({ target: only("ccm") }, []).noDeviceOn).toBe(false);
  });

  it("is which devices it turned off: those that it wrote to and that are off now, each once", () => {
    const off = { p1: false };
    expect(recorded({}, [], off).turnedOff).toEqual(["p1"]);
    expect(recorded({}, ["p1"], off).turnedOff).toEqual([]);
    expect(recorded({}, [], { p1: true }).turnedOff).toEqual([]);
    expect(recorded({}, []).turnedOff).toEqual([]);
    expect(recorded({ turnedOff: ["p1"] }, [], off).turnedOff).toEqual(["p1"]);
    expect(recorded({ turnedOff: ["s1"] }, [], off).turnedOff).toEqual(["s1", "p1"]);
  });

  it("is nothing where one request sets all devices", () => {
    const journal = toSoftphone("integrations-core");
    expect(recordDevices(journal, devicesOn("integrations-core"), { phone: false })).toBe(journal);
  });
});
