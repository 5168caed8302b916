import { describe, expect, it } from "vitest";
import { expectShown, type ShownState } from "./expect-shown.ts";
import { newWireWorld, signedInWireWorld, type WireWorld } from "./wire-world.ts";

const MINUTE = 60_000;

/** Changes something in every answer about the agent's devices. */
function rewrite(
  { wire }: WireWorld,
  change: (devices: { phone: { number?: unknown }; sip: { last_seen?: string } }) => void,
): void {
  wire.faults.always({
    kind: "transform",
    transform: (json) => {
      const answer = structuredClone(json) as { data: { devices: Parameters<typeof change>[0] } };
      change(answer.data.devices);
      return answer;
    },
  });
}

/** Leaves the phone's number out, in one of the ways in which it can be missing. */
function giveNumber(world: WireWorld, number: string | null | undefined): void {
  rewrite(world, ({ phone }) => {
    phone.number = number;
  });
}

/** Says that the softphone was last seen `minutes` ago, or at the moment (ms) set afterwards. */
function lastSeen(world: WireWorld, minutes: number): { at: number } {
  const seen = { at: world.now - minutes * MINUTE };
  rewrite(world, ({ sip }) => {
    sip.last_seen = new Date(seen.at).toISOString();
  });
  return seen;
}

interface Row extends ShownState {
  readonly name: string;
  readonly arrange: (world: WireWorld) => void;
}

const BOTH = ["PSTN phone: on", "SIP softphone: on"];
const SOFTPHONE_ONLY = ["PSTN phone: off", "SIP softphone: on, locked"];
const PHONE_ONLY = ["PSTN phone: on, locked", "SIP softphone: off"];

const ROWS: readonly Row[] = [
  {
    name: "both on, the softphone registered",
    arrange: () => undefined,
    text: "SIP",
    colour: "green",
    says: [/your phone and your softphone/],
    switches: BOTH,
  },
  {
    name: "only the softphone on, registered",
    arrange: ({ wire }) => wire.store.setIntegrations({ phone: false }),
    text: "SIP",
    colour: "green",
    says: [/your softphone only/],
    switches: SOFTPHONE_ONLY,
  },
  {
    name: "only the phone on",
    arrange: ({ wire }) => wire.store.setIntegrations({ sip: false }),
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: PHONE_ONLY,
  },
  {
    name: "both on, the softphone not registered",
    arrange: ({ wire }) => wire.store.dropSoftphone(),
    text: "!",
    colour: "amber",
    says: [/your phone only/, /not registered/],
    switches: BOTH,
  },
  {
    name: "only the softphone on, not registered",
    arrange: ({ wire }) => {
      wire.store.setIntegrations({ phone: false });
      wire.store.dropSoftphone();
    },
    text: "!!",
    colour: "red",
    says: [/not reach you/, /not registered/],
    switches: SOFTPHONE_ONLY,
  },
  {
    name: "no device on",
    arrange: ({ wire }) => wire.store.setIntegrations({ phone: false, sip: false }),
    text: "!!",
    colour: "red",
    says: [/not reach you/],
    switches: ["PSTN phone: off", "SIP softphone: off"],
  },
  {
    name: "both on, the registration not reported",
    arrange: ({ wire }) => {
      wire.store.softphone().reported = false;
    },
    text: "S?",
    colour: "blue",
    says: [/your phone and your softphone/, /does not say/],
    switches: BOTH,
  },
  {
    name: "only the softphone on, last seen eleven minutes ago",
    arrange: (world) => {
      world.wire.store.setIntegrations({ phone: false });
      lastSeen(world, 11);
    },
    text: "S?",
    colour: "blue",
    says: [/Calls go to your softphone/, /last seen over 10 minutes ago/],
    switches: SOFTPHONE_ONLY,
  },
  {
    name: "both on, last seen nine minutes ago",
    arrange: (world) => void lastSeen(world, 9),
    text: "SIP",
    colour: "green",
    says: [/your phone and your softphone/],
    switches: BOTH,
  },
  ...[null, "", undefined].map((number) => ({
    name: `only the phone on, its number ${JSON.stringify(number) ?? "absent"}`,
    arrange: (world: WireWorld) => {
      world.wire.store.setIntegrations({ sip: false });
      giveNumber(world, number);
    },
    text: "?",
    colour: "grey" as const,
    says: [/Not known: Exotel gives no number for your phone/],
    switches: PHONE_ONLY,
  })),
  {
    name: "both on, the phone without a number, the softphone not registered",
    arrange: (world) => {
      world.wire.store.dropSoftphone();
      giveNumber(world, null);
    },
    text: "?",
    colour: "grey",
    says: [/Not known: Exotel gives no number for your phone/],
    switches: BOTH,
  },
  {
    name: "both on, the phone without a number, the softphone registered",
    arrange: (world) => giveNumber(world, null),
    text: "SIP",
    colour: "green",
    says: [/Calls ring on your softphone(?! only)/],
    switches: BOTH,
  },
];

describe("badge, tooltip and popup agree:", () => {
  it.each(ROWS.map((row) => [row.name, row.text, row] as const))("%s: %s", async (_name, _text, row) => {
    const world = await signedInWireWorld("integrations-core");
    row.arrange(world);
    await world.popup.press("Check now");
    expectShown(world, row);
  });

  it("not set up: no text", async () => {
    const world = newWireWorld("integrations-core");
    await world.pass(50);
    expect([world.badge.text, world.title]).toEqual(["", expect.stringContaining("not set up")]);
    expect(world.popup.view().sentence).toContain("not set up");
  });

  it("credentials refused: KEY", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.expireToken();
    await world.popup.press("Check now");
    const { sentence, alerts, switches } = world.popup.view();
    expect(world.badge).toEqual({ text: "KEY", colour: "amber" });
    for (const said of [world.title, sentence])
      expect(said).toMatch(/Not known: your app token has ended or is wrong/);
    expect(alerts).toContain("Enter the new one");
    expect(switches).toEqual(["PSTN phone: on, locked", "SIP softphone: on, locked"]);
  });

  it("before the first answer after a start of the browser: …", async () => {
    const world = await signedInWireWorld("integrations-core");
    const hold = world.wire.faults.hold("before");
    world.restart();
    await world.pass(50);
    expect([world.badge, world.title]).toEqual([
      { text: "…", colour: "grey" },
      expect.stringContaining("Checking your devices"),
    ]);
    const { sentence, switches } = world.popup.view();
    expect([sentence, switches]).toEqual([expect.stringMatching(/^Checking your devices/), []]);
    hold.release();
    await world.until("an answer", () => world.badge.text === "SIP");
    expect(world.popup.view().switches).toEqual(BOTH);
  });

  it("offline: ?, with what was read before as a memory, and back with the network", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.online = false;
    await world.pass(20_000);
    await world.popup.press("Check now");
    const { sentence, alerts, text, switches } = world.popup.view();
    expect(world.badge).toEqual({ text: "?", colour: "grey" });
    for (const said of [world.title, sentence])
      expect(said).toMatch(/Not known: this computer has no internet/);
    expect(alerts).toContain("Check your internet connection");
    // As a memory of a certain age, and as no switch that looks as if it could be pressed.
    expect(text.match(/Last check (\d+ s ago|just now)/g)).toHaveLength(1);
    expect(switches).toEqual(["PSTN phone: on, locked", "SIP softphone: on, locked"]);
    world.online = true;
    await world.popup.press("Check now");
    expect([world.badge.text, world.popup.view().alerts]).toEqual(["SIP", ""]);
  });
});

it("a softphone that is overdue by its own rhythm is doubted, though it was seen within ten minutes", async () => {
  const world = await signedInWireWorld("integrations-core");
  const seen = lastSeen(world, 34);
  await world.popup.press("Check now");
  // Seven times, it is seen four minutes after the last time; now it was seen six minutes ago.
  for (let times = 0; times < 7; times += 1) {
    await world.pass(1_000);
    seen.at += 4 * MINUTE;
    await world.popup.press("Check now");
    expect(world.items.status.reading?.devices.map(({ lastSeenAt }) => lastSeenAt)).toContain(seen.at);
  }
  const said = "The softphone is usually seen every 4 min, but was last seen over 5 min ago.";
  expect(world.badge.text).toBe("S?");
  expect(world.title).toContain(said);
  expect(world.popup.view().sentence).toContain(said);
});

it("the doubt about when the softphone was last seen can be turned off, and made another one", async () => {
  const world = await signedInWireWorld("integrations-core");
  lastSeen(world, 600);
  await world.popup.press("Check now");
  expect(world.badge.text).toBe("S?");
  for (const [lastSeenLimitMinutes, text] of [
    [null, "SIP"],
    [10, "S?"],
    [240, "S?"],
  ] as const) {
    await world.choose({ lastSeenLimitMinutes });
    expect(world.badge.text).toBe(text);
  }
  expect(world.title).toContain("240 minutes");
});
