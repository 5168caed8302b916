import { describe, expect, it } from "vitest";
import { message } from "../../../src/core/message.ts";
import { english } from "../english.ts";
import { signedInWorld, type World } from "../world.ts";

const NEW_NUMBER = "+919876543299";
const change = (world: World) =>
  world.agent.command({ type: "change-number", device: "phone", number: NEW_NUMBER });

describe("changing a phone's number", () => {
  it("shows what the answer says of the device, also where nothing can be read after it", async () => {
    const world = await signedInWorld("ccm");
    world.script = ["ok", "server"];
    expect(await change(world)).toEqual({ ok: true });
    expect(world.items.status.reading?.devices[0]).toMatchObject({ address: NEW_NUMBER, verified: false });
    expect(world.badge.text).toBe("!!");
  });

  it.each(["unreachable", "timed-out", "malformed", "intermediary", "server"] as const)(
    "shows nothing as known where neither the change (%s) nor the devices are heard of",
    async (kind) => {
      const world = await signedInWorld("ccm");
      world.script = [kind, "server"];
      const reply = await change(world);
      expect(reply).toMatchObject({ ok: false });
      expect(english("problem" in reply ? reply.problem : null)).toMatch(/^The number may have changed/);
      expect(english("remedy" in reply ? reply.remedy : null)).toMatch(/try again|Try again/);
      expect(world.badge.text).toBe("?");
      await world.pass(60_000);
      expect(world.badge.text).toBe("TEL");
    },
  );

  it("leaves what is known where the change was refused", async () => {
    const world = await signedInWorld("ccm");
    world.script = ["conflict", "server"];
    expect(await change(world)).toMatchObject({ ok: false, problem: [message("conflict")] });
    expect(world.badge.text).toBe("TEL");
  });

  it("promises nothing that is not done by itself", async () => {
    const world = await signedInWorld("ccm");
    world.waitUntil = world.now + 45_000;
    world.script = ["rate-limited"];
    const reply = await change(world);
    expect(english("remedy" in reply ? reply.remedy : null)).toMatch(/^Try again after /);
  });
});
