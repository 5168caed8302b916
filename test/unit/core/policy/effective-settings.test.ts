import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changesLocked,
  chosenSettings,
  effectiveSettings,
  withChoice,
} from "../../../../src/core/policy/effective-settings.ts";
import { lockedSettings } from "../../../../src/core/policy/locked-settings.ts";
import type { Policy } from "../../../../src/core/policy/policy.ts";
import { keyOfSetting, SETTING_NAMES } from "../../../../src/core/policy/setting-keys.ts";
import { asSettings, DEFAULT_SETTINGS, type Settings } from "../../../../src/core/settings.ts";

const held = (policy: Policy | null, chosen: Partial<Settings>) => effectiveSettings(policy, chosen);

/** Settings as agents and administrators choose them. */
const some = fc
  .record(
    {
      includeBoth: fc.boolean(),
      lastSeenLimitMinutes: fc.constantFrom(null, 5, 20),
      fastestSeconds: fc.constantFrom(30, 60, 600),
      slowestMinutes: fc.constantFrom(1, 10, 60),
      country: fc.constantFrom("IN", "ID"),
      workingHours: fc.boolean(),
      workingFrom: fc.constantFrom("08:00", "10:30"),
      outsideHours: fc.constantFrom("phone", "softphone", "as-before"),
      keepsHistory: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map((settings) => settings as Partial<Settings>);
const policies = fc.tuple(some, fc.subarray([...SETTING_NAMES])).map(
  ([given, locked]): Policy => ({
    ...Object.fromEntries(
      Object.entries(given).map(([name, value]) => [keyOfSetting(name as keyof Settings), value ?? 0]),
    ),
    LockedSettings: locked.map(keyOfSetting),
  }),
);

describe("the settings that hold", () => {
  it("are the agent's, where no policy says anything", () => {
    fc.assert(
      fc.property(some, (chosen) => {
        expect(held(null, chosen)).toEqual(asSettings({ ...DEFAULT_SETTINGS, ...chosen }));
      }),
    );
  });

  it("come from the policy where they are locked or the agent chose nothing, and always are possible ones", () => {
    fc.assert(
      fc.property(policies, some, (policy, chosen) => {
        const settings = held(policy, chosen);
        expect(asSettings(settings)).toEqual(settings);
        const locked = lockedSettings(policy);
        for (const name of SETTING_NAMES) {
          // It is never shorter than the shortest time.
          if (name === "slowestMinutes") continue;
          const given = policy[keyOfSetting(name)];
          const own = name in chosen && !(locked.includes(name) && given !== undefined);
          const theirs = name === "lastSeenLimitMinutes" && given === 0 ? null : given;
          const wanted = own
            ? chosen[name]
            : given === undefined
              ? (chosen[name] ?? DEFAULT_SETTINGS[name])
              : theirs;
          expect([name, settings[name]]).toEqual([name, wanted]);
        }
      }),
    );
  });

  it("are the agent's own again once the policy goes, whatever it was", () => {
    fc.assert(
      fc.property(policies, some, some, (policy, before, wanted) => {
        const stored = { policy, settings: held(policy, before), chosenSettings: before };
        const after = withChoice(stored, wanted);
        const lifted = held(null, chosenSettings(after));
        const names = [...Object.keys(before), ...Object.keys(wanted)] as (keyof Settings)[];
        for (const name of names.filter((one) => one !== "slowestMinutes"))
          expect(lifted[name]).toEqual(name in wanted ? wanted[name] : before[name]);
      }),
    );
  });
});

it("names may be written as a setting's or a policy's, and unknown ones say nothing", () => {
  expect(
    lockedSettings({ LockedSettings: ["IncludeBoth", "keepsHistory", "Nothing", "PLAYSSOUND", 3] }),
  ).toEqual(["includeBoth", "playsSound", "keepsHistory"]);
  for (const LockedSettings of [undefined, "IncludeBoth", {}])
    expect(lockedSettings({ LockedSettings })).toEqual([]);
});

it("a locked setting without a value stays as the agent chose it, and cannot be changed", () => {
  const policy = { LockedSettings: ["IncludeBoth"] };
  const settings = held(policy, { includeBoth: true });
  expect(settings.includeBoth).toBe(true);
  const stored = { policy, settings, chosenSettings: null };
  expect(changesLocked(stored, { includeBoth: false })).toBe(true);
  // A form sends what is as it was, too.
  expect(changesLocked(stored, { includeBoth: true, playsSound: true })).toBe(false);
  const both = { ...stored, policy: { LockedSettings: ["IncludeBoth", "PlaysSound"] } };
  expect(changesLocked(both, { includeBoth: true, playsSound: true })).toBe(true);
});

it("0 stands for no limit in a policy, and elsewhere for a number out of bounds", () => {
  const settings = held({ LastSeenLimitMinutes: 0, DroppedReads: 0 }, {});
  expect([settings.lastSeenLimitMinutes, settings.droppedReads]).toEqual([null, 1]);
});

it("what an older version stored was chosen where it is no default", () => {
  const settings = asSettings({ ...DEFAULT_SETTINGS, includeBoth: true });
  expect(chosenSettings({ settings, chosenSettings: null })).toEqual({ includeBoth: true });
  expect(
    held({ IncludeBoth: false, PlaysSound: true }, chosenSettings({ settings, chosenSettings: null })),
  ).toEqual({
    ...settings,
    playsSound: true,
  });
});
