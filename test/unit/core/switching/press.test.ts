import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Constraint } from "../../../../src/core/api-rules.ts";
import type { Assignment, Device } from "../../../../src/core/devices/device.ts";
import { intended, newJournal } from "../../../../src/core/switching/journal.ts";
import {
  applyAssignment,
  assignmentOf,
  nextRing,
  type Press,
  type Resolution,
  type Ring,
  resolvePress,
  ringOf,
} from "../../../../src/core/switching/press.ts";

function device(id: string, kind: Device["kind"], on: boolean | null, over: Partial<Device> = {}): Device {
  return {
    id,
    kind,
    name: null,
    address: null,
    on,
    registration: "not-reported",
    lastSeenAt: null,
    verified: null,
    busy: null,
    ...over,
  };
}

/** The two devices of Integrations Core. */
const pair = (phone: boolean, sip: boolean): Device[] => [
  device("phone", "pstn", phone),
  device("sip", "sip", sip),
];

const ok = (target: Assignment): Resolution => ({ ok: true, target });
const no = (why: string): object => ({ ok: false, why });

describe("where the devices ring", () => {
  it.each([
    [pair(true, true), "both"],
    [pair(true, false), "phone"],
    [pair(false, true), "softphone"],
    [pair(false, false), "none"],
    [[], "none"],
    [[device("9", "other", true)], "none"],
    [[device("1", "pstn", null)], "none"],
    [[device("1", "pstn", false), device("2", "pstn", true)], "phone"],
  ] as [Device[], string][])("%#: %s", (devices, ring) => {
    expect(ringOf(devices)).toBe(ring);
  });

  it.each([
    ["phone", false, "softphone"],
    ["phone", true, "softphone"],
    ["softphone", false, "phone"],
    ["softphone", true, "both"],
    ["both", false, "phone"],
    ["both", true, "phone"],
    ["none", false, "phone"],
    ["none", true, "phone"],
  ] as [Ring | "none", boolean, Ring][])("after %s (both included: %s) comes %s", (now, withBoth, then) => {
    expect(nextRing(now, withBoth)).toBe(then);
  });
});

describe("a press on Integrations Core", () => {
  const press = (which: Press, devices: Device[], includeBoth = false): Resolution =>
    resolvePress(which, devices, "at-least-one-on", includeBoth);

  it("goes to a place from everywhere", () => {
    for (const devices of [pair(true, true), pair(true, false), pair(false, true), pair(false, false)]) {
      expect(press({ ring: "phone" }, devices)).toEqual(ok({ phone: true, sip: false }));
      expect(press({ ring: "softphone" }, devices)).toEqual(ok({ phone: false, sip: true }));
      expect(press({ ring: "both" }, devices)).toEqual(ok({ phone: true, sip: true }));
    }
  });

  it("goes round by two or by three", () => {
    const round = (includeBoth: boolean): Assignment[] => {
      let devices: readonly Device[] = pair(true, false);
      return [1, 2, 3, 4].map(() => {
        const found = resolvePress({ ring: "next" }, devices, "at-least-one-on", includeBoth);
        const target = found.ok ? found.target : {};
        devices = applyAssignment(devices, target);
        return target;
      });
    };
    const phone = { phone: true, sip: false };
    const softphone = { phone: false, sip: true };
    expect(round(false)).toEqual([softphone, phone, softphone, phone]);
    expect(round(true)).toEqual([softphone, { phone: true, sip: true }, phone, softphone]);
  });

  it("turns one device on or off and leaves the other", () => {
    expect(press({ device: "sip", on: true }, pair(true, false))).toEqual(ok({ phone: true, sip: true }));
    expect(press({ device: "phone", on: false }, pair(true, true))).toEqual(ok({ phone: false, sip: true }));
    expect(press({ device: "phone", on: true }, pair(true, false))).toEqual(ok({ phone: true, sip: false }));
  });

  it("does not turn the last one off, on purpose or not", () => {
    expect(press({ device: "phone", on: false }, pair(true, false))).toEqual(no("last-device"));
    expect(press({ device: "sip", on: false, noneOnPurpose: true }, pair(false, true))).toEqual(
      no("last-device"),
    );
  });

  it("says what is missing", () => {
    const [phone, sip] = pair(true, true) as [Device, Device];
    expect(press({ ring: "softphone" }, [phone])).toEqual(no("no-softphone"));
    expect(press({ ring: "both" }, [phone])).toEqual(no("no-softphone"));
    expect(press({ ring: "next" }, [phone])).toEqual(no("no-softphone"));
    expect(press({ ring: "phone" }, [sip])).toEqual(no("no-phone"));
    expect(press({ ring: "next" }, [sip])).toEqual(no("no-phone"));
    expect(press({ ring: "next" }, [sip], true)).toEqual(no("no-phone"));
    expect(press({ device: "sip", on: true }, [phone])).toEqual(no("no-such-device"));
  });
});

describe("a press where at most one may be on", () => {
  const press = (which: Press, devices: Device[], includeBoth = false): Resolution =>
    resolvePress(which, devices, "at-most-one-on", includeBoth);
  const three = [
    device("1", "pstn", false, { verified: true }),
    device("2", "pstn", true, { verified: true }),
    device("3", "sip", false, { verified: true }),
  ];

  it("turns the others off", () => {
    expect(press({ ring: "softphone" }, three)).toEqual(ok({ 1: false, 2: false, 3: true }));
    expect(press({ device: "1", on: true }, three)).toEqual(ok({ 1: true, 2: false, 3: false }));
  });

  it("goes on to the phone where none is on", () => {
    const none = three.map((one) => ({ ...one, on: false }));
    expect(press({ ring: "next" }, none)).toEqual(ok({ 1: true, 2: false, 3: false }));
  });

  it("keeps the phone that is on, rather than change to the first", () => {
    expect(press({ ring: "phone" }, three)).toEqual(ok({ 1: false, 2: true, 3: false }));
  });

  it("has no both, even where the agent includes it", () => {
    expect(press({ ring: "both" }, three, true)).toEqual(no("both-not-allowed"));
    const onSoftphone = three.map((one) => ({ ...one, on: one.id === "3" }));
    expect(press({ ring: "next" }, onSoftphone, true)).toEqual(ok({ 1: true, 2: false, 3: false }));
  });

  it("leaves none on only on purpose", () => {
    expect(press({ device: "2", on: false }, three)).toEqual(no("would-leave-none"));
    expect(press({ device: "2", on: false, noneOnPurpose: true }, three)).toEqual(
      ok({ 1: false, 2: false, 3: false }),
    );
  });

  it("does not turn an unverified one on", () => {
    const unverified = [device("1", "pstn", null, { verified: false }), device("3", "sip", true)];
    expect(press({ ring: "phone" }, unverified)).toEqual(no("unverified"));
    expect(press({ device: "1", on: true }, unverified)).toEqual(no("unverified"));
    const second = [...unverified, device("2", "pstn", false, { verified: true })];
    expect(press({ ring: "phone" }, second)).toEqual(ok({ 1: false, 2: true, 3: false }));
  });

  it("does not meddle with a device of an unknown type", () => {
    const other = device("9", "other", true);
    expect(press({ ring: "phone" }, [...three, other])).toEqual(no("other-device-on"));
    expect(press({ device: "1", on: true }, [...three, other])).toEqual(no("other-device-on"));
    expect(press({ device: "9", on: false }, [...three, other])).toEqual(no("no-such-device"));
    expect(press({ ring: "softphone" }, [...three, { ...other, on: false }])).toEqual(
      ok({ 1: false, 2: false, 3: true }),
    );
  });
});

describe("where it is not documented whether both can be on", () => {
  const press = (which: Press, devices: Device[], includeBoth = true) =>
    resolvePress(which, devices, "one-stays-on", includeBoth);
  const unsaid = [device("phone", "pstn", null), device("sip", "sip", null)];

  it("a device that is turned on takes the other one's place", () => {
    expect(press({ device: "sip", on: true }, pair(true, false))).toEqual(ok({ phone: false, sip: true }));
    expect(press({ ring: "next" }, pair(false, true))).toEqual(ok({ phone: true, sip: false }));
  });

  it("both are offered only while a read shows both", () => {
    expect(press({ ring: "both" }, pair(true, false))).toEqual(no("both-not-allowed"));
    expect(press({ ring: "both" }, unsaid)).toEqual(no("both-not-allowed"));
    expect(press({ ring: "both" }, pair(true, true))).toEqual(ok({ phone: true, sip: true }));
    expect(press({ device: "sip", on: false }, pair(true, true))).toEqual(ok({ phone: true, sip: false }));
  });

  it("the last one stays on, and one that is not said to be on can be turned on", () => {
    expect(press({ device: "phone", on: false }, pair(true, false))).toEqual(no("last-device"));
    expect(press({ device: "phone", on: true }, unsaid)).toEqual(ok({ phone: true, sip: false }));
  });
});

describe("whatever is pressed", () => {
  const pressArb: fc.Arbitrary<Press> = fc.oneof(
    fc.record({ ring: fc.constantFrom("phone", "softphone", "both", "next") }),
    fc.record(
      {
        device: fc.constantFrom("0", "1", "2", "3", "4", "none"),
        on: fc.boolean(),
        noneOnPurpose: fc.boolean(),
      },
      { requiredKeys: ["device", "on"] },
    ),
  );
  const devicesArb = fc
    .array(
      fc.record({
        kind: fc.constantFrom<Device["kind"]>("pstn", "sip", "sip", "pstn", "other"),
        on: fc.constantFrom(true, false, null),
        verified: fc.constantFrom(true, false, null),
      }),
      { maxLength: 5 },
    )
    .map((all) => all.map(({ kind, on, verified }, index) => device(String(index), kind, on, { verified })));

  /** As the rule allows them to be: at most the first of those that are on stays on. */
  function obeying(devices: Device[], constraint: Constraint): Device[] {
    const first = devices.findIndex((one) => one.on === true);
    return constraint !== "at-most-one-on"
      ? devices
      : devices.map((one, index) => (one.on === true && index !== first ? { ...one, on: false } : one));
  }

  it("the result obeys the rule, names each device that can be switched, and leaves others alone", () => {
    fc.assert(
      fc.property(
        pressArb,
        devicesArb,
        fc.constantFrom<Constraint>("at-least-one-on", "at-most-one-on", "one-stays-on"),
        fc.boolean(),
        (press, generated, constraint, includeBoth) => {
          const devices = obeying(generated, constraint);
          const found = resolvePress(press, devices, constraint, includeBoth);
          if (!found.ok) return;
          const { target } = found;
          const switchable = devices.filter(({ kind }) => kind !== "other").map(({ id }) => id);
          expect(Object.keys(target).sort()).toEqual(switchable.sort());

          const on = applyAssignment(devices, target).filter((one) => one.on === true);
          const targetOn = Object.values(target).filter(Boolean).length;
          if (constraint !== "at-most-one-on") expect(targetOn).toBeGreaterThanOrEqual(1);
          if (constraint === "at-most-one-on") expect(on.length).toBeLessThanOrEqual(1);
          if ("ring" in press) expect(targetOn).toBeGreaterThanOrEqual(1);
          else expect(target[press.device]).toBe(press.on);
          if ("device" in press && targetOn === 0) expect(press.noneOnPurpose).toBe(true);
          for (const one of devices) {
            const turnedOn = target[one.id] === true && one.on !== true;
            if (turnedOn) expect(one.verified).not.toBe(false);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("a place to ring is where the devices then ring", () => {
    fc.assert(
      fc.property(fc.constantFrom<Ring>("phone", "softphone", "both"), devicesArb, (ring, devices) => {
        const found = resolvePress({ ring }, devices, "at-least-one-on", false);
        if (found.ok) expect(ringOf(applyAssignment(devices, found.target))).toBe(ring);
      }),
    );
  });
});

describe("what is under way", () => {
  it("assumes only what a target names", () => {
    const devices = [...pair(true, false), device("9", "other", true)];
    expect(applyAssignment(devices, null)).toBe(devices);
    expect(applyAssignment(devices, { phone: false, sip: true }).map(({ on }) => on)).toEqual([
      false,
      true,
      true,
    ]);
    expect(applyAssignment(devices, { sip: true }).map(({ on }) => on)).toEqual([true, true, true]);
  });

  it("takes an unverified device as off, and leaves out what cannot be switched", () => {
    expect(
      assignmentOf([device("1", "pstn", null), device("2", "sip", true), device("9", "other", true)]),
    ).toEqual({
      1: false,
      2: true,
    });
  });

  it("intends the newest press", () => {
    const wish = { origin: "key" as const, target: { phone: false, sip: true }, askedAt: 1 };
    const journal = newJournal(wish, "integrations-core", { phone: true, sip: false });
    const waiting = { origin: "popup" as const, target: { phone: true, sip: true }, askedAt: 2 };
    expect(intended(null)).toBeNull();
    expect(intended(journal)).toEqual({ phone: false, sip: true });
    const compensatesFor = "interrupted" as const;
    expect(intended({ ...journal, compensatesFor })).toEqual({ phone: true, sip: false });
    expect(intended({ ...journal, waiting })).toEqual({ phone: true, sip: true });
  });
});
