import { describe, expect, it, onTestFinished } from "vitest";
import { devicesOn, deviceWrites, puts, TURNS_OFF, TURNS_ON, watchForTwo } from "../../emulator/at-server.ts";
import { type FaultHandle, tooManyRequests } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import { pressAndHold } from "./press-and-hold.ts";
import { WirePopup } from "./wire-popup.ts";
import { LOGINS, loginOf, refusalOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, phoneOnlyUserId, threeDevicesUserId } = DEMO.ccm;
const PHONE_ON = ["PSTN phone: on", "SIP softphone: off"];
const SIP_ON = ["PSTN phone: off", "SIP softphone: on"];
const NONE_ON = ["PSTN phone: off", "SIP softphone: off"];
const OFF = [PHONE, false];
const ON = [SIP, true];
const BACK = [PHONE, true];
const ALWAYS = Number.POSITIVE_INFINITY;
/** A switch that is put off is tried again after 2 to 4 s at first, and never later than a minute after. */
const FIRST_RETRY_MS = 4_000;
const LONGEST_RETRY_MS = 60_000;
/** Evidence is good for 90 s. */
const OUT_OF_DATE_MS = 95_000;
const PERHAPS_NONE = "Your devices may all be off";

/** A world in which the demo agent of CCM, or another one, is signed in; a second device that is turned on fails the test. */
async function ccmWorld(userId: string = DEMO.ccm.userId): Promise<WireWorld> {
  const world = await signedInWireWorld("ccm", loginOf("ccm", userId));
  const seen = watchForTwo(world.wire);
  onTestFinished(() => expect(seen, "requests for a second device").toEqual([]));
  return world;
}

/** What every request meets once the phone is off. */
const goneHalfWay = ({ wire }: WireWorld): FaultHandle =>
  wire.faults.add({ kind: "outage" }, { times: ALWAYS, after: { match: TURNS_OFF } });

/** Badge, tooltip, popup, server and what is written down all say that the softphone is on, and nothing went wrong. */
async function expectSoftphoneOn(world: WireWorld, popup = world.popup): Promise<void> {
  await world.untilSwitched();
  expect([world.badge.text, world.title]).toEqual(["S?", expect.stringContaining("your softphone")]);
  const { sentence, switches, alerts } = popup.view();
  expect([switches, alerts]).toEqual([SIP_ON, ""]);
  expect(sentence).toContain("your softphone");
  expect(devicesOn(world.wire)).toEqual([SIP]);
}

/** Badge, tooltip and popup say that nobody is reached, and why. */
function expectStranded(world: WireWorld, why: string | RegExp): void {
  expect([world.badge.text, world.title]).toEqual(["!!", expect.stringContaining("not reach you")]);
  const { sentence, alerts } = world.popup.view();
  expect(sentence).toMatch(/Calls will not reach you.*No device is on yet/);
  expect(alerts).toMatch(why);
  // The verdict says it for certain.
  expect(alerts).not.toContain(PERHAPS_NONE);
  expect(world.items.journal).toMatchObject({ noDeviceOn: true });
}

describe("an answer that is lost", () => {
  it("to the second step, not done, is made good", async () => {
    const world = await ccmWorld();
    world.wire.faults.once({ kind: "outage" }, TURNS_ON);
    await world.popup.press("SIP softphone");
    await expectSoftphoneOn(world);
    expect(deviceWrites(world.wire)).toEqual([OFF, ON, ON]);
  });

  it("to both steps, done, is made good too", async () => {
    const world = await ccmWorld();
    for (const match of [TURNS_OFF, TURNS_ON]) world.wire.faults.once({ kind: "doneButUnheard" }, match);
    await world.popup.press("SIP softphone");
    await expectSoftphoneOn(world);
    expect(deviceWrites(world.wire)).toEqual([OFF, ON]);
  });

  it.each([
    // The phone may still be on.
    { step: "first", match: TURNS_OFF, badges: ["TEL", "?"], says: PERHAPS_NONE },
    { step: "second", match: TURNS_ON, badges: ["TEL", "!!"], says: "No device is on yet" },
  ])(
    "to the $step step, with nothing heard afterwards, leaves the verdict open until something is",
    async ({ match, badges, says }) => {
      const world = await ccmWorld();
      const seen = world.badgesFromNow();
      const { faults } = world.wire;
      faults.once({ kind: "doneButUnheard" }, match);
      const outage = faults.add({ kind: "outage" }, { times: ALWAYS, after: { match } });
      await world.popup.press("SIP softphone");
      expect(seen()).toEqual(badges);
      expect(world.popup.view().text).toContain(says);
      outage.remove();
      await expectSoftphoneOn(world);
      expect(deviceWrites(world.wire).filter(([, value]) => value === false)).toEqual([OFF]);
    },
  );
});

describe("a second step that is refused", () => {
  it("turns the first device on again, and says so", async () => {
    const world = await ccmWorld();
    world.wire.faults.once({ kind: "status", status: 500 }, TURNS_ON);
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect([world.badge.text, world.title]).toEqual(["TEL", expect.stringContaining("your phone only")]);
    const { alerts, switches } = world.popup.view();
    expect(alerts).toMatch(
      /Not switched\. .*\(500\).*The device from before is on again.*support: [0-9a-f]{32}/,
    );
    expect(switches).toEqual(PHONE_ON);
    expect(deviceWrites(world.wire)).toEqual([OFF, ON, BACK]);
    expect(devicesOn(world.wire)).toEqual([PHONE]);
    await world.popup.press("Dismiss");
    expect(world.popup.view().alerts).toBe("");
  });

  it("and refused again when it is undone keeps trying, and says !! meanwhile", async () => {
    const world = await ccmWorld();
    const refusal = world.wire.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await world.popup.press("SIP softphone");
    expectStranded(world, /\(500\)/);
    expect(world.popup.view().switches).toEqual(NONE_ON);
    const seen = world.badgesFromNow();
    const soFar = refusal.hits;
    await world.pass(FIRST_RETRY_MS + 1_000);
    expect(refusal.hits).toBeGreaterThan(soFar);
    // Its own death does not keep it from trying either.
    const beforeDeath = refusal.hits;
    world.die();
    await world.pass(2 * LONGEST_RETRY_MS);
    expect(refusal.hits).toBeGreaterThan(beforeDeath);
    expect(seen()).toEqual(["!!"]);
    expect(world.popup.view().sentence).toMatch(/No device is on yet\. Hookswitch keeps trying/);
    refusal.remove();
    await world.pass(LONGEST_RETRY_MS);
    await world.untilSwitched();
    expect(devicesOn(world.wire)).toEqual([PHONE]);
    expect(world.badge.text).toBe("TEL");
    const { alerts, switches } = world.popup.view();
    expect(switches).toEqual(PHONE_ON);
    expect(alerts).toMatch(/Not switched.*The device from before is on again/);
    expect(alerts).not.toContain(PERHAPS_NONE);
  });

  it("because the device is no longer there turns the first one on again", async () => {
    const world = await ccmWorld();
    world.wire.store.ccmUser().devices.pop();
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect([world.badge.text, world.title]).toEqual(["TEL", expect.stringContaining("your phone only")]);
    expect(devicesOn(world.wire)).toEqual([PHONE]);
    expect(world.popup.view().alerts).toContain("Not switched");
  });

  it("can be overtaken by a press for another device", async () => {
    const world = await ccmWorld();
    const refusal = world.wire.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await world.popup.press("SIP softphone");
    expectStranded(world, /\(500\)/);
    refusal.remove();
    await world.popup.press("SIP softphone");
    // Long before it would be tried again.
    expect(world.items.journal).toBeNull();
    await expectSoftphoneOn(world);
  });
});

describe("without a network between the steps", () => {
  it("!! and the alert stand until it is back, and then one device is on", async () => {
    const world = await ccmWorld();
    const hold = await pressAndHold(world, "before", TURNS_ON);
    expect(world.badge.text).toBe("!!");
    const seen = world.badgesFromNow();
    world.online = false;
    hold.remove();
    await world.settle();
    expectStranded(world, "cannot reach Exotel");
    await world.pass(OUT_OF_DATE_MS);
    expectStranded(world, "cannot reach Exotel");
    expect(devicesOn(world.wire)).toEqual([]);
    world.online = true;
    // Long before it would be tried again.
    await world.pass(2_500);
    expect(world.items.journal).toBeNull();
    await expectSoftphoneOn(world);
    expect(seen()).toEqual(["!!", "S?"]);
  });

  it("for minutes, !! outlives the evidence, and opening the popup ends it", async () => {
    const world = await ccmWorld();
    const outage = goneHalfWay(world);
    await world.popup.press("SIP softphone");
    expectStranded(world, "cannot reach Exotel");
    const seen = world.badgesFromNow();
    const before = world.items.journal?.failures;
    await world.pass(OUT_OF_DATE_MS);
    expect(world.items.journal?.failures).toBeGreaterThan(before ?? 0);
    expect(seen()).toEqual(["!!"]);
    expect(devicesOn(world.wire)).toEqual([]);
    outage.remove();
    const again = await WirePopup.open(world);
    expect(world.items.journal).toBeNull();
    await expectSoftphoneOn(world, again);
    expect(seen()).toEqual(["!!", "S?"]);
  });
});

describe("credentials that are refused in the middle", () => {
  it("end the trying, say what to do, and new ones go on", async () => {
    const world = await ccmWorld();
    const hold = await pressAndHold(world, "before", TURNS_ON);
    world.wire.faults.expireToken("ccm");
    hold.release();
    await world.settle();
    expectStranded(world, "refused your token or key");
    const { sentence, text } = world.popup.view();
    expect(sentence).toContain("turns one on once Exotel accepts your token or key");
    expect(text).toContain("Enter the new key");
    expect(world.items.journal?.failures).toBe(1);
    const sent = world.wire.requests.length;
    world.die();
    world.start();
    await world.pass(FIRST_RETRY_MS + 1_000);
    void world.agent.wake();
    await world.settle();
    expect(world.wire.requests).toHaveLength(sent);
    expectStranded(world, "refused your token or key");
    expect(devicesOn(world.wire)).toEqual([]);

    const replacement = { token: "new-token", revoked: false, mayWrite: true };
    world.wire.store.account().keys.set("replacement", replacement);
    const credentials = { api: "ccm", apiKey: "replacement", apiToken: "new-token" } as const;
    expect(await world.connect({ ...LOGINS.ccm, credentials })).toMatchObject({ ok: true });
    await expectSoftphoneOn(world);
  });

  it("at the first step leave the devices as they are, and show KEY", async () => {
    const world = await ccmWorld();
    world.wire.faults.expireToken("ccm");
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("KEY");
    expect(world.title).toContain("Not known: Exotel refused your API key or token");
    const { alerts, switches } = world.popup.view();
    expect(alerts).toContain("refused your token or key");
    expect(switches).toEqual(["PSTN phone: on, locked", "SIP softphone: off, locked"]);
    expect(deviceWrites(world.wire)).toEqual([OFF]);
    expect(devicesOn(world.wire)).toEqual([PHONE]);
  });

  it("are waited for, too, where they went with a closed browser", async () => {
    const world = await ccmWorld();
    expect(await world.connect(LOGINS.ccm, false)).toMatchObject({ ok: true });
    const hold = await pressAndHold(world, "before", TURNS_ON);
    expect(world.badge.text).toBe("!!");
    world.die();
    hold.release();
    world.restart();
    await world.settle();
    const popup = await WirePopup.open(world);
    expect([world.badge.text, world.title]).toEqual(["!!", expect.stringContaining("not reach you")]);
    const { sentence, text } = popup.view();
    expect(sentence).toMatch(/not reach you.*once Exotel accepts your token or key/);
    expect(text).toContain("Sign in");
    const sent = world.wire.requests.length;
    await popup.press("Check now");
    await world.pass(FIRST_RETRY_MS);
    expect(world.wire.requests).toHaveLength(sent);
    expect(await world.connect(LOGINS.ccm, false)).toMatchObject({ ok: true });
    await expectSoftphoneOn(world, popup);
  });
});

it("too many requests in the middle are waited out, and said", async () => {
  const world = await ccmWorld();
  const fault = world.wire.faults.once(tooManyRequests({ retryAfter: 60 }), TURNS_ON);
  await world.popup.press("SIP softphone");
  expectStranded(world, "too many requests");
  expect(fault.hits).toBe(1);
  // A press does not get round the wait.
  await world.popup.press("PSTN phone");
  expect(world.popup.view().alerts).toMatch(/Try again in \d+ s/);
  expect(world.badge.text).toBe("!!");
  await world.popup.press("Dismiss");
  const sent = puts(world.wire).length;
  await world.pass(20_000);
  world.start();
  await world.pass(39_000);
  expect(puts(world.wire)).toHaveLength(sent);
  await world.pass(21_000);
  await expectSoftphoneOn(world);
  expect(deviceWrites(world.wire)).toEqual([OFF, ON, ON]);
});

describe("a device that a supervisor turns on between the steps", () => {
  it.each([
    { what: "a third one", device: 100310, badge: "TEL", dies: false },
    { what: "the one from before", device: 100311, badge: "TEL", dies: true },
    { what: "the one that was wanted", device: 100312, badge: "S?", dies: false },
  ])("is left on: $what (the worker dies: $dies)", async ({ device, badge, dies }) => {
    const world = await ccmWorld(threeDevicesUserId);
    const hold = await pressAndHold(world, "before", TURNS_ON);
    expect(world.items.journal).toMatchObject({ noDeviceOn: true });
    if (dies) world.die();
    world.wire.store.setCcmOn(device, threeDevicesUserId);
    hold.release();
    if (dies) world.start();
    await world.untilSwitched();
    expect(world.badge.text).toBe(badge);
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([device]);
    expect(deviceWrites(world.wire)).toEqual([
      [100311, false],
      [100312, true],
    ]);
    const { alerts, switches } = world.popup.view();
    expect(switches.filter((one) => one.endsWith(": on"))).toHaveLength(1);
    if (badge === "S?") expect(alerts).toBe("");
    else expect(alerts).toMatch(/changed elsewhere|another device is on/);
  });

  it("is left on while no device could be turned on for a while", async () => {
    const world = await ccmWorld(threeDevicesUserId);
    const refusal = world.wire.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await world.popup.press("SIP softphone");
    expectStranded(world, /\(500\)/);
    world.wire.store.setCcmOn(100310, threeDevicesUserId);
    const written = refusal.hits;
    await world.untilSwitched();
    expect(world.badge.text).toBe("TEL");
    expect(refusal.hits).toBe(written);
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([100310]);
    expect(world.popup.view().alerts).not.toContain(PERHAPS_NONE);
  });
});

describe("while no device is on yet", () => {
  it("a press that waits behind the one under way is made, also by another worker", async () => {
    const world = await ccmWorld(threeDevicesUserId);
    const hold = await pressAndHold(world, "before", TURNS_ON);
    await world.popup.click("PSTN phone – Mobile");
    expect(world.items.journal).toMatchObject({ waiting: { target: { 100310: true } } });
    world.die();
    hold.release();
    world.start();
    await world.untilSwitched();
    expect(world.popup.view().switches).toContain("PSTN phone – Mobile: on");
    // The softphone is not turned on first.
    expect(deviceWrites(world.wire)).toEqual([
      [100311, false],
      [100312, true],
      [100310, true],
    ]);
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([100310]);
    expect(world.badge.text).toBe("TEL");
  });

  it("signing out waits for the second step, and leaves nothing behind", async () => {
    const world = await ccmWorld();
    const hold = await pressAndHold(world, "before", TURNS_ON);
    const reply = world.post({ type: "sign-out" });
    await world.settle();
    expect(reply()).toBeUndefined();
    hold.release();
    await world.untilAnswered();
    expect(reply()).toEqual({ ok: true });
    expect(devicesOn(world.wire)).toEqual([SIP]);
    expect([...world.local, ...world.session]).toEqual([]);
    expect([world.alarm, world.badge.text]).toEqual([null, ""]);
  });

  it("no other account is connected", async () => {
    const world = await ccmWorld();
    const refusal = world.wire.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    await world.popup.press("SIP softphone");
    expectStranded(world, /\(500\)/);
    const another = loginOf("ccm", phoneOnlyUserId);
    const reply = await world.connect(another);
    expect(refusalOf(reply)).toContain(PERHAPS_NONE);
    expect(world.items.account).toEqual(LOGINS.ccm.account);
    refusal.remove();
    await world.pass(LONGEST_RETRY_MS);
    await world.untilSwitched();
    expect(await world.connect(another)).toMatchObject({ ok: true });
    expect(devicesOn(world.wire)).toHaveLength(1);
    expect(world.badge.text).toBe("TEL");
  });

  it("another account waits for the second step of this one", async () => {
    const world = await ccmWorld();
    const hold = await pressAndHold(world, "before", TURNS_ON);
    const { account, credentials } = loginOf("ccm", phoneOnlyUserId);
    world.stage(credentials);
    const reply = world.post({ type: "connect", account, keepSignedIn: true });
    await world.settle();
    expect(world.wire.requests.at(-1)).toMatchObject({
      method: "GET",
      path: expect.stringMatching(/usr_bela$/),
    });
    expect(reply()).toBeUndefined();
    hold.release();
    await world.untilAnswered();
    expect(reply()).toEqual({ ok: true });
    expect(world.badge.text).toBe("TEL");
    expect(devicesOn(world.wire)).toEqual([SIP]);
    expect(devicesOn(world.wire, phoneOnlyUserId)).toEqual([100290]);
    expect(world.items.journal).toBeNull();
  });
});
