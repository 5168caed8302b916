import { describe, expect, it } from "vitest";
import { afterForAWhile } from "../../../../src/core/rules/after-for-a-while.ts";
import { lastingChoice, nextTime, suggestedEnd } from "../../../../src/core/rules/for-a-while.ts";
import { ringsToChoose } from "../../../../src/core/rules/rings-to-choose.ts";
import type { WallClock } from "../../../../src/core/rules/wall-clock.ts";
import { BOTH, COMBINATIONS, Desk, deskWith, MINUTE, PHONE, SOFTPHONE } from "./desk.ts";

const CORE = "integrations-core";
const AFTERNOON = new Date(2026, 10, 2, 14, 37, 20).getTime();

describe("the time until which a choice lasts", () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();

  it.each([
    ["16:00", at(2, 16)],
    ["14:38", at(2, 14, 38)],
    ["14:37", at(3, 14, 37)],
    ["00:00", at(3, 0)],
    ["", null],
    ["soon", null],
    ["016:00", null],
    ["16:000", null],
  ])("is the next one that is called %s", (text, expected) => {
    expect(nextTime(text, AFTERNOON)).toBe(expected);
  });

  it("is tomorrow's where it is that time just now", () => {
    expect(nextTime("14:37", at(2, 14, 37))).toBe(at(3, 14, 37));
  });

  it("is the one that the clock on the wall shows, on a day of 23 hours too", () => {
    const asked: unknown[] = [];
    const clock: WallClock = (from, days, minutes) => {
      asked.push([from, days, minutes]);
      return { at: from - 1 + days, weekday: 1 };
    };
    nextTime("02:30", AFTERNOON, clock);
    expect(asked).toEqual([
      [AFTERNOON, 0, 150],
      [AFTERNOON, 1, 150],
    ]);
  });

  it.each([
    [at(2, 14, 37), "16:00"],
    [at(2, 14), "15:00"],
    [at(2, 14, 1), "16:00"],
    [at(2, 22, 30), "00:00"],
  ])("is a whole hour at first, an hour ahead or more", (now, expected) => {
    expect(suggestedEnd(now)).toBe(expected);
  });
});

describe("a choice for a while", () => {
  it("lasts to its end, and not after the clock was set back by a day", () => {
    const desk = new Desk(CORE, {});
    expect(lastingChoice(null, desk.now)).toBeNull();
    expect(lastingChoice(desk.rules, desk.now)).toBeNull();
    desk.forAWhile(PHONE, 15);
    const until = desk.now + 15 * MINUTE;
    expect(lastingChoice(desk.rules, until - 1)).toEqual({ target: PHONE, since: desk.now, until });
    expect(lastingChoice(desk.rules, until)).toBeNull();
    expect(lastingChoice(desk.rules, desk.now - 2 * 86_400_000)).toBeNull();
  });

  it.each(["phone", "softphone", "both"] as const)("leads back to what was before it: %s", (before) => {
    const desk = new Desk(CORE, {}, before);
    expect(afterForAWhile(null, desk.reading, null)).toBe(before);
    expect(afterForAWhile(desk.rules, desk.reading, BOTH)).toBe("both");
    for (const target of [PHONE, SOFTPHONE]) {
      desk.forAWhile(target, 15);
      expect(afterForAWhile(desk.rules, desk.reading, null)).toBe(before);
    }
    desk.pass(15 * MINUTE);
    expect(desk.rings).toBe(before);
  });

  it("leads nowhere else where no device was on", () => {
    const desk = new Desk("ccm", {}, "none");
    expect(afterForAWhile(desk.rules, desk.reading, null)).toBe("as-it-is");
    desk.forAWhile(PHONE, 15);
    expect(afterForAWhile(desk.rules, desk.reading, null)).toBe("as-it-is");
    desk.endForAWhile();
    expect(desk.rings).toBe("phone");
  });

  it.each(COMBINATIONS)("leads where it is said to with these rules in force: %j", (...inForce) => {
    const desk = deskWith(inForce);
    desk.forAWhile(SOFTPHONE, 15);
    const after = afterForAWhile(desk.rules, desk.reading, null);
    const isRuled = inForce.some((rule) => rule !== "for-a-while");
    expect(after).toBe(isRuled ? "rules" : "softphone");
    desk.endForAWhile();
    if (!isRuled) expect(desk.rings).toBe(after);
  });
});

describe("where calls can ring for a while", () => {
  const rings = (desk: Desk, kinds: readonly string[] = ["pstn", "sip"]) => {
    const { reading } = desk;
    const devices = reading.devices.filter(({ kind }) => kinds.includes(kind));
    return ringsToChoose({ ...reading, devices }, desk.input);
  };

  it.each([
    ["integrations-core", "softphone", ["phone", "softphone", "both"]],
    ["ccm", "softphone", ["phone", "softphone"]],
    ["usermapping", "softphone", ["phone", "softphone"]],
    ["usermapping", "both", ["phone", "softphone", "both"]],
  ] as const)("is what the API allows: %s, %s on", (api, on, expected) => {
    expect(rings(new Desk(api, {}, on))).toEqual(expected);
  });

  it("is only where there is a device", () => {
    expect(rings(new Desk(CORE, {}), ["sip"])).toEqual(["softphone"]);
    expect(rings(new Desk(CORE, {}), ["pstn"])).toEqual(["phone"]);
  });

  it("is a phone that is not verified yet, too: the answer then says why it cannot ring", () => {
    const desk = new Desk("ccm", {});
    const { reading } = desk;
    const devices = reading.devices.map((one) => (one.kind === "pstn" ? { ...one, verified: false } : one));
    expect(ringsToChoose({ ...reading, devices }, desk.input)).toEqual(["phone", "softphone"]);
  });
});
