import { describe, expect, it } from "vitest";
import { type HistoryView, historyView } from "../history/history-view.ts";
import { elements, wordsOf } from "../rendered.ts";
import { signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** The history's page of now, with the time of a call. */
function pageOf({ items, history, historyMark, now }: WireWorld, time = ""): HistoryView {
  return historyView(items, { records: history, mark: historyMark }, { day: null, time }, now);
}

/** A moment as a time field takes it. */
const clockTime = (moment: number): string => new Date(moment).toTimeString().slice(0, 8);

/** What the popup says of the day. */
function today(world: WireWorld): string {
  return elements(world.popup.page(), ({ tag }) => tag === "a")
    .map((one) => wordsOf([one]))
    .filter((words) => words.startsWith("Today"))
    .join();
}

/** Signed in, and the first state recorded. */
async function begun(): Promise<WireWorld> {
  const world = await signedInWireWorld("integrations-core");
  await world.pass(1_000);
  return world;
}

async function checkNow(world: WireWorld): Promise<void> {
  await world.popup.press("Check now");
  await world.pass(1_000);
}

describe("the agent's day", () => {
  it("is recorded as it happens, and the page tells of it", async () => {
    const world = await begun();
    expect(pageOf(world).rang).toEqual(["Phone and softphone", "Not observed"]);
    world.wire.store.dropSoftphone();
    await checkNow(world);
    await world.pass(1_000);
    const { rang, answer } = pageOf(world, clockTime(world.now - 1_000));
    expect(rang).toEqual(["Only the phone", "Phone and softphone", "Not observed"]);
    expect(answer).toMatch(
      /a call would have rung on your phone only\. From .*, Hookswitch showed: “Calls ring on your phone only\. Your softphone is on, but not registered/,
    );
    const first = world.history[0]?.at ?? 0;
    expect(pageOf(world, clockTime(first - 2_000)).answer).toContain("nothing was observed");
  });

  it("says who switched: the agent, or somebody elsewhere", async () => {
    const world = await begun();
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    await world.pass(1_000);
    expect(pageOf(world).rows[0]?.slice(2).join(" ")).toMatch(
      /^Only the phone .* You switched in the popup\.$/,
    );
    world.wire.store.setIntegrations({ sip: true });
    await checkNow(world);
    expect(pageOf(world).rows[0]?.slice(2).join(" ")).toMatch(/^Phone and softphone .* Changed elsewhere\.$/);
  });

  it("is told in the popup's footer", async () => {
    const world = await begun();
    expect(today(world)).toBe("Today: no gaps");
    world.wire.store.setIntegrations({ phone: false });
    world.wire.store.dropSoftphone();
    await checkNow(world);
    // One that was shorter would not count once it is over.
    await world.pass(5_000);
    expect(today(world)).toBe("Today: 1 gap, 6 s so far");
    world.wire.store.setIntegrations({ phone: true });
    await checkNow(world);
    expect(world.badge.text).toBe("!");
    expect(today(world)).toBe("Today: 1 gap, 6 s so far");
    await world.choose({ keepsHistory: false });
    await world.pass(1_000);
    expect(today(world)).toBe("Today");
  });

  it("has a gap where the machine slept", async () => {
    const world = await begun();
    world.sleep(600_000);
    await world.pass(1_000);
    const { rang, answer } = pageOf(world, clockTime(world.now - 300_000));
    expect(rang).toEqual(["Phone and softphone", "Not observed", "Phone and softphone", "Not observed"]);
    expect(answer).toContain("The browser was closed, the computer slept");
  });
});
