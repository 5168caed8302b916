import { describe, expect, it } from "vitest";
import manifest from "../../manifest.json" with { type: "json" };
import { asItems, ITEMS, keysOf } from "../../src/store/items.ts";
import { areSound, soundItems } from "../../src/store/sound-items.ts";
import { itemsOf, STORED_VERSIONS, storedAt } from "../fixtures/stored-versions.ts";

/** What no version had yet when its fixture was frozen; the next one's has it. */
const NEWER = ["lastOn"];
const NOW = 1_800_000_000_000;
const PROFILES = STORED_VERSIONS.flatMap((version) =>
  storedAt(version, NOW).map((profile) => ({ version: version.version, ...profile })),
);

it("this version has frozen what it stores, as every one before it", () => {
  // A new version's fixture is added with the release: what browsers hold from then on.
  expect(STORED_VERSIONS.map(({ version }) => version)).toContain(manifest.version);
  expect(new Set(STORED_VERSIONS.map(({ version }) => version)).size).toBe(STORED_VERSIONS.length);
});

describe.each(PROFILES)("what $version has stored: $name", (profile) => {
  const { local, session, version } = profile;

  it("is taken up whole", () => {
    const taken = soundItems(asItems({ ...local, ...session }), NOW);
    expect(taken.mended).toEqual({});
    expect(taken.items).toMatchObject(itemsOf(profile));
  });

  it("is taken up after an update too, which leaves nothing in memory", () => {
    const taken = soundItems(asItems(local), NOW);
    expect(taken.mended).toEqual({});
    expect(taken.items).toMatchObject(itemsOf({ ...profile, session: {} }));
  });

  it("holds credentials that still count", () => {
    expect(areSound(local["vault.credentials"])).toBe(true);
  });

  it("is no default, in which a loss would not show", () => {
    for (const key of keysOf("local")) expect(local[key], key).not.toEqual(ITEMS[key].fallback);
    if (version !== manifest.version) return;
    // The present version's own fixture has every item that there was.
    expect([...Object.keys(local), ...NEWER].sort()).toEqual(
      [...keysOf("local"), "vault.credentials"].sort(),
    );
    expect(Object.keys(session).sort()).toEqual([...keysOf("session")].sort());
  });
});

it.each(PROFILES)("a field that $version ($name) lacks is a loss that is seen", ({ local, session }) => {
  const { period: _period, ...status } = session.status as Record<string, unknown>;
  expect(soundItems(asItems({ ...local, status }), NOW).mended).toHaveProperty("status");
});
