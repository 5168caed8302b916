import { describe, expect, it } from "vitest";
import { DECISIONS_KEPT } from "../../../src/core/decisions.ts";
import { signedInWorld, type World } from "../world.ts";

/** The last decisions, as they are kept for the diagnostics. */

function told({ items }: World): string[] {
  return items.decisions.map(({ what, is, why, times }) =>
    [`${what}: ${is}`, why, times > 1 && `${times} times`].filter(Boolean).join("; "),
  );
}

describe("the decisions", () => {
  it("are the verdicts, each with its reason", async () => {
    const world = await signedInWorld();
    await world.pass(1_000);
    expect(told(world)).toEqual(["verdict: both; softphone registered"]);
    world.server.sip.registered = false;
    await world.agent.command({ type: "refresh" });
    await world.pass(1_000);
    expect(told(world)).toContain("verdict: phone; softphone not-registered");
  });

  it("are presses, with who asked for them and how they ended", async () => {
    const world = await signedInWorld();
    await world.pass(1_000);
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.settle();
    await world.pass(1_000);
    expect(told(world)).toEqual([
      "verdict: both; softphone registered",
      "switch: device 1 (pstn) on, device 2 (sip) off; by popup",
      "verdict: phone; softphone off",
      "switch-ended: as asked for",
    ]);
  });

  it("are reads that failed, counted where it is the same again", async () => {
    const world = await signedInWorld();
    await world.pass(1_000);
    for (let time = 0; time < 3; time += 1) {
      world.script = ["server"];
      await world.agent.command({ type: "refresh" });
      await world.settle();
    }
    await world.pass(1_000);
    expect(told(world).filter((one) => one.startsWith("read-failed"))).toEqual([
      expect.stringMatching(/^read-failed: server.*3 times$/),
    ]);
  });

  it("are what rules do, and of what the agent is told", async () => {
    const world = await signedInWorld();
    await world.agent.command({
      type: "change-settings",
      settings: { ...world.items.settings, ringsWhileLocked: true },
    });
    world.presence = "locked";
    await world.agent.presenceChanged("locked");
    await world.pass(15_000);
    world.presence = "active";
    await world.agent.presenceChanged("active");
    await world.pass(15_000);
    expect(told(world)).toEqual(
      expect.arrayContaining([
        "rule: lock; begins",
        "switch: device 1 (pstn) on, device 2 (sip) off; by lock",
        "rule: lock; ends",
        "switch: device 1 (pstn) on, device 2 (sip) on; by lock",
        expect.stringMatching(/^alert: rule; /),
      ]),
    );
  });

  it("are why a press failed, and what the agent was told of it", async () => {
    const world = await signedInWorld();
    world.script = ["conflict", "conflict", "conflict", "conflict"];
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.pass(60_000);
    expect(told(world).some((one) => one.startsWith("write-failed: conflict"))).toBe(true);
    expect(told(world).some((one) => one.startsWith("notice: "))).toBe(true);
  });

  it("are fifty at most, and survive the worker's death", async () => {
    const world = await signedInWorld();
    for (let time = 0; time < 60; time += 1) {
      world.server.sip.registered = !world.server.sip.registered;
      await world.agent.command({ type: "refresh" });
      await world.pass(1_000);
    }
    expect(world.items.decisions).toHaveLength(DECISIONS_KEPT);
    const before = told(world);
    world.start();
    await world.pass(1_000);
    expect(told(world)).toEqual(before);
  });

  it("hold no number and no address", async () => {
    const world = await signedInWorld();
    await world.agent.command({ type: "switch", press: { ring: "phone" } });
    await world.pass(1_000);
    for (const { address, name } of world.items.status.reading?.devices ?? [])
      for (const text of [address, name])
        if (text !== null) expect(JSON.stringify(world.items.decisions)).not.toContain(text);
  });

  it("are gone after signing out, whatever was still to be stored", async () => {
    const world = await signedInWorld();
    world.server.sip.registered = false;
    await world.agent.command({ type: "refresh" });
    await world.agent.command({ type: "sign-out" });
    await world.pass(1_000);
    expect([...world.session.keys()]).toEqual([]);
  });
});
