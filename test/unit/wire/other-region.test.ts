import { describe, expect, it } from "vitest";
import type { CcmRegion } from "../../../src/core/account.ts";
import { tooManyRequests } from "../../emulator/faults.ts";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { LOGINS, refusalOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

const { sid, apiKey, apiToken, userId } = DEMO.ccmSingapore;

/** Connects the demo agent of Singapore, in a region, and tells which hosts were asked. */
async function connect(world: WireWorld, region: CcmRegion, key: string = apiKey) {
  const from = world.wire.requests.length;
  const reply = await world.connect({
    account: { api: "ccm", region, accountSid: sid, userId },
    credentials: { api: "ccm", apiKey: key, apiToken },
  });
  const asked = world.wire.requests.slice(from).map(({ host, status }) => [host, status]);
  return { reply, asked };
}

describe("an account that is entered with the wrong region", () => {
  it("is looked for in the other one with the same key, once, and nothing is saved", async () => {
    const world = await signedInWireWorld("ccm");
    const before = world.items.account;
    const { reply, asked } = await connect(world, "mumbai");
    expect(reply).toMatchObject({ otherRegion: "singapore" });
    expect(refusalOf(reply)).toBe(
      "Exotel accepts your key in Singapore, not in Mumbai. Nothing was saved. Connect in that region instead.",
    );
    expect(asked).toEqual([
      [HOSTS.mumbai, 401],
      [HOSTS.singapore, 200],
    ]);
    expect(world.items.account).toEqual(before);
    expect((await connect(world, "singapore")).reply).toMatchObject({ ok: true });
  });

  it("is not offered in the other one where Exotel refuses the key there, too", async () => {
    const world = await signedInWireWorld("ccm");
    const { reply, asked } = await connect(world, "mumbai", "wrong");
    expect(reply).toMatchObject({ ok: false, field: "api-key" });
    expect(reply).not.toHaveProperty("otherRegion");
    expect(asked).toEqual([
      [HOSTS.mumbai, 401],
      [HOSTS.singapore, 401],
    ]);
    expect(JSON.stringify(reply)).not.toContain(apiToken);
  });

  it("is not looked for there before the end of the wait that its server asked for, but after it", async () => {
    const world = await signedInWireWorld("ccm");
    const host = HOSTS.singapore;
    world.wire.faults.once(tooManyRequests({ retryAfter: 600 }), {
      when: (request) => request.host === host,
    });
    await connect(world, "mumbai");
    const { reply, asked } = await connect(world, "mumbai");
    expect(reply).not.toHaveProperty("otherRegion");
    expect(asked).toEqual([[HOSTS.mumbai, 401]]);
    await world.pass(600_000);
    expect((await connect(world, "mumbai")).reply).toMatchObject({ otherRegion: "singapore" });
  });

  it("is looked for in no other one after anything but a refusal", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.faults.once({ kind: "status", status: 500 });
    expect((await connect(world, "singapore")).asked).toEqual([[HOSTS.singapore, 500]]);
    expect((await connect(world, "singapore")).asked).toEqual([[HOSTS.singapore, 200]]);
  });
});

describe("an agent who looks for themselves in the wrong region", () => {
  const { email } = DEMO.ccmSingapore;
  async function find(world: WireWorld, region: CcmRegion, key: string = apiKey) {
    const from = world.wire.requests.length;
    world.stage({ api: "ccm", apiKey: key, apiToken });
    const office = { region, accountSid: sid };
    const reply = await world.ask({ type: "find", office, lookup: { by: "email", email } });
    const asked = world.wire.requests.slice(from).map(({ host, status }) => [host, status]);
    return { reply, asked };
  }

  it("is looked for in the other one with the same key, and is found there", async () => {
    const world = await signedInWireWorld("ccm");
    const { reply, asked } = await find(world, "mumbai");
    expect(reply).toMatchObject({ otherRegion: "singapore" });
    expect(refusalOf(reply)).toBe(
      "Exotel accepts your key in Singapore, not in Mumbai. Search in that region instead.",
    );
    expect(asked).toEqual([
      [HOSTS.mumbai, 401],
      [HOSTS.singapore, 200],
    ]);
    expect((await find(world, "singapore")).reply).toMatchObject({
      ok: true,
      found: { users: [{ userId }] },
    });
  });

  it("is told that the key is refused, where it is in both", async () => {
    const world = await signedInWireWorld("ccm");
    const { reply, asked } = await find(world, "mumbai", "wrong");
    expect(reply).toMatchObject({ ok: false, field: "api-key" });
    expect(reply).not.toHaveProperty("otherRegion");
    expect(asked).toEqual([
      [HOSTS.mumbai, 401],
      [HOSTS.singapore, 401],
    ]);
  });

  it("is not looked for there before the end of the wait that its server asked for", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.faults.once(tooManyRequests({ retryAfter: 600 }), {
      when: ({ host }) => host === HOSTS.singapore,
    });
    await find(world, "mumbai");
    expect((await find(world, "mumbai")).asked).toEqual([[HOSTS.mumbai, 401]]);
  });
});

it("Integrations Core, which has one region, is asked once", async () => {
  const world = await signedInWireWorld("integrations-core");
  const from = world.wire.requests.length;
  const { account } = LOGINS["integrations-core"];
  const reply = await world.connect({
    account,
    credentials: { api: "integrations-core", appToken: "wrong" },
  });
  expect(reply).toMatchObject({ ok: false, field: "app-token" });
  expect(world.wire.requests.slice(from).map(({ status }) => status)).toEqual([401]);
});
