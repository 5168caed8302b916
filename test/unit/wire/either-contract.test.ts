import { describe, expect, it } from "vitest";
import { writes } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import { LOGINS, loginOf, refusalOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** Which of Integrations Core's two contracts is asked, and what is remembered of it. */

const OLD_PATH = "/v2/integrations/usermapping";

/** Which contracts were asked since, in order. */
const asked = ({ wire }: WireWorld, from = 0) =>
  wire.requests.slice(from).map(({ path }) => (path === OLD_PATH ? "older" : "newer"));

describe("an agent on the older contract", () => {
  it("is found by the same form, and remembered", async () => {
    const world = await signedInWireWorld("usermapping");
    expect(asked(world)).toEqual(["newer", "older"]);
    expect(world.items.account).toEqual({ ...LOGINS.usermapping.account, api: "usermapping" });
    expect(world.items.status.reading).toMatchObject({ userName: DEMO.older.name, api: "usermapping" });
    const from = world.wire.requests.length;
    await world.popup.press("Check now");
    world.restart();
    await world.settle();
    await world.pass(35_000);
    expect(new Set(asked(world, from))).toEqual(new Set(["older"]));
  });

  it("with a plus in the ID is asked for by it", async () => {
    const { oddUserId } = DEMO.older;
    const world = await signedInWireWorld("usermapping", loginOf("usermapping", oddUserId));
    expect(world.wire.requests.at(-1)?.query).toEqual({ user_id: oddUserId });
    expect(world.badge.text).toBe("TEL");
  });

  it("who moves to the newer one is found there, and back", async () => {
    const world = await signedInWireWorld("usermapping");
    const { older, users } = world.wire.store.app(DEMO.older.appId, DEMO.older.customerId);
    const { userId, phoneNumber } = DEMO.older;
    const { phone, sip } = world.wire.store.agent();
    const mapped = older.get(userId);
    older.delete(userId);
    users.set(userId, { id: userId, phone: { enabled: true, number: phoneNumber }, sip: null });
    await world.popup.press("Check now");
    expect(world.items.account?.api).toBe("integrations-core");
    expect([world.badge.text, world.popup.view().alerts]).toEqual(["TEL", ""]);
    const from = world.wire.requests.length;
    await world.popup.press("Check now");
    expect(asked(world, from)).toEqual(["newer"]);
    users.set(userId, { id: userId, phone, sip });
    await world.popup.press("Check now");
    expect([world.badge.text, world.popup.view().switches]).toEqual([
      "SIP",
      ["PSTN phone: on", "SIP softphone: on"],
    ]);
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(writes(world.wire)).toEqual([{ phone: true, sip: false }]);
    expect(world.badge.text).toBe("TEL");
    users.clear();
    if (mapped !== undefined) older.set(userId, mapped);
    await world.popup.press("Check now");
    expect(world.items.account?.api).toBe("usermapping");
    expect(world.badge.text).toBe("TEL");
  });

  it("has a softphone's password in every answer, which is neither stored nor shown", async () => {
    const world = await signedInWireWorld("usermapping");
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.everywhere()).toContain(DEMO.older.sipId);
    for (const change of [
      (json: object) => ({ ...json, Status: 1 }),
      (json: object) => ({ ...json, Code: 500, Error: null }),
      (json: object) => ({ ...json, Data: { ...(json as { Data: object }).Data, AppUserId: "another" } }),
    ]) {
      const fault = world.wire.faults.always({
        kind: "transform",
        transform: (json) => change(json as object),
      });
      await world.popup.press("Check now");
      expect(world.items.status.failure).not.toBeNull();
      expect(world.everywhere()).not.toContain(DEMO.older.sipSecret);
      fault.remove();
    }
  });
});

describe("an agent whom neither contract knows", () => {
  it("is told so once both were asked, and nothing is saved", async () => {
    const world = await signedInWireWorld("usermapping");
    const from = world.wire.requests.length;
    const reply = await world.connect(loginOf("usermapping", "nobody"));
    expect(refusalOf(reply)).toMatch(/^Exotel does not know this user ID\./);
    expect(asked(world, from)).toEqual(["newer", "older"]);
    expect(world.items.account?.userId).toBe(DEMO.older.userId);
  });

  it.each([
    { status: 401, problem: "Exotel does not know this user ID" },
    { status: 503, problem: "Exotel had an error" },
  ])("is told “$problem” where the older one answers $status", async ({ status, problem }) => {
    const world = await signedInWireWorld("integrations-core");
    world.wire.faults.always({ kind: "status", status }, { api: "older" });
    world.wire.store.app().users.clear();
    await world.popup.press("Check now");
    expect(world.popup.view().alerts).toContain(problem);
    expect(world.items.account?.api).toBe("integrations-core");
  });
});
