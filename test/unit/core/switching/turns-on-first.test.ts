import { describe, expect, it } from "vitest";
import { afterRead, afterReadFailed } from "../../../../src/core/switching/after-read.ts";
import type { Transition } from "../../../../src/core/switching/events.ts";
import type { Journal } from "../../../../src/core/switching/journal.ts";
import { step } from "../../../../src/core/switching/machine.ts";
import { retryOrEnd } from "../../../../src/core/switching/outcome.ts";
import { factsOf, type Ons, readingOf } from "../../switch-model.ts";
import { failed, tell, toSoftphone } from "./phone-to-softphone.ts";

/** A switch on the older contract: the wanted device goes on, a read follows, and the other one goes off if it is still on. */

const REFUSED = failed("not-permitted");
const UNHEARD = failed("timed-out");
const PHONE: Ons = { phone: true, sip: false };
const SOFTPHONE: Ons = { phone: false, sip: true };
const BOTH: Ons = { phone: true, sip: true };
const UNSAID: Ons = { phone: null, sip: null };
const ON = { sip: true };
const OFF = { phone: false };
const sent = (writes: number) => ({ writes, repeated: false });

const confirming: Partial<Journal> = { phase: { name: "confirming", as: "reached" }, attempt: sent(1) };
const checking = (change: Record<string, boolean>, failure = REFUSED, writes = 1): Partial<Journal> => ({
  phase: { name: "checking", change, failure },
  attempt: sent(writes),
});

function read(journal: Partial<Journal>, ons: Ons): Transition {
  const reading = readingOf("usermapping", ons);
  return afterRead(toSoftphone("usermapping", journal), reading.devices, factsOf(reading));
}

describe("a switch that begins", () => {
  const opened = (ons: Ons) =>
    step(toSoftphone("usermapping"), { type: "opened" }, factsOf(readingOf("usermapping", ons)));

  it.each([
    ["the phone is on", PHONE],
    ["it is not said which one is on", UNSAID],
  ])("turns the wanted device on, where %s", (_where, ons) => {
    expect(opened(ons)[1]).toEqual([{ do: "write", change: ON }]);
  });

  it("reads before it turns the other one off, where both are on", () => {
    expect(opened(BOTH)[1]).toEqual([{ do: "read", settling: true }]);
  });

  it("reads after each write", () => {
    for (const change of [ON, OFF]) {
      const journal = toSoftphone("usermapping", { phase: { name: "writing", change } });
      const [left, effects] = step(journal, { type: "written" }, factsOf(readingOf("usermapping", PHONE)));
      expect(left?.phase).toEqual({ name: "confirming", as: "reached" });
      expect(effects).toEqual([{ do: "read", settling: true }]);
    }
  });
});

describe("the read after the wanted device was turned on", () => {
  it("ends the switch where the other one has gone off by itself", () => {
    expect(read(confirming, SOFTPHONE)).toEqual([null, []]);
  });

  it("has the other one turned off where it is still on, for as long as that may help", () => {
    expect(read(confirming, BOTH)[1]).toEqual([{ do: "write", change: OFF }]);
    expect(read({ ...confirming, attempt: sent(3) }, BOTH)).toEqual([
      null,
      [tell({ why: "changed-elsewhere" })],
    ]);
  });

  it("has the wanted one turned on again where none is said to be, and then leaves it at that, untold", () => {
    expect(read(confirming, UNSAID)[1]).toEqual([{ do: "write", change: ON }]);
    expect(read({ ...confirming, attempt: sent(3) }, UNSAID)).toEqual([null, []]);
  });

  it("leaves in doubt what the devices are, where it fails", () => {
    const journal = toSoftphone("usermapping", confirming);
    const [left, effects] = afterReadFailed(journal, UNHEARD, factsOf(readingOf("usermapping", PHONE)));
    expect(left?.phase.name).toBe("waiting-to-retry");
    expect(effects).toEqual([{ do: "doubt" }, tell({ why: "outcome-unknown", failure: UNHEARD })]);
  });
});

describe("a write that was refused", () => {
  it("ends the switch where the wanted device did not go on: nothing has changed", () => {
    expect(read(checking(ON), PHONE)).toEqual([
      null,
      [tell({ why: "not-made", failure: REFUSED, asBefore: true })],
    ]);
  });

  it("is undone where the other device did not go off", () => {
    const [journal, effects] = read(checking(OFF, REFUSED, 2), BOTH);
    expect(journal?.compensatesFor).toEqual(REFUSED);
    expect(effects).toEqual([{ do: "write", change: { sip: false } }]);
  });

  it("tells, without an answer, that the outcome is unknown where it is not said which device is on", () => {
    const journal = { ...checking(ON, UNHEARD), before: { phone: false, sip: false } };
    const again = { ...journal, attempt: { writes: 2, repeated: true } };
    expect(read(again, UNSAID)).toEqual([null, [tell({ why: "outcome-unknown", failure: UNHEARD })]]);
  });
});

it("a failure that rules out further requests now makes a switch wait that is half done", () => {
  const facts = factsOf(readingOf("usermapping", BOTH));
  const [left, effects] = retryOrEnd(toSoftphone("usermapping"), REFUSED, facts);
  expect([left?.phase.name, effects]).toEqual(["waiting-to-retry", []]);
  expect(
    retryOrEnd(toSoftphone("usermapping"), REFUSED, factsOf(readingOf("usermapping", PHONE)))[0],
  ).toBeNull();
});
