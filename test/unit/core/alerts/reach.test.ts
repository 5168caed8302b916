import { describe, expect, it } from "vitest";
import { isCertain, type Reach, reachOf } from "../../../../src/core/alerts/reach.ts";
import { verdict } from "../../../../src/core/devices/verdict.ts";
import { newJournal } from "../../../../src/core/switching/journal.ts";
import { Desk, OPEN, PHONE, SOFTPHONE } from "../rules/desk.ts";

const CORE = "integrations-core";
const MUTED = { ...OPEN, isMuted: true };

/** What is known at a desk: whether a call would reach the agent, and whether that is certain. */
function known(desk: Desk, over: Partial<Desk["input"]> = {}): [Reach, boolean] {
  const input = { ...desk.input, ...over };
  return [reachOf(verdict(input), input), isCertain(verdict(input), input)];
}

describe("whether a call would reach the agent", () => {
  it.each<[Desk["api"], ConstructorParameters<typeof Desk>[2], Desk["registration"], Reach]>([
    [CORE, "phone", "registered", "well"],
    [CORE, "phone", "not-registered", "well"],
    [CORE, "softphone", "registered", "well"],
    [CORE, "softphone", "not-registered", "bad"],
    [CORE, "softphone", "not-reported", "unsure"],
    [CORE, "softphone", "not-read-since", "open"],
    [CORE, "both", "registered", "well"],
    [CORE, "both", "not-registered", "bad"],
    [CORE, "both", "not-reported", "unsure"],
    ["ccm", "softphone", "not-reported", "unsure"],
    ["ccm", "none", "not-reported", "bad"],
  ])("on %s, with %s on, %s: %s", (api, on, registration, reach) => {
    const desk = new Desk(api, {}, on);
    desk.registration = registration;
    expect(known(desk)).toEqual([reach, false]);
  });

  it.each(["softphone", "both"] as const)("is not sure where nobody hears it: %s", (on) => {
    const desk = new Desk(CORE, {}, on);
    desk.tabs = [MUTED];
    expect(known(desk)).toEqual(["unsure", false]);
  });

  it.each(["credentials", "offline"] as const)("is open where it is not known: %s", (what) => {
    const desk = new Desk(CORE, {});
    const odd = what === "offline" ? { offline: true } : ({ credentials: "refused" } as const);
    expect(known(desk, { status: { ...desk.input.status, ...odd } })).toEqual(["open", false]);
  });

  it("is open while a switch is under way, and certain where that has left no device on", () => {
    const desk = new Desk(CORE, {});
    const journal = newJournal({ origin: "popup", target: PHONE, askedAt: desk.now }, CORE, SOFTPHONE);
    expect(known(desk, { journal })).toEqual(["open", false]);
    expect(known(desk, { journal: { ...journal, failures: 1 } })[0]).not.toBe("open");
    expect(known(desk, { journal: { ...journal, noDeviceOn: true, failures: 1 } })[1]).toBe(true);
  });
});

it.each([
  ["closed", true],
  ["crashed", true],
  ["opening", false],
] as const)("the softphone's own tab is %s, which is certain: %s", (state, isSure) => {
  const desk = new Desk(CORE, {});
  desk.tab(state);
  expect(known(desk)).toEqual(["bad", isSure]);
});
