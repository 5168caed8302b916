import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands, drawn, failures, passUpTo } from "../drawn-commands.ts";
import type { World } from "../world.ts";
import { mend, runScheduled } from "../world-commands.ts";

/** A switch on the older contract, which turns the wanted device on before it turns the other one off. */

const draw = drawn();
const plain = [
  [3, draw.key],
  [2, draw.toggle],
  [1, draw.refresh],
  [2, passUpTo(150_000)],
  [1, draw.die],
  [1, draw.restart],
  [1, draw.network],
  [1, draw.signInToStay],
  [3, draw.lose],
  [
    5,
    failures(
      "server",
      "unreachable",
      "timed-out",
      "malformed",
      "intermediary",
      "not-permitted",
      "rate-limited",
      "credentials-refused",
    ),
  ],
] as const;
const undisturbed = commands(25, ...plain);
const disturbed = commands(25, ...plain, [5, draw.someElsewhere]);

const devicesOn = ({ server }: World): number => Number(server.phone) + Number(server.sip.enabled);

async function comeToTheTruth(world: World): Promise<void> {
  mend(world);
  await world.settle();
  if (world.items.status.credentials !== "present") {
    await world.pass(Math.max(0, (world.items.waits.readUntil ?? 0) - world.now));
    await world.signIn();
  }
  await world.passToRest(1_300_000);
  const { journal, status } = world.items;
  expect(journal).toBeNull();
  expect(status.inDoubt).toBe(false);
  const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
  expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
  expect(world.badge.text).toBe(world.server.sip.enabled ? "S?" : "TEL");
}

describe.each([
  ["turns the other one off by itself", true],
  ["leaves the other one on", false],
])("turning a device on, which %s,", (_does, toggles) => {
  it("never leaves the agent without a device, and writes one device a request", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), undisturbed, async (scheduler, all) => {
        const { world } = await runScheduled(
          "usermapping",
          scheduler,
          all,
          ({ world }) => {
            expect(devicesOn(world)).toBeGreaterThanOrEqual(1);
            expect(["SIP", "!", "!!"]).not.toContain(world.badge.text);
            for (const { change } of world.log)
              if (change !== null) expect(Object.keys(change)).toHaveLength(1);
          },
          ({ world }) => {
            world.toggles = toggles;
          },
        );
        await comeToTheTruth(world);
        expect(devicesOn(world)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });

  it("leaves a device on in the end, whatever is changed elsewhere meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), disturbed, async (scheduler, all) => {
        const { world } = await runScheduled("usermapping", scheduler, all, undefined, ({ world }) => {
          world.toggles = toggles;
        });
        await comeToTheTruth(world);
        expect(devicesOn(world)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});
