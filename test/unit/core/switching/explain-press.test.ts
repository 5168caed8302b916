import { describe, expect, it } from "vitest";
import { message } from "../../../../src/core/message.ts";
import { explainImpossible, explainInstead } from "../../../../src/core/switching/explain-press.ts";
import type { Lost } from "../../../../src/core/switching/press.ts";

const name = "Desk";

/** The device that was on last, and the sentence that says why it cannot come on again. */
const LOST: readonly (readonly [Lost, unknown])[] = [
  [{ kind: "pstn", name: null, why: "gone" }, message("lastPhoneGone")],
  [{ kind: "pstn", name: null, why: "unverified" }, message("lastPhoneUnverified")],
  [{ kind: "pstn", name, why: "gone" }, message("namedPhoneGone", { name })],
  [{ kind: "pstn", name, why: "unverified" }, message("namedPhoneUnverified", { name })],
  [{ kind: "sip", name: null, why: "gone" }, message("lastSoftphoneGone")],
  [{ kind: "sip", name: null, why: "unverified" }, message("lastSoftphoneUnverified")],
  [{ kind: "sip", name, why: "gone" }, message("namedSoftphoneGone", { name })],
  [{ kind: "sip", name, why: "unverified" }, message("namedSoftphoneUnverified", { name })],
];

describe("a press whose device is lost", () => {
  it.each(LOST)("says which and why: %j", (lost, sentence) => {
    expect(explainImpossible("last-one-lost", lost).problem[0]).toEqual(sentence);
    expect(explainInstead({ ...lost, by: null }).problem[0]).toEqual(sentence);
  });

  it("says so without a name where the device is not known", () => {
    expect(explainImpossible("last-one-lost").problem[0]).toEqual(message("lastDeviceCannotRing"));
  });
});

describe("a device that takes the place of a lost one", () => {
  const problem = (kind: Lost["kind"], by: string | null) =>
    explainInstead({ kind, name, why: "gone", by }).problem[1];

  it("is named, or told by its kind", () => {
    expect(problem("pstn", "Mobile")).toEqual(message("namedRingsInstead", { name: "Mobile" }));
    expect(problem("pstn", null)).toEqual(message("otherPhoneRingsInstead"));
    expect(problem("sip", null)).toEqual(message("otherSoftphoneRingsInstead"));
  });

  it.each([
    ["unverified", "verifyAndTurnOn"],
    ["gone", "turnOnIfOther"],
  ] as const)("may be changed for the lost one only where that can be mended: %s", (why, remedy) => {
    const { remedy: found } = explainInstead({ kind: "pstn", name, why, by: null });
    expect(found.map(({ id }) => id)).toEqual([remedy]);
  });
});
