import { describe, expect, it } from "vitest";
import { DEMO } from "../../emulator/store.ts";
import { WireSetUpCheck } from "./wire-set-up-check.tsx";
import { LOGINS, loginOf, newWireWorld, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What the page that checks the set-up says of what Exotel answers. */

/** A token that says itself when it ends (a JWT without a valid signature, which only Exotel checks). */
function tokenThatEnds(world: WireWorld, inDays: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(world.now / 1_000) + inDays * 86_400;
  return `${part({ alg: "HS256" })}.${part({ exp })}.c2ln`;
}

async function connect(world: WireWorld, appToken: string): Promise<void> {
  world.wire.store.app().tokens.set(appToken, { expiresAt: null, revoked: false });
  const { account } = LOGINS["integrations-core"];
  const credentials = { api: "integrations-core", appToken } as const;
  expect(await world.connect({ account, credentials })).toMatchObject({ ok: true });
}

describe("the set-up check", () => {
  it("says before set-up what is missing", async () => {
    const page = await WireSetUpCheck.open(newWireWorld("integrations-core"));
    expect(page.says("Connected to Exotel")).toMatch(/^Not OK: Hookswitch is not connected/);
    expect(page.told[0]).toBe("1 thing needs you.");
  });

  it("follows Exotel's answers", async () => {
    const world = await signedInWireWorld("integrations-core");
    const page = await WireSetUpCheck.open(world);
    expect(page.says("Connected to Exotel")).toMatch(/^OK/);
    expect(page.says("News from Exotel")).toMatch(/^OK: Exotel last answered/);
    expect(page.says("Your softphone is registered")).toMatch(/^OK/);
    expect(page.says("The clock of this computer")).toMatch(/^OK/);
    world.wire.store.dropSoftphone();
    await world.popup.press("Check now");
    await page.settle();
    expect(page.says("Your softphone is registered")).toMatch(/^Not OK/);
    world.wire.faults.expireToken();
    await world.popup.press("Check now");
    await page.settle();
    expect(page.says("Connected to Exotel")).toMatch(/^Not OK/);
    expect(page.says("News from Exotel")).toMatch(/^Not known/);
    expect(page.all("button", "Enter a new token")).not.toEqual([]);
  });

  it("says that there is no network, and asks again at a press", async () => {
    const world = await signedInWireWorld("integrations-core");
    const page = await WireSetUpCheck.open(world);
    world.online = false;
    await world.popup.press("Check now");
    await page.settle();
    expect(page.says("News from Exotel")).toMatch(/^Not OK/);
    expect(page.says("Your softphone is registered")).toMatch(/^Not known/);
    world.online = true;
    const from = world.wire.requests.length;
    await page.mend("News from Exotel", "Check now");
    expect(page.says("News from Exotel")).toMatch(/^OK/);
    expect(world.wire.requests).toHaveLength(from + 1);
  });

  it("says when the token ends", async () => {
    const world = newWireWorld("integrations-core");
    await connect(world, tokenThatEnds(world, 10));
    const page = await WireSetUpCheck.open(world);
    expect(page.says("Your app token")).toMatch(/^Not OK: It ends on .* Ask your administrator/);
    await connect(world, tokenThatEnds(world, 40));
    await page.settle();
    expect(page.says("Your app token")).toMatch(/^OK: It ends on [^.]*\.$/);
  });

  it("says whether a phone on CCM is verified, and nothing of a token", async () => {
    const page = await WireSetUpCheck.open(await signedInWireWorld("ccm"));
    expect(page.says("Your phone is verified")).toMatch(/^OK/);
    expect(page.says("Your softphone is registered")).toMatch(/^Not known: Exotel does not report/);
    expect(page.says("Your app token")).toBeNull();
    const other = loginOf("ccm", DEMO.ccm.unverifiedUserId);
    const unverified = await WireSetUpCheck.open(await signedInWireWorld("ccm", other));
    expect(unverified.says("Your phone is verified")).toMatch(/^Not OK/);
  });

  it("compares this computer's clock with Exotel's", async () => {
    const world = newWireWorld("integrations-core");
    world.aheadOfServer = 10 * 60_000;
    await connect(world, DEMO.integrations.token);
    const page = await WireSetUpCheck.open(world);
    expect(page.says("The clock of this computer")).toMatch(/^Not OK: It is 10 min ahead of Exotel's clock/);
  });
});
