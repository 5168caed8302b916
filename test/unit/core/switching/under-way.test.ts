import { describe, expect, it } from "vitest";
import type { Journal } from "../../../../src/core/switching/journal.ts";
import { switchingWords } from "../../../../src/core/switching/switching-words.ts";
import { switchUnderWay } from "../../../../src/core/switching/under-way.ts";
import { NOW } from "../../switch-model.ts";
import { devicesOn, failed, pressTo, toSoftphone } from "./phone-to-softphone.ts";

const TO_SOFTPHONE = pressTo("ccm", 1).target;
const TO_PHONE = pressTo("ccm", 0).target;

describe("a switch under way", () => {
  it("leads to its target, or to that of the press that waits", () => {
    expect(switchUnderWay(toSoftphone("ccm"), NOW)).toEqual(TO_SOFTPHONE);
    expect(switchUnderWay(toSoftphone("ccm", { waiting: pressTo("ccm", 0) }), NOW)).toEqual(TO_PHONE);
  });

  it.each<[string, Partial<Journal>]>([
    ["was set back", { failures: 1 }],
    ["is being undone", { compensatesFor: failed("conflict") }],
    ["only waits for its confirmation", { answered: true }],
  ])("does not count if it %s", (_how, over) => {
    expect(switchUnderWay(toSoftphone("ccm", over), NOW)).toBeNull();
  });

  it("counts for six seconds after its newest press", () => {
    const journal = toSoftphone("ccm");
    expect(switchUnderWay(journal, NOW + 6_000)).not.toBeNull();
    expect(switchUnderWay(journal, NOW + 6_001)).toBeNull();
    const waiting = pressTo("ccm", 0, { askedAt: NOW + 1 });
    expect(switchUnderWay({ ...journal, waiting }, NOW + 6_001)).toEqual(TO_PHONE);
  });

  it("does not count by a clock that was set back, as its age is unknown", () => {
    expect(switchUnderWay(toSoftphone("ccm"), NOW - 1)).toBeNull();
  });

  it("is nothing without a switch", () => {
    expect(switchUnderWay(null, NOW)).toBeNull();
  });
});

describe("what stands in the verdict's place", () => {
  const none = { noDeviceOn: true };
  const titleOf = (journal: Journal | null, now = NOW) =>
    switchingWords(journal, devicesOn("ccm"), now)?.title.id ?? null;

  it("says where a switch leads while no device is on", () => {
    expect(titleOf(toSoftphone("ccm", none))).toBe("verdictToSoftphone");
    expect(titleOf(toSoftphone("ccm", { ...none, waiting: pressTo("ccm", 0) }))).toBe("verdictToPhone");
  });

  it.each([
    ["while a device is on", toSoftphone("ccm"), NOW],
    ["once the switch takes too long", toSoftphone("ccm", none), NOW + 6_001],
    ["without a switch", null, NOW],
  ])("is nothing %s: the verdict stands", (_when, journal, now) => {
    expect(titleOf(journal, now)).toBeNull();
  });
});
