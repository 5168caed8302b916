import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import type { MenuId } from "../../../src/core/menu.ts";
import { signedInWorld, type World } from "../world.ts";

const MINUTE = 60_000;

/** The worker has died of idleness, and the agent chooses from the menu. */
async function choose(world: World, id: MenuId): Promise<void> {
  world.die();
  world.start();
  void world.agent.menuChosen(id);
  await world.pass(5_000);
}

const rings = ({ server: { phone, sip } }: World): string =>
  phone && sip.enabled ? "both" : phone ? "phone" : sip.enabled ? "softphone" : "none";
const marked = ({ menu }: World) => [...menu.values()].flatMap(({ id, checked }) => (checked ? [id] : []));
const isShown = ({ menu }: World, id: MenuId) => menu.get(id)?.visible;

describe.each<Api>(["integrations-core", "ccm", "usermapping"])("with the worker dead, on %s,", (api) => {
  it("a target rings, and is marked", async () => {
    const world = await signedInWorld(api);
    for (const target of ["softphone", "phone"] as const) {
      await choose(world, target);
      expect([rings(world), marked(world)]).toEqual([target, [target]]);
    }
  });

  it("the phone rings for a while, until its end or until now", async () => {
    const world = await signedInWorld(api);
    await choose(world, "softphone");
    expect(isShown(world, "end-for-a-while")).toBe(false);
    await choose(world, "15");
    expect([rings(world), isShown(world, "end-for-a-while")]).toEqual(["phone", true]);
    await world.pass(15 * MINUTE);
    expect([rings(world), isShown(world, "end-for-a-while")]).toEqual(["softphone", false]);
    await choose(world, "60");
    expect(rings(world)).toBe("phone");
    await choose(world, "end-for-a-while");
    expect(rings(world)).toBe("softphone");
  });

  it("the pause begins and ends", async () => {
    const world = await signedInWorld(api);
    const before = world.menu.get("pause");
    await choose(world, "pause");
    expect(world.items.pausedUntil).toBe(world.now - 5_000 + 60 * MINUTE);
    expect(world.menu.get("pause")).not.toEqual(before);
    await choose(world, "pause");
    expect([world.items.pausedUntil, world.menu.get("pause")]).toEqual([null, before]);
    await choose(world, "pause");
    await world.pass(60 * MINUTE);
    expect([world.items.pausedUntil, world.menu.get("pause")]).toEqual([null, before]);
  });

  it("what cannot be done is said on the toolbar", async () => {
    const world = await signedInWorld(api);
    world.script = Array(40).fill("server");
    world.die();
    world.start();
    void world.agent.menuChosen("softphone");
    await world.pass(10 * MINUTE);
    expect(world.paints.some(({ badge }) => badge.text === "NO")).toBe(true);
  });
});

it("what is refused at once is said on the toolbar", async () => {
  const world = await signedInWorld("ccm");
  await choose(world, "both");
  expect(world.paints.some(({ badge }) => badge.text === "NO")).toBe(true);
});

it("what is refused is told once, although storing takes time", async () => {
  const world = await signedInWorld("ccm");
  world.watch();
  world.failsWrite = () => {
    world.now += 3;
    return false;
  };
  await choose(world, "both");
  expect(world.notifications.times("switch")).toBe(1);
});

it("a pause that cannot be stored is said on the toolbar", async () => {
  const world = await signedInWorld("integrations-core");
  world.storageFull = true;
  void world.agent.menuChosen("pause");
  await world.settle();
  expect([world.items.pausedUntil, world.badge.text]).toEqual([null, "NO"]);
});

it("nothing stays marked once the evidence is too old", async () => {
  const world = await signedInWorld("integrations-core");
  expect(marked(world)).toHaveLength(1);
  world.script = Array(40).fill("server");
  await world.pass(3 * MINUTE);
  expect(marked(world)).toEqual([]);
});

it("the mark that the browser sets by itself is set right", async () => {
  const world = await signedInWorld("integrations-core");
  await world.agent.menuChosen("phone");
  await world.settle();
  const [id] = marked(world);
  expect(id).toBe("phone");
  // The browser takes a mark away that is chosen once more.
  const item = world.menu.get("phone");
  if (item !== undefined) world.menu.set("phone", { ...item, checked: false });
  await world.agent.menuChosen("phone");
  await world.settle();
  expect(marked(world)).toEqual(["phone"]);
});

it("the mark that the browser sets on what is refused at once is taken away", async () => {
  const world = await signedInWorld("ccm");
  const before = marked(world);
  const item = world.menu.get("both");
  if (item !== undefined) world.menu.set("both", { ...item, checked: true });
  await world.agent.menuChosen("both");
  await world.settle();
  expect(marked(world)).toEqual(before);
});
