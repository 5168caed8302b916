import { describe, expect, it } from "vitest";
import { writes } from "../../emulator/at-server.ts";
import { type Fault, page } from "../../emulator/faults.ts";
import { CORE_ODD_ANSWERS, type OddAnswer } from "../../wire-faults/core-switches.ts";
import { testStrikes } from "./test-strikes.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

const PUT = { method: "PUT" } as const;
const PHONE_ONLY = ["PSTN phone: on, locked", "SIP softphone: off"];
const BOTH = ["PSTN phone: on", "SIP softphone: on"];

/** From both devices to the phone alone. */
async function turnSoftphoneOff(world: WireWorld): Promise<void> {
  await world.popup.press("SIP softphone");
  await world.untilSwitched();
}

/** The switch is not made, and the alerts say this of it. */
async function expectNotMade(world: WireWorld, says: RegExp): Promise<void> {
  await turnSoftphoneOff(world);
  const { alerts, switches } = world.popup.view();
  expect(alerts).toMatch(says);
  expect(switches).toEqual(BOTH);
  expect(world.badge.text).toBe("SIP");
}

async function answeredBy({ done }: OddAnswer, fault: Fault): Promise<void> {
  const world = await signedInWireWorld("integrations-core");
  world.wire.faults.once(fault, PUT);
  await turnSoftphoneOff(world);
  expect(world.badge.text).toBe("TEL");
  const { alerts, switches } = world.popup.view();
  expect([alerts, switches]).toEqual(["", PHONE_ONLY]);
  expect(writes(world.wire)).toEqual(Array(done ? 1 : 2).fill({ phone: true, sip: false }));
}

describe("a switch on Integrations Core that is answered by", () => {
  testStrikes(
    CORE_ODD_ANSWERS,
    ({ name, done }) => `${name} is ${done ? "believed once it is read" : "asked for once more"}`,
    answeredBy,
  );

  it("nothing that can be understood, twice, is not made, and says so", async () => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.add({ kind: "body", body: "", carryOut: false }, { times: 2, match: PUT });
    await expectNotMade(world, /Not switched.*It is empty/);
  });

  it.for([401, 403, 404, 429, 502])(
    "a page with %s is not made, and Exotel is not said to have refused it",
    async (status) => {
      const world = await signedInWireWorld("integrations-core");
      const blocked = world.wire.faults.always(page(status), PUT);
      await expectNotMade(world, /^Not switched. The answer .*does not look like one from Exotel.*Try again/);
      // Once more at most, and not after a 429.
      expect(blocked.hits).toBe(status === 429 ? 1 : 2);
    },
  );

  it("a gateway's page that asks to wait is obeyed, and not told as Exotel's word", async () => {
    const world = await signedInWireWorld("integrations-core");
    const busy = world.wire.faults.always(page(503, { "retry-after": "60" }), PUT);
    await expectNotMade(
      world,
      /Not switched. The answer .*does not look like one from Exotel.*Try again after \d/,
    );
    await world.popup.press("Dismiss");
    expect(world.popup.view().alerts).toBe("");
    await expectNotMade(world, /must wait.*Try again in \d+ s/);
    expect(world.popup.view().alerts).not.toContain("too many requests");
    expect(busy.hits).toBe(1);
  });
});
