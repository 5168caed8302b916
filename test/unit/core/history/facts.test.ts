import { describe, expect, it } from "vitest";
import { evidenceExpiresAt } from "../../../../src/core/devices/verdict.ts";
import { factsOf, holdUntil } from "../../../../src/core/history/facts.ts";
import { Desk, OPEN } from "../rules/desk.ts";

const CORE = "integrations-core";

describe("whether the softphone is registered", () => {
  it.each([
    ["is said by Exotel", CORE, "both", "registered", true],
    ["is said by Exotel, too, where it is not", CORE, "both", "not-registered", false],
    ["is not known where it is in doubt", CORE, "both", "not-read-since", null],
    ["is not known, and no loss, where it is off", CORE, "phone", "not-registered", null],
    ["is not known where Exotel never says it", "ccm", "softphone", "not-reported", null],
  ] as const)("%s", (_what, api, on, registration, expected) => {
    const desk = new Desk(api, {}, on);
    desk.registration = registration;
    expect(factsOf(desk.input)?.registered).toBe(expected);
  });

  it("is not known where its own tab is gone, whatever Exotel still says", () => {
    const desk = new Desk(CORE, {}, "both");
    desk.tab("closed");
    expect(factsOf(desk.input)).toMatchObject({ registered: null, tab: "page-closed", reach: "phone" });
  });
});

it("a tab that nobody hears is told as such, and none where none is watched", () => {
  const desk = new Desk(CORE, {});
  expect(factsOf(desk.input)?.tab).toBeNull();
  desk.tab("open");
  expect(factsOf(desk.input)?.tab).toBe("open");
  desk.tabs = [{ ...OPEN, isMuted: true }];
  expect(factsOf(desk.input)?.tab).toBe("muted");
});

it("facts of a reading hold until its life ends, and no longer at that very moment", () => {
  const { input } = new Desk(CORE, {}, "both");
  const end = evidenceExpiresAt(input.status) ?? 0;
  for (const now of [input.now, end]) {
    const then = { ...input, now };
    const facts = factsOf(then);
    expect(facts?.reach).toBe("both");
    expect(facts && holdUntil(facts, then)).toBe(end);
  }
});
