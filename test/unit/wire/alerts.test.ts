import { beforeEach, expect, it } from "vitest";
import type { AlertButton, AlertKind } from "../../../src/core/alerts/alert.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { OPEN_TAB } from "../world.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** Which notification follows what Exotel answers, and which setting turns it off. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const SOFTPHONE = { phone: false, sip: true };

let world: WireWorld;

/** Signed in with the softphone alone on, which is registered. */
beforeEach(async () => {
  world = await signedInWireWorld("integrations-core");
  world.wire.store.setIntegrations(SOFTPHONE);
  await read();
  expect(world.badge.text).toBe("SIP");
});

async function read(): Promise<void> {
  await world.pass(1_000);
  await world.ask({ type: "refresh" });
  await world.settle();
}

async function drop(): Promise<void> {
  world.wire.store.dropSoftphone();
  await read();
  await read();
  expect(world.badge.text).toBe("!!");
}

const log = () => world.notifications.log.map(({ do: done, kind }) => `${done} ${kind}`);

interface Kind {
  setting: keyof Settings;
  kind: AlertKind;
  says: string;
  buttons: readonly AlertButton["do"][];
  /** What else is turned on. */
  needs?: Partial<Settings>;
  provoke: () => Promise<unknown>;
}

/** What the agent is told of, each by itself. */
const KINDS: readonly Kind[] = [
  {
    setting: "tellsUnreached",
    kind: "reach",
    says: "You would miss a call now: Calls will not reach you.",
    buttons: ["ring-phone", "later"],
    provoke: drop,
  },
  {
    setting: "tellsMuted",
    kind: "muted",
    says: "Your softphone is muted: ",
    buttons: ["unmute", "later"],
    async provoke() {
      world.tabs.set(1, { ...OPEN_TAB, isMuted: true });
      await world.ask({ type: "watch-tab", tab: 1, address: "https://softphone.example/agent" });
      expect(world.title).toContain("muted");
    },
  },
  {
    setting: "tellsRefused",
    kind: "credentials",
    says: "Hookswitch cannot see your devices: ",
    buttons: ["later"],
    async provoke() {
      world.wire.store.setCredentialsRevoked("integrations", true);
      await read();
      expect(world.badge.text).toBe("KEY");
    },
  },
  {
    setting: "tellsTokenEnd",
    kind: "token",
    says: "Your app token ends soon: Your app token ends in 10 days, or sooner.",
    buttons: ["later"],
    async provoke() {
      world.sleep(80 * DAY + MINUTE);
      await read();
    },
  },
  {
    setting: "tellsFailedSwitch",
    kind: "switch",
    says: "A switch may have failed: ",
    buttons: ["later"],
    async provoke() {
      world.wire.faults.always({ kind: "status", status: 400 }, { method: "PUT" });
      await forAWhile();
      expect(world.notice).not.toBeNull();
    },
  },
  {
    setting: "tellsRuleSwitch",
    kind: "rule",
    says: "A rule has set where calls ring: The time that you chose is over.",
    buttons: [],
    needs: { ringsWhileLocked: true },
    async provoke() {
      await forAWhile();
      expect(world.badge.text).toBe("TEL");
      await world.pass(31 * MINUTE);
      expect(world.badge.text).toBe("SIP");
    },
  },
];

async function forAWhile(): Promise<void> {
  await world.ask({ type: "for-a-while", press: { ring: "phone" }, until: world.now + 30 * MINUTE });
  await world.untilSwitched();
}

it.each(KINDS)("$says is told, but not while $setting is off", async (one) => {
  const { setting, kind, says, buttons, needs, provoke } = one;
  await world.choose({ ...needs, [setting]: false });
  await provoke();
  await read();
  expect(log()).toEqual([]);
  await world.choose({ [setting]: true });
  expect(world.notifications.words(kind) ?? "nothing").toContain(says);
  expect(world.notifications.buttons(kind)).toEqual(buttons);
  expect(log()).toEqual([`show ${kind}`]);
});
