import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Device } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_ON, type LastOn, remember } from "../../../../src/core/devices/last-on.ts";
import { applyAssignment, resolvePress } from "../../../../src/core/switching/press.ts";
import { explainImpossible, explainInstead } from "../../english.ts";

function device(id: string, kind: Device["kind"], over: Partial<Device> = {}): Device {
  return {
    id,
    kind,
    name: `Name ${id}`,
    address: `address ${id}`,
    on: false,
    registration: "not-reported",
    lastSeenAt: null,
    verified: true,
    busy: null,
    ...over,
  };
}

const was = (id: string) => ({ id, name: `Name ${id}` });
const ON = { on: true } as const;
const GONE = { pstn: was("2"), sip: was("4") };
const press = (devices: readonly Device[], lastOn: LastOn) =>
  resolvePress({ ring: "next" }, devices, "at-most-one-on", false, lastOn);
const targetOf = (devices: readonly Device[], lastOn: LastOn) => {
  const found = press(devices, lastOn);
  return found.ok ? Object.keys(found.target).filter((id) => found.target[id]) : found.why;
};

describe("what was on last", () => {
  it("is the device of each kind that was seen on, and stays while none is", () => {
    let lastOn = remember(INITIAL_LAST_ON, [
      device("1", "pstn"),
      device("2", "pstn", ON),
      device("3", "sip"),
    ]);
    expect(lastOn).toEqual({ pstn: was("2"), sip: null });
    lastOn = remember(lastOn, [device("1", "pstn"), device("2", "pstn"), device("3", "sip", ON)]);
    expect(lastOn).toEqual({ pstn: was("2"), sip: was("3") });
    lastOn = remember(lastOn, [device("1", "pstn", ON), device("2", "pstn"), device("3", "sip")]);
    expect(lastOn).toEqual({ pstn: was("1"), sip: was("3") });
    expect(remember(lastOn, [])).toBe(lastOn);
    expect(remember(lastOn, [device("1", "pstn", ON)])).toBe(lastOn);
    expect(remember(lastOn, [device("1", "pstn", { on: true, name: "Desk" })]).pstn?.name).toBe("Desk");
  });

  it("stays where another one of its kind is on, too", () => {
    const both = [device("1", "pstn", ON), device("2", "pstn", ON)];
    const lastOn = { pstn: was("2"), sip: null };
    expect(remember(lastOn, both)).toBe(lastOn);
    expect(remember({ pstn: was("9"), sip: null }, both)).toEqual({ pstn: was("1"), sip: null });
  });

  it("is no device of an unknown type", () => {
    expect(remember(INITIAL_LAST_ON, [device("9", "other", ON)])).toBe(INITIAL_LAST_ON);
  });
});

describe("a press leads back", () => {
  const softphoneOn = [device("1", "pstn"), device("2", "pstn"), device("3", "sip", ON), device("4", "sip")];
  const phoneOn = [device("1", "pstn", ON), device("2", "pstn"), device("3", "sip"), device("4", "sip")];

  it("to the device that was on last, not to the first", () => {
    expect(targetOf(softphoneOn, { pstn: was("2"), sip: was("3") })).toEqual(["2"]);
    expect(targetOf(phoneOn, { pstn: was("1"), sip: was("4") })).toEqual(["4"]);
  });

  it("to the first that is verified where none was ever seen on", () => {
    expect(targetOf(softphoneOn, INITIAL_LAST_ON)).toEqual(["1"]);
    const unverified = softphoneOn.map((one) => (one.id === "1" ? { ...one, verified: false } : one));
    expect(targetOf(unverified, INITIAL_LAST_ON)).toEqual(["2"]);
  });

  it("to the only other one where that is gone, and says so", () => {
    const devices = softphoneOn.filter(({ id }) => id !== "2");
    const found = press(devices, { pstn: was("2"), sip: was("3") });
    expect(found).toMatchObject({ ok: true, target: { 1: true, 3: false, 4: false } });
    if (!found.ok || found.instead === undefined) throw new Error("nothing is said of it");
    expect(explainInstead(found.instead).problem).toBe(
      "Your phone “Name 2” is gone. “Name 1” rings instead.",
    );
  });

  it("to the only other one where that is not verified any more, and says so", () => {
    const devices = phoneOn.map((one) => (one.id === "4" ? { ...one, verified: false } : one));
    const found = press(devices, { pstn: was("1"), sip: was("4") });
    if (!found.ok || found.instead === undefined) throw new Error("nothing is said of it");
    expect(found.target).toMatchObject({ 3: true, 4: false });
    expect(explainInstead(found.instead)).toEqual({
      problem: "Your softphone “Name 4” is not verified. “Name 3” rings instead.",
      remedy: "To use it again, verify it with Exotel, then turn it on in the popup.",
    });
  });

  it("nowhere where that is lost and several are left: the agent chooses", () => {
    const five = [...softphoneOn, device("5", "pstn")];
    const gone = press(
      five.filter(({ id }) => id !== "2"),
      GONE,
    );
    if (gone.ok) throw new Error("it was taken");
    expect(explainImpossible(gone.why, gone.lost)).toEqual({
      problem: "Your phone “Name 2” is gone. You have several others.",
      remedy: "Choose one in the popup.",
    });
    const unverified = five.map((one) => (one.id === "2" ? { ...one, verified: false } : one));
    const refused = press(unverified, GONE);
    if (refused.ok) throw new Error("it was taken");
    expect(explainImpossible(refused.why, refused.lost).problem).toBe(
      "Your phone “Name 2” is not verified. You have several others.",
    );
  });

  it("says what is wrong where none is left that could ring", () => {
    const unverified = softphoneOn.map((one) => (one.kind === "pstn" ? { ...one, verified: false } : one));
    expect(targetOf(unverified, GONE)).toBe("unverified");
    expect(
      targetOf(
        softphoneOn.filter(({ kind }) => kind === "sip"),
        GONE,
      ),
    ).toBe("no-phone");
  });

  it("names devices without a name by what they have", () => {
    const lost = { kind: "pstn", name: null, why: "gone", by: null } as const;
    expect(explainInstead(lost).problem).toBe(
      "The phone you used last is gone. Your other phone rings instead.",
    );
    const alike = [device("1", "pstn", { name: "Name 2" }), device("3", "sip", ON)];
    const found = press(alike, GONE);
    expect(found).toMatchObject({ ok: true, instead: { name: "Name 2", by: "address 1" } });
  });
});

it("there and back by key leaves on what was on before, whatever the devices, and whatever was on once", () => {
  const some = fc.record({
    kind: fc.constantFrom<Device["kind"]>("pstn", "sip", "pstn", "sip", "other"),
    verified: fc.constantFrom(true, true, null, false),
  });
  const ids = fc.constantFrom("0", "1", "2", "3", "4", "5", "gone");
  const history = fc.array(ids, { maxLength: 4 });
  let there = 0;
  fc.assert(
    fc.property(fc.array(some, { minLength: 2, maxLength: 6 }), fc.nat(5), history, (made, place, past) => {
      const index = place % made.length;
      const all = made.map(({ kind, verified }, number) => device(String(number), kind, { verified }));
      const showing = (id: string) => all.map((one) => ({ ...one, on: one.id === id }));
      let lastOn: LastOn = { pstn: was("gone"), sip: null };
      for (const id of past) lastOn = remember(lastOn, showing(id));
      const before = showing(String(index)).map((one) => (one.on ? { ...one, verified: true } : one));
      fc.pre(before[index]?.kind !== "other");
      lastOn = remember(lastOn, before);
      const first = press(before, lastOn);
      if (!first.ok) return;
      there += 1;
      const after = applyAssignment(before, first.target);
      lastOn = remember(lastOn, after);
      const second = press(after, lastOn);
      expect(second).toMatchObject({ ok: true });
      if (second.ok) expect(applyAssignment(after, second.target)).toEqual(before);
      // Nothing needs to be said of it, either.
      expect(second).not.toHaveProperty("instead");
    }),
    { numRuns: 3_000 },
  );
  expect(there).toBeGreaterThan(500);
});
