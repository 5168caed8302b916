import { expect, it } from "vitest";
import { asked, puts } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { WirePopup } from "./wire-popup.ts";
import { loginOf, signedInWireWorld } from "./wire-world.ts";

/** What changes at Exotel without a press, and when it is seen. */

const PHONE_ONLY = ["PSTN phone: on, locked", "SIP softphone: off"];

it("a change made elsewhere shows at once when the popup is opened", async () => {
  const world = await signedInWireWorld("integrations-core");
  await world.pass(5_000);
  world.wire.store.setIntegrations({ sip: false });
  expect(world.badge.text).toBe("SIP");
  const popup = await WirePopup.open(world);
  await world.untilAnswered();
  expect([world.badge.text, popup.view().switches]).toEqual(["TEL", PHONE_ONLY]);
  // Long before the regular read.
  expect(world.wire.requests).toHaveLength(2);
});

it("a change made elsewhere shows within one period without the popup", async () => {
  const world = await signedInWireWorld("integrations-core");
  world.wire.store.setIntegrations({ phone: false });
  world.wire.store.dropSoftphone();
  const from = world.wire.requests.length;
  world.die();
  await world.pass(31_000);
  expect([world.badge.text, world.title]).toEqual(["!!", expect.stringContaining("not reach you")]);
  expect(asked(world.wire, from)).toEqual(["GET"]);
});

it("after a switch towards it the softphone is looked for after 2 and 4 seconds", async () => {
  const { sipOffUserId } = DEMO.integrations;
  const world = await signedInWireWorld("integrations-core", loginOf("integrations-core", sipOffUserId));
  expect(world.badge.text).toBe("TEL");
  await world.pass(5_000);
  await world.popup.press("SIP softphone");
  expect(world.badge.text).toBe("!");
  expect(world.popup.view().sentence).toMatch(/your phone only.*not registered/);
  const switchedAt = puts(world.wire)[0]?.finishedAt ?? Number.NaN;
  const readsAfter = () =>
    world.wire.requests
      .filter(({ method, startedAt }) => method === "GET" && startedAt >= switchedAt)
      .map(({ startedAt }) => startedAt - switchedAt);
  await world.pass(2_500);
  expect(readsAfter()).toEqual([0, 2_000]);
  expect(world.badge.text).toBe("!");
  world.wire.store.connectSoftphone(sipOffUserId);
  await world.pass(2_000);
  expect(readsAfter()).toEqual([0, 2_000, 4_000]);
  expect(world.badge.text).toBe("SIP");
  expect(world.popup.view().sentence).toContain("your phone and your softphone");
});
