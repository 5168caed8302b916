import { expect, it } from "vitest";
import type { Account } from "../../../src/core/account.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { atServer, devicesOn } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { STORED_VERSIONS, storedAt } from "../../fixtures/stored-versions.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** Which of the demo agent's phone and softphone are on at the server. */
function onAtServer({ api, wire }: WireWorld): unknown {
  if (api === "ccm") return devicesOn(wire);
  if (api === "integrations-core") return atServer(wire);
  const { phone, sip } = wire.store.olderUser();
  return { phone: phone?.on, sip: sip?.on };
}

/** What each API shows and has once the switch that was under way has ended. */
const ENDS = {
  "integrations-core": { badge: "TEL", on: { phone: true, sip: false } },
  usermapping: { badge: "S?", on: { phone: false, sip: true } },
  ccm: { badge: "S?", on: [DEMO.ccm.sipDeviceId] },
} as const;

const PROFILES = STORED_VERSIONS.flatMap((version) =>
  version.profiles.map(({ name, local }, index) => ({ version, index, name, of: version.version, local })),
);

it.each(PROFILES)(
  "what version $of has stored ($name) is taken up after the update, and the switch under way is finished",
  async ({ version, index, local: { account } }) => {
    const { api } = account as Account;
    const world = await signedInWireWorld(api);
    const { local } = storedAt(version, world.now)[index]!;
    const { "vault.credentials": credentials, ...items } = local;
    if (api === "ccm") world.wire.store.setCcmOn(null);
    world.die();
    world.local = new Map(Object.entries({ ...items, vault: credentials }));
    world.restart();
    await world.untilSwitched();
    const { badge, on } = ENDS[api];
    await world.until("the badge", () => world.badge.text === badge);
    expect(onAtServer(world)).toEqual(on);

    const after = Object.fromEntries(world.local);
    expect(after).toMatchObject({ account: local.account, keepSignedIn: local.keepSignedIn });
    // A choice that the version did not have yet is there with its default.
    expect(after.settings).toEqual({ ...DEFAULT_SETTINGS, ...(local.settings as object) });
    expect(after.vault).toEqual(credentials);
    const { alerts, switches } = world.popup.view();
    expect([alerts, switches.length]).toEqual(["", 2]);
  },
);
