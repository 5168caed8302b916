import { describe, expect, it } from "vitest";
import { hasBegun, newJournal } from "../../../../src/core/switching/journal.ts";
import { mayRegister } from "../../../../src/core/switching/registers.ts";
import { Desk } from "../rules/desk.ts";

const { devices } = new Desk("integrations-core", {}).reading;
const PHONE = { phone: true, sip: false };
const SOFTPHONE = { phone: false, sip: true };
const BOTH = { phone: true, sip: true };
const journal = (before: typeof PHONE, target: typeof PHONE) =>
  newJournal({ origin: "key", target, askedAt: 0 }, "integrations-core", before);

describe("a softphone may register after a switch", () => {
  it.each([
    [PHONE, SOFTPHONE, true],
    [PHONE, BOTH, true],
    [SOFTPHONE, BOTH, false],
    [SOFTPHONE, PHONE, false],
    [BOTH, SOFTPHONE, false],
  ])("from %o to %o: %s", (before, target, may) => {
    expect(mayRegister(journal(before, target), devices)).toBe(may);
  });

  it("that is undone, if it was on before", () => {
    const compensatesFor = "interrupted";
    expect(mayRegister({ ...journal(SOFTPHONE, PHONE), compensatesFor }, devices)).toBe(true);
    expect(mayRegister({ ...journal(PHONE, SOFTPHONE), compensatesFor }, devices)).toBe(false);
  });

  it("not without one", () => {
    expect(mayRegister(journal(PHONE, SOFTPHONE), devices.slice(0, 1))).toBe(false);
  });
});

it("a switch has begun once it may have changed a device", () => {
  const fresh = journal(PHONE, SOFTPHONE);
  expect(hasBegun(fresh)).toBe(false);
  for (const change of [
    { attempt: { writes: 1, repeated: false } },
    { failures: 1 },
    { noDeviceOn: true },
    { compensatesFor: "interrupted" as const },
    { turnedOff: ["phone"] },
  ])
    expect(hasBegun({ ...fresh, ...change }), JSON.stringify(change)).toBe(true);
});
