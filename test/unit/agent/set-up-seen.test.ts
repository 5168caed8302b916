import { describe, expect, it } from "vitest";
import { TEST_NOTIFICATION } from "../../../src/core/set-up/seen.ts";
import { signedInWorld, World } from "../world.ts";

/** What of the set-up was seen to work on this computer. */

describe("it is remembered when", () => {
  it("the screen was locked", async () => {
    const world = await signedInWorld();
    expect(world.items.setUpSeen).toEqual({ lockAt: null, notificationAt: null });
    await world.agent.presenceChanged("idle");
    await world.settle();
    expect(world.items.setUpSeen.lockAt).toBeNull();
    await world.agent.presenceChanged("locked");
    await world.settle();
    expect(world.items.setUpSeen).toEqual({ lockAt: world.now, notificationAt: null });
  });

  it("the test notification was pressed, by its button or its text, and no other one", async () => {
    const world = await signedInWorld();
    await world.agent.alertPressed("reach", 0);
    await world.agent.alertClicked("another");
    expect(world.items.setUpSeen.notificationAt).toBeNull();
    await world.agent.alertPressed(TEST_NOTIFICATION, 0);
    await world.settle();
    expect(world.items.setUpSeen.notificationAt).toBe(world.now);
    world.now += 5_000;
    await world.agent.alertClicked(TEST_NOTIFICATION);
    await world.settle();
    expect(world.items.setUpSeen.notificationAt).toBe(world.now);
    expect(world.openedPages).toEqual([]);
  });
});

it("nothing is stored of who has not signed in, nor after signing out", async () => {
  const world = new World();
  world.start();
  await world.settle();
  await world.agent.presenceChanged("locked");
  await world.agent.alertPressed(TEST_NOTIFICATION, 0);
  await world.settle();
  expect([...world.local.keys()]).toEqual([]);
  await world.signIn();
  await world.agent.presenceChanged("locked");
  await world.agent.command({ type: "sign-out" });
  await world.settle();
  expect([...world.local.keys()]).toEqual([]);
});
