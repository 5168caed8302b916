import { describe, expect, it } from "vitest";
import { INITIAL_PACE } from "../../../src/core/polling/pace.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { saying } from "../english.ts";
import { signedInWorld, World } from "../world.ts";

const puts = (world: World) => world.log.filter(({ kind }) => kind === "write").map(({ change }) => change);
const reads = (world: World) => world.log.filter(({ kind }) => kind === "read").length;

describe("signing in and out", () => {
  it("tries the credentials, and keeps them and the first reading when they work", async () => {
    const world = await signedInWorld();
    expect(world.items.account?.userId).toBe("agent_001");
    expect(world.items.status.reading?.devices).toHaveLength(2);
    expect(world.badge.text).toBe("SIP");
    expect(world.local.has("vault")).toBe(true);
    expect(world.session.has("vault.staged")).toBe(false);
  });

  it("keeps what was saved when new credentials fail", async () => {
    const world = await signedInWorld();
    const before = structuredClone(Object.fromEntries(world.local));
    world.script = ["credentials-refused"];
    await expect(world.signIn()).rejects.toThrow("not connected");
    expect(Object.fromEntries(world.local)).toEqual(before);
    expect(world.session.has("vault.staged")).toBe(false);
    expect(world.badge.text).toBe("SIP");
  });

  it("forgets credentials that are not to be kept, with the browser, and says so", async () => {
    const world = new World();
    world.start();
    await world.signIn(false);
    expect(JSON.stringify([...world.local])).not.toContain("canary-token");
    world.restart();
    await world.settle();
    expect(world.badge.text).toBe("KEY");
    expect(world.title).toContain("signed out");
  });

  it("leaves nothing behind on signing out, and asks for nothing any more", async () => {
    const world = await signedInWorld();
    await world.agent.command({ type: "sign-out" });
    expect([...world.local, ...world.session]).toEqual([]);
    expect(world.badge.text).toBe("");
    const before = world.log.length;
    await world.pass(3_600_000);
    expect(world.log).toHaveLength(before);
  });

  it("records nothing of a read that was under way while signing out", async () => {
    const world = await signedInWorld();
    world.manual = true;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    const [request] = world.requests;
    await world.agent.command({ type: "sign-out" });
    if (request === undefined) throw new Error("no read was under way");
    world.deliver(request);
    world.answer(request);
    await world.settle();
    expect([...world.local, ...world.session]).toEqual([]);
    expect(world.alarm).toBeNull();
  });
});

describe("reading", () => {
  it("reads every 30 s while all is well", async () => {
    const world = await signedInWorld();
    const before = reads(world);
    await world.pass(300_000);
    expect(reads(world) - before).toBe(10);
  });

  it("joins a read that is under way", async () => {
    const world = await signedInWorld();
    world.manual = true;
    const before = reads(world);
    void world.agent.command({ type: "refresh" });
    void world.agent.presenceChanged("active");
    await world.settle();
    expect(reads(world) - before).toBe(1);
  });

  it("shows ? once there was no good read for three periods, and SIP at the next good one", async () => {
    const world = await signedInWorld();
    world.script = Array(40).fill("server");
    await world.pass(89_000);
    expect(world.badge.text).toBe("SIP");
    await world.pass(2_000);
    expect(world.badge.text).toBe("?");
    world.script = [];
    await world.pass(600_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("shows ? at once when the machine is offline, and looks for the network every 30 s", async () => {
    const world = await signedInWorld();
    world.online = false;
    world.script = Array(100).fill("unreachable");
    await world.pass(31_000);
    expect(world.badge.text).toBe("?");
    const before = reads(world);
    await world.pass(600_000);
    expect(reads(world) - before).toBe(20);
  });

  it.each([
    // 30, 60 and then 90 s apart.
    ["active", 40, 41],
    // 30, 60, 120, 240, 480 and then 600 s apart.
    ["idle", 9, 11],
    ["locked", 9, 11],
  ] as const)("asks less and less often while the server fails (%s)", async (presence, least, most) => {
    const world = await signedInWorld();
    world.random = 0.999;
    world.presence = presence;
    world.script = Array(100).fill("server");
    const before = reads(world);
    await world.pass(3_600_000);
    expect(reads(world) - before).toBeLessThanOrEqual(most);
    expect(reads(world) - before).toBeGreaterThanOrEqual(least);
  });

  it("obeys the server's wait, even when the popup opens and over a restart", async () => {
    const world = await signedInWorld();
    world.waitUntil = world.now + 30_000 + 300_000;
    world.script = ["rate-limited"];
    await world.pass(30_000);
    const before = reads(world);
    await world.agent.command({ type: "refresh" });
    await world.pass(100_000);
    world.restart();
    await world.pass(199_000);
    expect(reads(world) - before).toBe(0);
    expect(world.badge.text).toBe("?");
    await world.pass(20_000);
    expect(reads(world) - before).toBe(1);
    expect(world.badge.text).toBe("SIP");
  });

  it("hardly asks when the credentials are refused, until the agent acts", async () => {
    const world = await signedInWorld();
    world.script = Array(5).fill("credentials-refused");
    await world.pass(30_000);
    expect(world.badge.text).toBe("KEY");
    await world.pass(3_600_000);
    expect(world.badge.text).toBe("KEY");
    const before = reads(world);
    world.script = [];
    await world.agent.command({ type: "refresh" });
    expect(world.badge.text).toBe("SIP");
    await world.pass(30_000);
    expect(reads(world) - before).toBe(2);
  });

  it("keeps a wait that is told to a read which a switch has overtaken", async () => {
    const world = await signedInWorld();
    world.manual = true;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    const [read] = world.requests;
    if (read === undefined) throw new Error("no read was under way");
    await world.agent.key("phone-only");
    await world.settle();
    world.waitUntil = world.now + 300_000;
    world.script = ["rate-limited"];
    world.deliver(read);
    world.answer(read);
    await world.settle();
    world.manual = false;
    for (const request of world.requests) {
      world.deliver(request);
      world.answer(request);
    }
    await world.settle();
    expect(puts(world)).toHaveLength(1);
    const before = reads(world);
    await world.pass(290_000);
    expect(reads(world)).toBe(before);
    await world.pass(60_000);
    expect(world.badge.text).toBe("TEL");
  });

  it("keeps a wait that is told to the agent who connects anew, who has to wait for its end, too", async () => {
    const world = await signedInWorld();
    world.waitUntil = world.now + 3_600_000;
    world.script = ["rate-limited"];
    await expect(world.signIn()).rejects.toThrow("not connected");
    const before = reads(world);
    await world.pass(600_000);
    await expect(world.signIn()).rejects.toThrow("not connected");
    expect(reads(world)).toBe(before);
    expect(world.badge.text).toBe("?");
    await world.pass(3_000_000);
    await world.signIn();
    expect(world.badge.text).toBe("SIP");
  });

  it("asks a server that fails no more than once a period, however often the agent pauses", async () => {
    const world = await signedInWorld();
    world.script = Array(400).fill("server");
    await world.pass(600_000);
    const before = reads(world);
    for (let pause = 0; pause < 18; pause += 1) {
      await world.agent.presenceChanged("idle");
      await world.pass(16_000);
      await world.agent.presenceChanged("active");
    }
    expect(reads(world) - before).toBeGreaterThan(2);
    expect(reads(world) - before).toBeLessThanOrEqual(10);
  });

  it("nor does the worker's death between the pauses change that", async () => {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 600 };
    await world.agent.command({ type: "change-settings", settings });
    world.script = Array(400).fill("server");
    await world.pass(1_300_000);
    const before = reads(world);
    for (let pause = 0; pause < 18; pause += 1) {
      await world.pass(34_000);
      world.start();
      await world.agent.presenceChanged("idle");
      await world.pass(16_000);
      await world.agent.presenceChanged("active");
    }
    expect(reads(world) - before).toBeLessThanOrEqual(2);
  });

  it("reads within a period of the agent's return, however long it has failed", async () => {
    const world = await signedInWorld();
    world.random = 0.9;
    world.script = Array(8).fill("server");
    while (world.script.length > 0) await world.pass(1_000);
    await world.pass(10_000);
    await world.agent.presenceChanged("active");
    expect(world.badge.text).toBe("?");
    await world.pass(21_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("reads at once when the agent unlocks a machine that woke before its network did", async () => {
    const world = await signedInWorld();
    world.sleep(8 * 3_600_000);
    world.script = ["unreachable"];
    await world.agent.wake();
    await world.pass(5_000);
    expect(world.badge.text).toBe("?");
    await world.agent.presenceChanged("active");
    expect(world.badge.text).toBe("SIP");
  });

  it("goes by new settings at once", async () => {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 600 };
    await world.agent.command({ type: "change-settings", settings });
    await world.pass(31_000);
    const before = reads(world);
    await world.pass(60_000);
    expect(reads(world)).toBe(before);
    await world.agent.command({ type: "change-settings", settings: DEFAULT_SETTINGS });
    await world.settle();
    expect(reads(world)).toBe(before + 1);
    await world.pass(61_000);
    expect(reads(world)).toBe(before + 3);
  });

  it("shows S? from the moment at which the softphone has not been seen for too long", async () => {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 600, lastSeenLimitMinutes: 5 };
    await world.agent.command({ type: "change-settings", settings });
    await world.agent.command({ type: "refresh" });
    await world.pass(5 * 60_000 - 2_000);
    expect(world.badge.text).toBe("SIP");
    await world.pass(3_000);
    expect(world.badge.text).toBe("S?");
  });

  it("does not ask with refused credentials when a wait ends, either", async () => {
    const world = await signedInWorld();
    world.waitUntil = world.now + 45_000;
    world.script = ["rate-limited"];
    await world.agent.command({ type: "refresh" });
    world.script = ["credentials-refused"];
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    await world.agent.command({ type: "refresh" });
    expect(world.badge.text).toBe("KEY");
    world.script = Array(100).fill("server");
    const before = world.log.length;
    await world.pass(59_000);
    expect(world.log).toHaveLength(before);
  });

  it("reads on, by its alarm, after the worker's death in the middle of a read", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.pass(30_000);
    expect(world.requests).toHaveLength(1);
    world.manual = false;
    const before = reads(world);
    world.start();
    await world.pass(31_000);
    expect(reads(world)).toBeGreaterThan(before);
    expect(world.badge.text).toBe("SIP");
  });
});

describe("switching", () => {
  it("goes round phone, softphone, phone in one write and one read each", async () => {
    const world = await signedInWorld();
    world.server.phone = true;
    world.server.sip.enabled = false;
    await world.agent.command({ type: "refresh" });
    const before = reads(world);
    await world.agent.key("switch-device");
    await world.pass(400);
    await world.agent.key("switch-device");
    await world.pass(400);
    expect(puts(world)).toEqual([
      { phone: false, sip: true },
      { phone: true, sip: false },
    ]);
    expect(reads(world) - before).toBe(2);
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("TEL");
  });

  it("includes both where the agent wishes it", async () => {
    const world = await signedInWorld();
    await world.agent.command({
      type: "change-settings",
      settings: { ...DEFAULT_SETTINGS, includeBoth: true },
    });
    for (let press = 0; press < 3; press += 1) {
      await world.agent.key("switch-device");
      await world.pass(400);
    }
    expect(puts(world)).toEqual([
      { phone: true, sip: false },
      { phone: false, sip: true },
      { phone: true, sip: true },
    ]);
  });

  it("looks 2, 4 and 8 s after a switch whether the softphone has registered", async () => {
    const world = await signedInWorld();
    world.server = { phone: true, sip: { enabled: false, registered: false } };
    await world.agent.command({ type: "refresh" });
    const since = world.now;
    await world.agent.key("softphone-only");
    await world.pass(5_000);
    expect(world.badge.text).toBe("!!");
    world.server.sip.registered = true;
    await world.pass(25_000);
    const after = world.log
      .filter(({ kind, at }) => kind === "read" && at > since)
      .map(({ at }) => at - since);
    expect(after).toEqual([2_000, 4_000, 8_000]);
    expect(world.badge.text).toBe("SIP");
  });

  it("does not send what would turn the last device off, and says so", async () => {
    const world = await signedInWorld();
    world.server.sip.enabled = false;
    await world.agent.command({ type: "refresh" });
    const reply = await world.agent.command({ type: "switch", press: { device: "phone", on: false } });
    expect(reply).toMatchObject({ ok: false, problem: saying("At least one device must stay on.") });
    expect(puts(world)).toEqual([]);
  });

  it("says by the badge for some seconds, and in a notice, that a key press could not be done", async () => {
    const world = await signedInWorld();
    world.script = ["invalid-request"];
    await world.agent.key("phone-only");
    await world.settle();
    expect(world.badge.text).toBe("NO");
    expect(world.notice?.problem).toContain("Not switched.");
    expect(world.items.status.reading?.devices.map(({ on }) => on)).toEqual([true, true]);
    await world.pass(6_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("sends nothing before the end of the wait that the server gave to the last one, and says when it ends", async () => {
    const world = await signedInWorld();
    world.script = ["rate-limited"];
    world.waitUntil = world.now + 40_000;
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    expect(puts(world)).toHaveLength(1);
    await world.pass(10_000);
    const press = { type: "switch", press: { ring: "phone" } } as const;
    expect(await world.agent.command(press)).toMatchObject({
      ok: false,
      remedy: saying("Try again in 30 s."),
    });
    await world.settle();
    expect(puts(world)).toHaveLength(1);
    await world.pass(30_000);
    expect(await world.agent.command(press)).toEqual({ ok: true });
    await world.settle();
    expect(puts(world)).toHaveLength(2);
  });

  it("lets the last of several presses win, and what is under way end first", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.key("phone-only");
    await world.settle();
    await world.agent.key("softphone-only");
    await world.agent.key("both-devices");
    await world.agent.key("softphone-only");
    await world.settle();
    expect(puts(world)).toEqual([{ phone: true, sip: false }]);
    world.manual = false;
    for (const request of world.requests) {
      world.deliver(request);
      world.answer(request);
    }
    await world.settle();
    expect(puts(world)).toEqual([
      { phone: true, sip: false },
      { phone: false, sip: true },
    ]);
    expect(world.server).toMatchObject({ phone: false, sip: { enabled: true } });
    expect(world.items.journal).toBeNull();
  });

  it("tells of a press that waited for its turn, when the credentials are refused meanwhile", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.key("phone-only");
    await world.settle();
    await world.agent.key("softphone-only");
    world.script = ["ok", "credentials-refused"];
    world.manual = false;
    for (const request of world.requests) {
      world.deliver(request);
      world.answer(request);
    }
    await world.settle();
    expect(puts(world)).toEqual([{ phone: true, sip: false }]);
    expect(world.items.status.credentials).toBe("refused");
    expect(world.items.journal).toBeNull();
    expect(world.notice?.problem ?? "").toContain("Your switch was interrupted");
  });

  it("does not send the press that waited for its turn within a wait that the one before was told", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    await world.agent.key("softphone-only");
    world.waitUntil = world.now + 60_000;
    world.script = ["rate-limited"];
    world.manual = false;
    for (const request of world.requests) {
      world.deliver(request);
      world.answer(request);
    }
    await world.settle();
    expect(puts(world)).toEqual([{ phone: true, sip: false }]);
    expect(world.notice?.problem).toContain("Not switched.");
    expect(world.badge.text).toBe("NO");
    expect(world.items.journal).toBeNull();
  });

  it("says on the toolbar that a key press which waited behind the popup's has not been made", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    await world.agent.key("softphone-only");
    world.sleep(3 * 3_600_000);
    world.manual = false;
    for (const request of world.requests) {
      world.deliver(request);
      world.answer(request);
    }
    await world.settle();
    expect(world.notice?.problem).toContain("Your switch was interrupted");
    expect(world.badge.text).toBe("NO");
  });

  it("says so on the toolbar for five seconds, each time that a key press could not be made", async () => {
    const world = await signedInWorld("ccm");
    for (let presses = 0; presses < 2; presses += 1) {
      await world.agent.key("both-devices");
      expect(world.badge.text).toBe("NO");
      await world.pass(5_100);
      expect(world.badge.text).toBe("TEL");
    }
  });

  it("sends once more what never arrived, when the network answers again", async () => {
    const world = await signedInWorld();
    world.script = ["unreachable"];
    await world.agent.key("phone-only");
    await world.settle();
    expect(puts(world)).toHaveLength(2);
    expect(world.badge.text).toBe("TEL");
    expect(world.items.notice).toBeNull();
  });

  it("shows ? when neither the switch nor a read after it was heard of", async () => {
    const world = await signedInWorld();
    world.script = ["timed-out", "timed-out", "server"];
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    expect(world.badge.text).toBe("?");
    expect(world.notice?.problem).toContain("does not know if the switch worked");
    await world.pass(50_000);
    expect(world.script).toEqual([]);
    expect(world.badge.text).toBe("?");
    await world.pass(90_000);
    expect(world.badge.text).toBe("SIP");
    // The switch was never carried out.
    expect(world.notice).toMatchObject({ problem: "Not switched.", remedy: "Try again in a moment." });
  });

  it("believes a write's own answer when the read after it fails, but nothing about registration", async () => {
    const world = await signedInWorld();
    world.script = ["ok", "server"];
    await world.agent.command({ type: "switch", press: { ring: "softphone" } });
    await world.settle();
    expect(world.items.status.reading?.devices.map(({ on }) => on)).toEqual([false, true]);
    expect(world.badge.text).toBe("S?");
    expect(world.items.notice).toBeNull();
  });

  it("is not undone by the late answer to a read from before it", async () => {
    const world = await signedInWorld();
    world.manual = true;
    void world.agent.command({ type: "refresh" });
    await world.settle();
    const [early] = world.requests;
    if (early === undefined) throw new Error("no read was under way");
    world.deliver(early);
    world.manual = false;
    await world.agent.key("phone-only");
    await world.settle();
    world.answer(early);
    await world.settle();
    expect(world.badge.text).toBe("TEL");
  });

  it("is not begun when it cannot be written down", async () => {
    const world = await signedInWorld();
    world.storageFull = true;
    const reply = await world.agent.command({ type: "switch", press: { ring: "phone" } });
    expect(reply.ok).toBe(false);
    expect(puts(world)).toEqual([]);
    expect(world.items.journal).toBeNull();
  });

  it.each(["before", "after"] as const)(
    "is completed when the worker dies %s the write has effect",
    async (when) => {
      const world = await signedInWorld();
      world.manual = true;
      await world.agent.key("phone-only");
      await world.settle();
      const [request] = world.requests;
      if (request === undefined) throw new Error("no write was under way");
      if (when === "after") world.deliver(request);
      world.manual = false;
      world.start();
      await world.settle();
      expect(world.server).toMatchObject({ phone: true, sip: { enabled: false } });
      expect(world.badge.text).toBe("TEL");
      expect(world.items.journal).toBeNull();
    },
  );

  it("is not made long after it was asked for, nor over what somebody else has set meanwhile", async () => {
    const world = await signedInWorld();
    world.manual = true;
    await world.agent.key("phone-only");
    await world.settle();
    world.manual = false;
    world.now += 600_000;
    world.restart();
    await world.settle();
    expect(world.server).toMatchObject({ phone: true, sip: { enabled: true } });
    expect(world.notice?.problem).toContain("interrupted");
    expect(world.items.journal).toBeNull();
  });
});

it("a worker that starts with nothing to do paints what is known again, and asks for nothing", async () => {
  const world = await signedInWorld();
  const asked = world.log.length;
  world.badge = { text: "", colour: "grey" };
  world.start();
  await world.pass(50);
  expect(world.badge.text).toBe("SIP");
  expect(world.log).toHaveLength(asked);
});

describe("evidence that a failure has taken away", () => {
  const OTHER_FAILURES = [
    "server",
    "unreachable",
    "timed-out",
    "malformed",
    "intermediary",
    "rate-limited",
  ] as const;

  it.each(OTHER_FAILURES)(
    "credentials that were refused stay refused when the next read fails otherwise (%s)",
    async (kind) => {
      const world = await signedInWorld();
      world.script = ["credentials-refused", kind];
      await world.agent.command({ type: "refresh" });
      expect(world.badge.text).toBe("KEY");
      const { nextReadAt } = world.items.status;
      await world.agent.command({ type: "refresh" });
      expect(world.badge.text).toBe("KEY");
      expect(world.problem).toMatch(/refused your token or key/);
      expect(world.items.status.nextReadAt).toBe(nextReadAt);
      world.waitUntil = null;
      await world.signIn();
      expect(world.badge.text).toBe("SIP");
    },
  );

  it.each(["not-found", "not-permitted"] as const)(
    "what Exotel said is not there (%s) comes back with a good read only",
    async (kind) => {
      for (const other of OTHER_FAILURES) {
        const world = await signedInWorld();
        world.script = [kind, other];
        await world.agent.command({ type: "refresh" });
        expect(world.badge.text).toBe("?");
        await world.agent.command({ type: "refresh" });
        expect(world.badge.text, other).toBe("?");
        await world.agent.command({ type: "refresh" });
        expect(world.badge.text, other).toBe("SIP");
      }
    },
  );
});

describe("evidence that has expired", () => {
  it("does not come to life again when the period grows, since nobody is there", async () => {
    const world = await signedInWorld();
    world.script = Array(40).fill("server");
    await world.pass(95_000);
    expect(world.badge.text).toBe("?");
    world.presence = "locked";
    for (let passed = 0; passed < 600_000; passed += 10_000) {
      await world.pass(10_000);
      expect(world.badge.text).toBe("?");
    }
  });

  it("nor when the agent connects anew, and the browser cannot store that", async () => {
    const world = await signedInWorld();
    world.script = Array(60).fill("server");
    await world.pass(95_000);
    world.local.set("pace", { ...INITIAL_PACE, period: 200_000 });
    world.start();
    await world.settle();
    world.script = [];
    world.watch();
    world.failsWrite = (index) => index >= 1;
    await expect(world.signIn()).rejects.toThrow("not connected");
    world.failsWrite = () => false;
    await world.settle();
    expect(world.badge.text).toBe("?");
  });

  it("nor does it live longer, since the server refuses everything", async () => {
    const world = await signedInWorld();
    // Only after a good read does the first of the refusals lengthen the period.
    await world.agent.command({ type: "refresh" });
    world.script = Array(400).fill("rate-limited");
    await world.pass(90_000);
    expect(world.items.status.period).toBeGreaterThan(30_000);
    for (let passed = 0; passed < 3_600_000; passed += 10_000) {
      await world.pass(10_000);
      expect(world.badge.text).toBe("?");
    }
  });
});

describe("a network that comes back", () => {
  it("is not asked with credentials that were refused meanwhile", async () => {
    const world = await signedInWorld();
    const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 120 };
    await world.agent.command({ type: "change-settings", settings });
    // Short of requests, the office comes back spread over a period.
    world.random = 0.2;
    world.online = false;
    world.script = ["unreachable"];
    await world.agent.command({ type: "refresh" });
    world.online = true;
    await world.pass(1_100);
    world.script = Array(400).fill("credentials-refused");
    await world.agent.command({ type: "refresh" });
    expect(world.badge.text).toBe("KEY");
    const before = world.log.length;
    // Not sooner than the account's share allows either.
    await world.pass(119_000);
    expect(world.log).toHaveLength(before);
  });

  it("is noticed within seconds, without an event and without a popup", async () => {
    const world = await signedInWorld();
    world.online = false;
    world.script = ["unreachable"];
    await world.pass(31_000);
    expect(world.badge.text).toBe("?");
    await world.pass(5_000);
    world.online = true;
    await world.pass(3_000);
    expect(world.badge.text).toBe("SIP");
  });

  it("has a half switch taken up at once", async () => {
    const world = await signedInWorld("ccm");
    world.online = false;
    world.script = ["ok", ...Array(30).fill("unreachable")];
    await world.agent.key("softphone-only");
    await world.pass(100_000);
    expect(world.badge.text).toBe("!!");
    world.script = [];
    world.online = true;
    await world.pass(3_000);
    expect(world.items.journal).toBeNull();
    expect(world.badge.text).toBe("S?");
  });
});

it("a check that is asked for during a write does not wait for a read that no longer counts", async () => {
  const world = await signedInWorld();
  world.manual = true;
  void world.agent.command({ type: "refresh" });
  await world.settle();
  await world.agent.key("phone-only");
  await world.settle();
  const [hanging, write] = world.requests;
  expect([hanging?.kind, write?.kind]).toEqual(["read", "write"]);
  if (write === undefined) return;
  world.deliver(write);
  world.answer(write);
  await world.settle();
  // The switch's own read.
  for (const request of world.requests.slice(1)) {
    world.deliver(request);
    world.answer(request);
  }
  await world.settle();
  const before = world.log.length;
  void world.agent.command({ type: "refresh" });
  await world.settle();
  expect(world.log.length).toBe(before + 1);
});

it("shows nothing any more once it is told to sign out, even where the browser cannot remove what it stored", async () => {
  const world = await signedInWorld();
  await world.pass(1_000);
  expect(world.badge.text).toBe("SIP");
  world.watch();
  world.failsWrite = () => true;
  expect(await world.agent.command({ type: "sign-out" })).toMatchObject({
    ok: false,
    problem: saying(/could not remove/),
  });
  world.watch();
  // The credentials can be removed, and the rest cannot.
  world.failsWrite = (index) => index === 1;
  expect(await world.agent.command({ type: "sign-out" })).toMatchObject({ ok: false });
  await world.pass(600_000);
  expect(world.badge.text).not.toBe("SIP");
  world.failsWrite = () => false;
  expect(await world.agent.command({ type: "sign-out" })).toEqual({ ok: true });
  expect([...world.local.keys(), ...world.session.keys()]).toEqual([]);
  expect(world.badge.text).toBe("");
});

it("goes on at the pace from before where the browser could not store other settings", async () => {
  const world = await signedInWorld();
  // Its answer, with which no read is recorded, is not written down yet.
  world.waitUntil = world.now + 5_000;
  world.script = ["rate-limited"];
  await world.agent.command({ type: "switch", press: { ring: "softphone" } });
  await world.settle();
  world.storageFull = true;
  const settings = { ...DEFAULT_SETTINGS, fastestSeconds: 600 };
  expect(await world.agent.command({ type: "change-settings", settings })).toMatchObject({ ok: false });
  world.storageFull = false;
  await world.pass(60_000);
  const before = reads(world);
  await world.pass(600_000);
  expect(reads(world) - before).toBeGreaterThanOrEqual(18);
});

it("goes on with the settings from before where the browser could not store others", async () => {
  const world = await signedInWorld();
  world.storageFull = true;
  const settings = { ...world.items.settings, fastestSeconds: 90 };
  expect(await world.agent.command({ type: "change-settings", settings })).toMatchObject({ ok: false });
  world.storageFull = false;
  await world.agent.command({ type: "refresh" });
  await world.settle();
  expect(world.items.settings.fastestSeconds).toBe(30);
  expect(world.items.status.period).toBe(30_000);
});
