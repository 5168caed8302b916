import { describe, expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import { areSound } from "../../../src/store/credentials-schema.ts";
import { ITEMS, type Items, keysOf, toStore, VERSION } from "../../../src/store/items.ts";
import { load } from "../../../src/store/load.ts";
import { itemsOf, STORED_VERSIONS, storedAt } from "../../fixtures/stored-versions.ts";

const NOW = 1_800_000_000_000;
const PROFILES = STORED_VERSIONS.flatMap((version) =>
  storedAt(version, NOW).map((profile) => ({ version: version.version, ...profile })),
);

/** What is there once the background has written back what was not stored like that. */
function stored(changed: Partial<Items>, profile: (typeof PROFILES)[number]) {
  return {
    local: { ...profile.local, ...toStore("local", changed) },
    session: { ...profile.session, ...toStore("session", changed) },
  };
}

it("this version has frozen what it stores, as every one before it, and so has the present shape", () => {
  // A new version's fixture is added with the release: what browsers hold from then on.
  expect(STORED_VERSIONS.map(({ version }) => version)).toContain(manifest.version);
  expect(PROFILES.map(({ local }) => (local as { version?: number }).version)).toContain(VERSION);
  expect(new Set(STORED_VERSIONS.map(({ version }) => version)).size).toBe(STORED_VERSIONS.length);
});

describe.each(PROFILES)("what $version has stored: $name", (profile) => {
  const { local, session } = profile;

  it("is taken up whole", () => {
    const taken = load({ local, session }, NOW);
    expect(taken.items).toMatchObject(itemsOf(profile));
    if (local.version === VERSION) expect(taken.changed).toEqual({});
  });

  it("is in the present shape once it has been taken up, and is left as it is from then on", () => {
    const { items, changed } = load({ local, session }, NOW);
    expect(load(stored(changed, profile), NOW)).toEqual({ items, changed: {} });
  });

  it("is taken up after an update too, which leaves nothing in memory", () => {
    const taken = load({ local, session: {} }, NOW);
    expect(taken.items).toMatchObject(itemsOf({ ...profile, session: {} }));
  });

  it("holds credentials that still count", () => {
    expect(areSound(local["vault.credentials"])).toBe(true);
  });

  it("is no default, in which a loss would not show", () => {
    for (const key of keysOf("local")) expect(local[key], key).not.toEqual(ITEMS[key].default);
    if (local.version !== VERSION) return;
    // The present shape's own fixture has every item that there is.
    expect(Object.keys(local).sort()).toEqual([...keysOf("local"), "version", "vault.credentials"].sort());
    expect(Object.keys(session).sort()).toEqual([...keysOf("session"), "version"].sort());
  });
});

it.each(PROFILES)("a field that $version ($name) lacks is a loss that is seen", ({ local, session }) => {
  const { period: _period, ...status } = session.status as Record<string, unknown>;
  const taken = load({ local, session: { ...session, status } }, NOW);
  expect(taken.items.status).toEqual(ITEMS.status.default);
  expect(taken.changed).toHaveProperty("status");
});

it.each(PROFILES)(
  "each field of what is stored in the present shape ($version, $name) must be there",
  (profile) => {
    const present = stored(load(profile, NOW).changed, profile);
    for (const [area, key] of [
      ["local", "journal"],
      ["local", "waits"],
      ["session", "status"],
    ] as const) {
      for (const field of Object.keys(present[area][key] as object)) {
        const { [field]: _left, ...rest } = present[area][key] as Record<string, unknown>;
        const { items } = load({ ...present, [area]: { ...present[area], [key]: rest } }, NOW);
        expect(items[key], field).toEqual(ITEMS[key].default);
      }
    }
  },
);

const THREE_DAYS = 3 * 86_400_000;

it.each([
  ["a read that is planned for days ahead", "status", () => ({ nextReadAt: NOW + THREE_DAYS })],
  ["a period of less than a second", "status", () => ({ period: 999 })],
  ["a period of days", "status", () => ({ period: THREE_DAYS })],
  ["evidence that counts for a week", "status", () => ({ countsFor: 7 * 86_400_000 })],
  ["a wait of days for reads", "waits", () => ({ readUntil: NOW + THREE_DAYS })],
  ["a wait of days for writes", "waits", () => ({ writeUntil: NOW + THREE_DAYS })],
  [
    "what was read of another user",
    "status",
    ({ reading }) => ({ reading: { ...reading, userId: "agent_002" } }),
  ],
  [
    "what another API has answered",
    "status",
    ({ reading }) => ({ reading: { ...reading, api: "usermapping" } }),
  ],
  ["a switch by another API", "journal", () => ({ api: "usermapping" })],
] as const satisfies [string, keyof Items, (status: Items["status"]) => object][])(
  "%s is not taken up",
  (_what, key, damage) => {
    const [sound] = PROFILES.filter(({ local: { version } }) => version === VERSION);
    const { items } = load(sound as (typeof PROFILES)[number], NOW);
    const damaged = { ...items, [key]: { ...items[key], ...damage(items.status) } };
    const [local, session] = [toStore("local", damaged), toStore("session", damaged)];
    const taken = load({ local: local ?? {}, session: session ?? {} }, NOW);
    expect(taken.items).toEqual({ ...items, [key]: ITEMS[key].default });
    expect(taken.changed).toEqual({ [key]: ITEMS[key].default });
  },
);
