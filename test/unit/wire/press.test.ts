import { describe, expect, it } from "vitest";
import {
  asked,
  atServer,
  devicesOn,
  deviceWrites,
  puts,
  TURNS_OFF,
  TURNS_ON,
  writes,
} from "../../emulator/at-server.ts";
import { type Fault, tooManyRequests } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import { expectOneAfterTheOther } from "./expect-one-after-the-other.ts";
import { WirePopup } from "./wire-popup.ts";
import { loginOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What a press in the popup asks of Exotel, and what is shown of it. */

const { phoneDeviceId: PHONE, sipDeviceId: SIP, threeDevicesUserId, phoneOnlyUserId } = DEMO.ccm;
const PUT = { method: "PUT" } as const;
const PHONE_ONLY = ["PSTN phone: on, locked", "SIP softphone: off"];
const SOFTPHONE_ONLY = ["PSTN phone: off", "SIP softphone: on, locked"];
const BOTH = ["PSTN phone: on", "SIP softphone: on"];
const PHONE_ON = ["PSTN phone: on", "SIP softphone: off"];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];

/** Any request takes that long, ms: two that overlap would show. */
const LATENCY = 300;

async function press(world: WireWorld, name: string): Promise<void> {
  await world.popup.press(name);
  await world.untilSwitched();
}

describe("a press on Integrations Core", () => {
  it("sends one request that names both devices, and shows what came of it", async () => {
    const world = await signedInWireWorld("integrations-core");
    expect([world.badge.text, world.popup.view().switches]).toEqual(["SIP", BOTH]);
    for (const [name, badge, where, switches] of [
      ["SIP softphone", "TEL", "your phone only", PHONE_ONLY],
      ["SIP softphone", "SIP", "your phone and your softphone", BOTH],
      ["PSTN phone", "SIP", "your softphone only", SOFTPHONE_ONLY],
    ] as const) {
      const from = world.wire.requests.length;
      await press(world, name);
      await world.pass(2_500);
      const written = JSON.stringify(atServer(world.wire));
      expect(asked(world.wire, from)).toEqual([`PUT ${written}`, "GET"]);
      expect([world.badge.text, world.title]).toEqual([badge, expect.stringContaining(where)]);
      const { sentence, alerts, ...view } = world.popup.view();
      expect([sentence, alerts, view.switches]).toEqual([expect.stringContaining(where), "", switches]);
    }
    expect(writes(world.wire)).toEqual([
      { phone: true, sip: false },
      { phone: true, sip: true },
      { phone: false, sip: true },
    ]);
  });

  it("is marked as pending until the server has answered, in every popup", async () => {
    const world = await signedInWireWorld("integrations-core");
    const hold = world.wire.faults.hold("before", PUT);
    await world.popup.click("SIP softphone");
    const second = await WirePopup.open(world);
    for (const popup of [world.popup, second]) {
      const { switches, text, sentence } = popup.view();
      expect(switches).toEqual(["PSTN phone: on, locked", "SIP softphone: off, pending"]);
      expect(text).toContain("Switching…");
      // Nothing better, and nothing else, than the evidence says.
      expect(sentence).toContain("your phone and your softphone");
    }
    expect([world.badge.text, world.title]).toEqual(["SIP", expect.stringContaining("your phone and")]);
    hold.release();
    await world.untilSwitched();
    for (const popup of [world.popup, second]) expect(popup.view().switches).toEqual(PHONE_ONLY);
    expect(world.badge.text).toBe("TEL");
  });

  it("is not sent while the server wants to be left alone", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.once(tooManyRequests({ retryAfter: 60 }), PUT);
    await press(world, "SIP softphone");
    expect(world.popup.view().alerts).toContain("too many requests");
    await press(world, "PSTN phone");
    const { alerts, switches } = world.popup.view();
    expect([alerts, switches]).toEqual([expect.stringMatching(/must wait.*Try again in \d+ s/), BOTH]);
    expect(puts(world.wire)).toHaveLength(1);
  });

  it("that is carried out and not heard of is believed once it is read", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.once({ kind: "doneButUnheard" }, PUT);
    await press(world, "SIP softphone");
    const { alerts, switches } = world.popup.view();
    expect([world.badge.text, alerts, switches]).toEqual(["TEL", "", PHONE_ONLY]);
    expect(puts(world.wire)).toHaveLength(1);
  });

  it("that the network loses is sent once more", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.once({ kind: "outage" }, PUT);
    await press(world, "SIP softphone");
    const { alerts, switches } = world.popup.view();
    expect([world.badge.text, alerts, switches]).toEqual(["TEL", "", PHONE_ONLY]);
    expect(writes(world.wire)).toEqual(Array(2).fill({ phone: true, sip: false }));
  });

  it.each<Fault>([{ kind: "outage" }, { kind: "status", status: 500 }])(
    "of which nothing is heard leaves the verdict open until the next good read ($kind)",
    async (unread) => {
      const world = await signedInWireWorld("integrations-core");
      world.wire.faults.once({ kind: "doneButUnheard" }, PUT);
      const outage = world.wire.faults.always(unread, { method: "GET" });
      await world.popup.press("SIP softphone");
      await world.until("doubt", () => world.badge.text === "?");
      const inDoubt = world.popup.view();
      expect(inDoubt.sentence).toContain("Not known: Exotel did not answer your last switch");
      expect(inDoubt.alerts).toContain("Hookswitch does not know if the switch worked");
      outage.remove();
      const again = await WirePopup.open(world);
      await world.untilSwitched();
      const { alerts, switches } = again.view();
      expect([world.badge.text, alerts, switches]).toEqual(["TEL", "", PHONE_ONLY]);
      expect(puts(world.wire)).toHaveLength(1);
    },
  );

  it("while nothing is known any more sends nothing, and says why", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.online = false;
    await world.popup.press("Check now");
    expect(world.badge.text).toBe("?");
    world.online = true;
    const from = world.wire.requests.length;
    await world.popup.press("SIP softphone");
    const { alerts, switches, sentence } = world.popup.view();
    expect(alerts).toContain("does not know your devices now");
    expect(switches).toEqual(["PSTN phone: on, locked", "SIP softphone: on, locked"]);
    expect(sentence).toContain("Not known");
    expect(asked(world.wire, from)).toEqual([]);
  });

  it("gives way to a change elsewhere that crosses it, and tells of it", async () => {
    const world = await signedInWireWorld("integrations-core");
    const hold = world.wire.faults.hold("after", PUT);
    await world.popup.click("PSTN phone");
    world.wire.store.setIntegrations({ phone: true, sip: false });
    hold.release();
    await world.untilSwitched();
    const { alerts, switches } = world.popup.view();
    expect([world.badge.text, switches]).toEqual(["TEL", PHONE_ONLY]);
    expect(alerts).toContain("changed elsewhere");
    expect(puts(world.wire)).toHaveLength(1);
  });
});

describe.each([
  { api: "integrations-core", from: BOTH, badge: "SIP", match: PUT, wrote: { phone: true, sip: false } },
  { api: "ccm", from: PHONE_ON, badge: "TEL", match: TURNS_OFF, wrote: { available: false } },
] as const)("a press that Exotel refuses ($api)", ({ api, from, badge, match, wrote }) => {
  const refusals: { name: string; fault: Fault; says: RegExp }[] = [
    { name: "400", fault: { kind: "status", status: 400 }, says: /Not switched.*not accept/ },
    {
      name: "403",
      fault: { kind: "status", status: 403 },
      says: /Not switched.*(not allow|may not do this).*administrator/,
    },
    {
      name: "500",
      fault: { kind: "status", status: 500 },
      says: /Not switched.*had an error \(500\).*Nothing changed/,
    },
    { name: "429", fault: tooManyRequests({ retryAfter: 60 }), says: /Not switched.*too many requests/ },
  ];
  it.each(refusals)("with $name is put back, and says why", async ({ fault, says }) => {
    const world = await signedInWireWorld(api);
    world.wire.faults.once(fault, match);
    await press(world, "SIP softphone");
    const { alerts, switches } = world.popup.view();
    expect([alerts, switches]).toEqual([expect.stringMatching(says), from]);
    expect(world.badge.text).toBe(badge);
    expect(writes(world.wire)).toEqual([wrote]);
    await world.popup.press("Dismiss");
    expect(world.popup.view().alerts).toBe("");
  });
});

describe("a press on CCM", () => {
  it("is two writes, off first, each waited for, and one read that confirms them", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.faults.always({ kind: "delay", ms: LATENCY });
    for (const [name, off, on, after, text, says] of [
      ["SIP softphone", PHONE, SIP, SIP_ON, "S?", "your softphone"],
      ["PSTN phone", SIP, PHONE, PHONE_ON, "TEL", "your phone only"],
    ] as const) {
      const from = world.wire.requests.length;
      const was = world.badge.text;
      const seen = world.badgesFromNow();
      await press(world, name);
      await world.pass(2_500);
      expect(asked(world.wire, from)).toEqual(['PUT {"available":false}', 'PUT {"available":true}', "GET"]);
      expect(deviceWrites(world.wire, from)).toEqual([
        [off, false],
        [on, true],
      ]);
      expectOneAfterTheOther(world.wire.requests.slice(from));
      expect(devicesOn(world.wire)).toEqual([on]);
      expect([world.badge.text, world.title]).toEqual([text, expect.stringContaining(says)]);
      const { sentence, alerts, switches } = world.popup.view();
      expect([sentence, alerts, switches]).toEqual([expect.stringContaining(says), "", after]);
      // What it shows on the way is true as well: for a moment no device is on.
      expect(seen()).toEqual([was, "!!", text]);
    }
  });

  it("is of the device that is meant where its ID has more digits than a number keeps", async () => {
    const world = await signedInWireWorld("ccm");
    const [phone, softphone] = ["12345678901234567890", "98765432109876543211"];
    for (const device of world.wire.store.ccmUser().devices) {
      device.id = BigInt(device.type === "tel" ? phone : softphone);
    }
    await world.popup.press("Check now");
    for (const [name, off, on, after] of [
      ["SIP softphone", phone, softphone, SIP_ON],
      ["PSTN phone", softphone, phone, PHONE_ON],
    ] as const) {
      const from = puts(world.wire).length;
      await press(world, name);
      const sent = puts(world.wire).slice(from);
      expect(sent.map(({ path, status }) => [path.split("/").at(-1), status])).toEqual([
        [off, 200],
        [on, 200],
      ]);
      expect(devicesOn(world.wire)).toEqual([BigInt(on)]);
      const { alerts, switches } = world.popup.view();
      expect([alerts, switches]).toEqual(["", after]);
    }
  });

  it("is marked as pending, and shows !! while no device is on", async () => {
    const world = await signedInWireWorld("ccm");
    const off = world.wire.faults.hold("before", TURNS_OFF);
    const on = world.wire.faults.hold("before", TURNS_ON);
    await world.popup.click("SIP softphone");
    expect(world.popup.view()).toMatchObject({
      switches: ["PSTN phone: off, pending", "SIP softphone: on, pending"],
      sentence: expect.stringContaining("your phone only"),
    });
    expect(world.badge.text).toBe("TEL");
    off.release();
    await world.settle();
    expect(world.popup.view()).toMatchObject({
      switches: ["PSTN phone: off", "SIP softphone: on, pending"],
      sentence: expect.stringContaining("not reach you"),
    });
    expect([world.badge.text, world.title]).toEqual(["!!", expect.stringContaining("not reach you")]);
    expect(devicesOn(world.wire)).toEqual([]);
    on.release();
    await world.untilSwitched();
    expect(world.popup.view().switches).toEqual(SIP_ON);
    expect([world.badge.text, world.title]).toEqual(["S?", expect.stringContaining("your softphone")]);
  });

  it("of one of three devices turns off the one that is on and no other", async () => {
    const world = await signedInWireWorld("ccm", loginOf("ccm", threeDevicesUserId));
    for (const name of ["PSTN phone – Mobile", "SIP softphone – Softphone", "PSTN phone – Desk phone"]) {
      await press(world, name);
      const on = world.popup.view().switches.filter((text) => text.includes(": on"));
      expect(on).toEqual([`${name}: on`]);
    }
    expect(deviceWrites(world.wire)).toEqual([
      [100311, false],
      [100310, true],
      [100310, false],
      [100312, true],
      [100312, false],
      [100311, true],
    ]);
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([100311]);
    expect(world.badge.text).toBe("TEL");
  });

  it("while no device is on is one write and one read", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.store.setCcmOn(null);
    await world.popup.press("Check now");
    expect(world.badge.text).toBe("!!");
    const from = world.wire.requests.length;
    await press(world, "PSTN phone");
    expect(world.badge.text).toBe("TEL");
    expect(asked(world.wire, from)).toEqual(['PUT {"available":true}', "GET"]);
  });

  it("is still made where somebody has turned the device off meanwhile", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.store.setCcmOn(null);
    await press(world, "SIP softphone");
    expect(world.badge.text).toBe("S?");
    expect(devicesOn(world.wire)).toEqual([SIP]);
  });
});

it("what is known of the devices stands with their switches", async () => {
  const world = await signedInWireWorld("integrations-core");
  const { phoneNumber, sipUsername } = DEMO.integrations;
  expect(world.popup.description("PSTN phone")).toContain(phoneNumber);
  const ofSoftphone = world.popup.description("SIP softphone");
  for (const text of [sipUsername, "Registered", /seen (just now|\d+ s ago)/])
    expect(ofSoftphone).toMatch(text);
});

describe("a press during a call", () => {
  it("concerns the next call, which every switch says", async () => {
    const next = "You can switch now. It counts from the next call.";
    const world = await signedInWireWorld("ccm");
    world.wire.store.ccmDevice(PHONE).status = "busy";
    await world.popup.press("Check now");
    expect(world.popup.view()).toMatchObject({
      text: expect.stringContaining("Verified On a call"),
      sentence: expect.stringMatching(/You are on a call.*your phone only/),
    });
    for (const name of ["PSTN phone", "SIP softphone"]) expect(world.popup.description(name)).toContain(next);
    await press(world, "SIP softphone");
    expect([world.badge.text, world.title]).toEqual(["S?", expect.stringContaining("your softphone")]);
    // The call goes on where it is.
    expect(world.popup.view()).toMatchObject({ switches: SIP_ON, text: expect.stringContaining(next) });
    world.wire.store.ccmDevice(PHONE).status = "free";
    await world.popup.press("Check now");
    const { text } = world.popup.view();
    expect(text).not.toContain(next);
    expect(text.match(/Verified Free/g)).toHaveLength(2);
  });
});

describe("the last device on Integrations Core", () => {
  it("cannot be turned off, and says why", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.store.setIntegrations({ sip: false });
    await world.popup.press("Check now");
    expect(world.popup.view().switches).toEqual(PHONE_ONLY);
    expect(world.popup.description("PSTN phone")).toContain("One device must stay on");
    await press(world, "PSTN phone");
    const { alerts, switches } = world.popup.view();
    expect(alerts).toContain("At least one device must stay on. Turn the other one on first.");
    expect([switches, puts(world.wire)]).toEqual([PHONE_ONLY, []]);
  });

  it.each([
    { userId: DEMO.integrations.phoneOnlyUserId, only: "PSTN phone", badge: "TEL", where: "your phone only" },
    {
      userId: DEMO.integrations.sipOnlyUserId,
      only: "SIP softphone",
      badge: "SIP",
      where: "your softphone only",
    },
  ])("is the only one of $userId", async ({ userId, only, badge, where }) => {
    const world = await signedInWireWorld("integrations-core", loginOf("integrations-core", userId));
    const { switches, sentence } = world.popup.view();
    expect([switches, sentence]).toEqual([[`${only}: on, locked`], expect.stringContaining(where)]);
    expect(world.badge.text).toBe(badge);
    await press(world, only);
    expect(puts(world.wire)).toEqual([]);
  });
});

describe("the last device on CCM", () => {
  it("is turned off only on purpose, and !! stands as long as that lasts", async () => {
    const world = await signedInWireWorld("ccm");
    await world.popup.press("PSTN phone");
    expect(world.popup.view()).toMatchObject({
      switches: PHONE_ON,
      question: expect.stringContaining("No call will reach you"),
    });
    await world.popup.press("Keep it on");
    expect(world.popup.view()).toMatchObject({ switches: PHONE_ON, question: null });
    expect(puts(world.wire)).toEqual([]);

    const from = world.wire.requests.length;
    await world.popup.press("PSTN phone");
    await press(world, "Turn it off");
    expect(world.popup.view()).toMatchObject({
      switches: ["PSTN phone: off", "SIP softphone: off"],
      question: null,
      alerts: "",
    });
    expect([world.badge.text, world.title]).toEqual(["!!", expect.stringContaining("not reach you")]);
    expect(asked(world.wire, from)).toEqual(['PUT {"available":false}', "GET"]);

    // Nobody turns one on again behind the agent's back.
    for (const begin of [() => world.start(), () => world.restart()]) {
      begin();
      await world.pass(60_000);
      await world.popup.press("Check now");
      expect([world.badge.text, world.popup.view().sentence]).toEqual([
        "!!",
        expect.stringContaining("not reach you"),
      ]);
    }
    expect(puts(world.wire)).toHaveLength(1);
    await press(world, "SIP softphone");
    expect(world.badge.text).toBe("S?");
  });

  it("is asked for again where the first answer is past", async () => {
    const world = await signedInWireWorld("ccm");
    await world.popup.press("PSTN phone");
    expect(world.popup.view().question).not.toBeNull();
    // The other switch answers it as well: one is to be on.
    await press(world, "SIP softphone");
    expect(world.popup.view()).toMatchObject({ switches: SIP_ON, question: null });
    await press(world, "SIP softphone");
    expect(world.popup.view().question).not.toBeNull();
    expect(puts(world.wire)).toHaveLength(2);
  });

  it("is not asked for out of the blue once the question has answered itself", async () => {
    const world = await signedInWireWorld("ccm");
    await world.popup.press("PSTN phone");
    expect(world.popup.view().question).not.toBeNull();
    for (const [on, switches] of [
      [SIP, SIP_ON],
      [PHONE, PHONE_ON],
    ] as const) {
      world.wire.store.setCcmOn(on);
      await world.popup.press("Check now");
      expect(world.popup.view()).toMatchObject({ switches, question: null });
    }
  });

  it("stays on, and says why, where turning it off is refused", async () => {
    const world = await signedInWireWorld("ccm", loginOf("ccm", phoneOnlyUserId));
    world.wire.faults.once({ kind: "status", status: 500 }, TURNS_OFF);
    await world.popup.press("PSTN phone");
    await press(world, "Turn it off");
    const { alerts, switches } = world.popup.view();
    expect([alerts, switches]).toEqual([expect.stringContaining("Not switched"), ["PSTN phone: on"]]);
    expect(world.badge.text).toBe("TEL");
    expect(devicesOn(world.wire, phoneOnlyUserId)).toEqual([100290]);
  });

  it("that was turned off on purpose stays off, though the answer was lost", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.faults.once({ kind: "doneButUnheard" }, TURNS_OFF);
    await world.popup.press("PSTN phone");
    await press(world, "Turn it off");
    const { alerts, switches } = world.popup.view();
    expect([alerts, switches]).toEqual(["", ["PSTN phone: off", "SIP softphone: off"]]);
    expect(world.badge.text).toBe("!!");
    expect(deviceWrites(world.wire)).toEqual([[PHONE, false]]);
  });
});
