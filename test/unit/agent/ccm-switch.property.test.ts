import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceExpiresAt } from "../../../src/core/devices/verdict.ts";
import { commands, drawn, failures, passUpTo, type Weighted } from "../drawn-commands.ts";
import type { World } from "../world.ts";
import { type Model, mend, runScheduled, type WorldCommand } from "../world-commands.ts";

const draw = drawn();
const plain = [
  [2, draw.ccmKey],
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
const elsewhere = [5, draw.oneElsewhere] as const;

/** There are short lives among the long ones, since a later press mends what an earlier broke. */
const lives = (...more: readonly Weighted[]) =>
  fc.oneof(commands(8, ...plain, ...more), commands(25, ...plain, ...more));

/** A switch of which the first step is done, and how it may come to stand still there. */
const HALF_A_SWITCH = ["none", "half", "half-and-dies", "half-and-fails"] as const;

async function halfASwitch(world: World, how: (typeof HALF_A_SWITCH)[number]): Promise<void> {
  if (how === "none") return;
  void world.agent.command({ type: "switch", press: { device: "sip", on: true } });
  await world.settle();
  await serve(world);
  if (how === "half-and-dies") world.start();
  if (how === "half-and-fails") {
    world.script = ["timed-out", "timed-out"];
    await serve(world);
    await serve(world);
  }
}

/** The oldest request is carried out and answered. */
async function serve(world: World): Promise<void> {
  const [request] = world.requests;
  if (request === undefined) return;
  world.deliver(request);
  world.answer(request);
  await world.settle();
}

const devicesOn = ({ server }: World): number => Number(server.phone) + Number(server.sip.enabled);

/** While a switch has left no device on, and nothing newer says otherwise, the toolbar says so. */
function strandingIsShown({ world, signingIn }: Model): void {
  if (!world.items.journal?.noDeviceOn || world.badge.text === "NO" || signingIn > 0) return;
  const newest = world.heard.reduce((a, b) => (b.sequence > a.sequence ? b : a));
  const isOn = Object.values(newest.on).includes(true);
  const expired = world.now > (evidenceExpiresAt(world.items.status) ?? Number.POSITIVE_INFINITY);
  const whereItRings = newest.on.phone ? "TEL" : "S?";
  // What was heard of a device that is on gets old like anything else; that none may be on does not.
  expect(world.badge.text).toBe(isOn ? (expired ? "?" : whereItRings) : "!!");
}

async function recover(world: World): Promise<void> {
  mend(world);
  await world.settle();
  if (world.items.status.credentials !== "present") {
    // A server that has asked to be left alone is asked for nothing before.
    await world.pass(Math.max(0, (world.items.waits.readUntil ?? 0) - world.now));
    await world.signIn();
  }
  await world.passToRest(1_300_000);
}

/**
 * What an agent or a supervisor has turned on while a switch had left none on, which the product had heard: nothing
 * but a later press may turn it off again.
 */
class Claim {
  private device: "phone" | "sip" | null = null;
  private seen = 0;

  heed({ world }: Model, command: WorldCommand | null): void {
    const { journal } = world.items;
    const writes = world.log.slice(this.seen);
    this.seen = world.log.length;
    if (command?.name === "elsewhere") {
      const claimed = world.server.phone ? "phone" : "sip";
      this.device = journal?.noDeviceOn && journal.waiting === null ? claimed : null;
      return;
    }
    const isPress = command?.name === "key" || command?.name === "command";
    if (isPress || journal?.waiting) this.device = null;
    if (this.device === null) return;
    for (const { change } of writes) expect(change?.[this.device]).not.toBe(false);
  }
}

function truthIsShown(world: World): void {
  const { journal, status } = world.items;
  expect(journal).toBeNull();
  expect(status.inDoubt).toBe(false);
  const shown = Object.fromEntries(status.reading?.devices.map(({ id, on }) => [id, on]) ?? []);
  expect(shown).toEqual({ phone: world.server.phone, sip: world.server.sip.enabled });
  expect(world.badge.text).toBe(world.server.phone ? "TEL" : world.server.sip.enabled ? "S?" : "!!");
}

it("never leaves the agent without a device, nor turns a second one on", async () => {
  const begin = fc.constantFrom(...HALF_A_SWITCH);
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), begin, lives(), async (scheduler, how, all) => {
      const { world } = await runScheduled(
        "ccm",
        scheduler,
        all,
        (model) => {
          expect(devicesOn(model.world)).toBeLessThanOrEqual(1);
          expect(model.world.refusedSecond).toBe(0);
          expect(model.world.badge.text).not.toBe("SIP");
          strandingIsShown(model);
        },
        ({ world }) => halfASwitch(world, how),
      );
      await recover(world);
      expect(devicesOn(world)).toBe(1);
      truthIsShown(world);
    }),
    { numRuns: 250 },
  );
});

it("respects what is changed elsewhere, and still leaves one device on", async () => {
  const begin = fc.constantFrom(...HALF_A_SWITCH);
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), begin, lives(elsewhere), async (scheduler, how, all) => {
      const claim = new Claim();
      const { world } = await runScheduled(
        "ccm",
        scheduler,
        all,
        (model, command) => {
          claim.heed(model, command);
          expect(devicesOn(model.world)).toBeLessThanOrEqual(1);
        },
        ({ world }) => halfASwitch(world, how),
      );
      await recover(world);
      expect(devicesOn(world)).toBe(1);
      truthIsShown(world);
    }),
    { numRuns: 150 },
  );
});

it("comes to rest at the truth when the agent turns everything off on purpose", async () => {
  const all = lives([2, draw.oneElsewhere], [2, draw.allOff], [2, draw.noneElsewhere]);
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), all, async (scheduler, all) => {
      const { world } = await runScheduled("ccm", scheduler, all);
      await recover(world);
      expect(devicesOn(world)).toBeLessThanOrEqual(1);
      truthIsShown(world);
    }),
    { numRuns: 80 },
  );
});
