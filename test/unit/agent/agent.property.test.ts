import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceExpiresAt } from "../../../src/core/devices/verdict.ts";
import { commands, drawn, failures, passUpTo } from "../drawn-commands.ts";
import type { World } from "../world.ts";
import { mend, runScheduled } from "../world-commands.ts";

const draw = drawn();
const anything = commands(
  40,
  [4, draw.key],
  [3, draw.toggle],
  [2, draw.refresh],
  [2, draw.lose],
  [3, passUpTo(150_000)],
  [1, draw.die],
  [1, draw.restart],
  [1, draw.someElsewhere],
  [1, draw.register],
  [2, failures("server", "unreachable", "timed-out", "malformed", "intermediary", "invalid-request")],
  [1, draw.network],
);

function neverBothOff(world: World): void {
  for (const { change } of world.log) {
    if (change !== null) expect(Object.values(change)).toContain(true);
  }
}

function neverGreenWithoutEvidence(world: World): void {
  const latest = world.paints.at(-1);
  if (latest?.badge.text !== "SIP") return;
  expect(world.lastGoodReadAt).not.toBeNull();
  const heardAt = world.lastGoodReadAt ?? 0;
  // At every paint; and as long as it stands, but for the alarm's shortest time after a death.
  expect(latest.at - heardAt).toBeLessThanOrEqual(90_000);
  expect(world.now - heardAt).toBeLessThanOrEqual(90_000 + 31_000);
}

/** What is shown was heard from the server, and not before a write of ours that the server confirmed. */
function neverOlderThanOurWrite(world: World): void {
  const { status, journal } = world.items;
  if (status.reading === null || journal !== null || world.requests.length > 0) return;
  const written = Math.max(
    0,
    ...world.heard.filter(({ kind }) => kind === "write").map((one) => one.sequence),
  );
  const candidates = world.heard.filter(({ sequence }) => sequence >= written).map(({ on }) => on);
  const shown = Object.fromEntries(status.reading.devices.map(({ id, on }) => [id, on]));
  expect(candidates).toContainEqual(shown);
}

it("keeps its promises whatever happens, and comes to rest at the truth", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anything, async (scheduler, all) => {
      const { world } = await runScheduled("integrations-core", scheduler, all, ({ world }) => {
        neverBothOff(world);
        neverGreenWithoutEvidence(world);
        neverOlderThanOurWrite(world);
      });
      mend(world);
      await world.passToRest(1_300_000);
      const { journal, status } = world.items;
      expect(journal).toBeNull();
      expect(status.inDoubt).toBe(false);
      const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
      expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
      expect(evidenceExpiresAt(status)).toBeGreaterThan(world.now);
      neverBothOff(world);
    }),
    { numRuns: 150 },
  );
});

it("ends where the last press led, whatever the order in which answers come", async () => {
  const presses = commands(12, [2, draw.ringKey], [1, draw.refresh]);
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), presses, async (scheduler, all) => {
      let last: unknown;
      const { world } = await runScheduled("integrations-core", scheduler, all, (_, command) => {
        if (command?.name === "key") last = command.args[0];
      });
      mend(world);
      await world.pass(1_000);
      if (last === undefined) return;
      expect(world.server.phone).toBe(last !== "softphone-only");
      expect(world.server.sip.enabled).toBe(last !== "phone-only");
      expect(world.items.journal).toBeNull();
    }),
    { numRuns: 100 },
  );
});
