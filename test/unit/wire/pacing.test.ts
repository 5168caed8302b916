import { expect, it } from "vitest";
import { devicesOn } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { WirePopup } from "./wire-popup.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

const { host, sid, apiKey, apiToken, phoneOnlyUserId, sipDeviceId: SIP } = DEMO.ccm;
/** What the agent's own period is to reach, ms. */
const LONGER = 120_000;
/** Each answer lengthens the period by a fifth at least, so that far fewer will do. */
const MOST_CHECKS = 20;
const SAID = /Hookswitch checks every \d+ (s|min)\. All agents of your account share 50 requests a minute\./;

/** The account's other agents read, until nothing is left of this minute's budget. */
async function spendAll({ wire }: WireWorld): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${apiKey}:${apiToken}`).toString("base64")}`;
  let remaining = "";
  while (remaining !== "0") {
    const answer = await wire.fetch(`https://${host}/v2/accounts/${sid}/users/${phoneOnlyUserId}`, {
      method: "GET",
      headers: { authorization },
    });
    remaining = answer.headers.get("x-ratelimit-remaining") ?? "none is told";
    expect(remaining).toMatch(/^\d+$/);
  }
}

it("an account near its budget is read more seldom, which the popup says with the reason", async () => {
  const world = await signedInWireWorld("ccm");
  expect(world.popup.view().text).not.toContain("Hookswitch checks every");
  for (let checks = 0; world.items.status.period < LONGER; checks += 1) {
    expect(checks).toBeLessThan(MOST_CHECKS);
    // Again each time: the next minute may have begun.
    await spendAll(world);
    await world.popup.press("Check now");
    await world.pass(1_000);
  }
  expect(world.popup.view().text).toMatch(SAID);
  // The next read is really put off, and the alarm with it: at a period of 30 s, its turn would come within a minute.
  const { nextReadAt, reading } = world.items.status;
  expect(Math.min(nextReadAt ?? 0, world.alarm ?? 0) - (reading?.takenAt ?? 0)).toBeGreaterThan(90_000);

  // Nobody who acts is held up: neither a press, nor an opened popup.
  await world.pass(60_000 - (world.now % 60_000));
  const from = world.now;
  await world.popup.press("SIP softphone");
  expect([world.now, world.items.journal, devicesOn(world.wire)]).toEqual([from, null, [SIP]]);
  expect(world.badge.text).toBe("S?");
  const before = world.wire.requests.length;
  const again = await WirePopup.open(world);
  expect(world.wire.requests.length).toBe(before + 1);
  expect(again.view().text).toMatch(SAID);
});
