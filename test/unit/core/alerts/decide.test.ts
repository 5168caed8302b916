import { beforeEach, describe, expect, it } from "vitest";
import { ruleOccasion } from "../../../../src/core/alerts/rule-occasion.ts";
import { verdict } from "../../../../src/core/devices/verdict.ts";
import { message } from "../../../../src/core/message.ts";
import { endedByAgent } from "../../../../src/core/rules/for-a-while.ts";
import type { RuleName } from "../../../../src/core/rules/precedence.ts";
import { INITIAL_RULES, type RulesMemory } from "../../../../src/core/rules/rules-memory.ts";
import { newJournal } from "../../../../src/core/switching/journal.ts";
import { BOTH, OPEN, PHONE, SOFTPHONE } from "../rules/desk.ts";
import { MINUTE, PERIOD, Teller } from "./teller.ts";

let teller: Teller;

const drop = (): void => teller.register("not-registered");
const mend = (): void => teller.register("registered");

const EVERY_RULE = { ringsWhileLocked: true, workingHours: true, ringsWhenDropped: true } as const;

/** A rule has just come into force, or none has. */
function inForce(by: RuleName | null): RulesMemory {
  if (by === null) return INITIAL_RULES;
  const record = { ...INITIAL_RULES.records[by], since: teller.desk.now };
  return { ...INITIAL_RULES, records: { ...INITIAL_RULES.records, [by]: record } };
}

/** The softphone has dropped, and the agent was told. */
function dropped(): void {
  drop();
  teller.pass(2 * PERIOD);
  expect(teller.title()).toBe("You would miss a call now");
}

beforeEach(() => {
  teller = new Teller();
  teller.pass(10 * MINUTE);
  expect(teller.showings).toEqual([]);
});

describe("an episode begins", () => {
  it("after two readings that agree", () => {
    drop();
    teller.pass(PERIOD);
    expect(teller.shown.size).toBe(0);
    // The same reading, looked at again, is no second one.
    teller.tell();
    teller.pass(PERIOD - 1);
    expect(teller.shown.size).toBe(0);
    teller.pass(1);
    expect(teller.text()).toBe(teller.verdict);
    expect(teller.text()).toContain("Calls will not reach you.");
  });

  it("not after two readings with a good one, or none, between them", () => {
    for (const between of [mend, () => Object.assign(teller.status, { offline: true })]) {
      drop();
      teller.pass(PERIOD);
      between();
      teller.pass(PERIOD);
      teller.status = {};
      drop();
      teller.pass(PERIOD);
      expect(teller.shown.size).toBe(0);
      mend();
      teller.pass(PERIOD);
    }
  });

  it("where the phone rings and the softphone is on and cannot", () => {
    teller = new Teller("both");
    drop();
    teller.pass(2 * PERIOD);
    expect(teller.title()).toBe("Your softphone cannot ring");
    expect(teller.text()).toBe(teller.verdict);
    expect(teller.text()).toContain("Calls ring on your phone only.");
  });

  it.each(["closed", "left", "crashed", "asleep", "frozen"] as const)(
    "at once where the softphone's own tab is %s",
    (state) => {
      teller.tab("open");
      teller.tab(state);
      expect(teller.title()).toBe("You would miss a call now");
      expect(teller.text()).toBe(teller.verdict);
    },
  );

  it("not at once while the tab is loading", () => {
    teller.tab("opening");
    expect(teller.shown.size).toBe(0);
    teller.pass(2 * PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("not on what is only in doubt, and not on what is not known", () => {
    for (const registration of ["not-reported", "not-read-since"] as const) {
      teller.register(registration);
      teller.pass(5 * PERIOD);
    }
    teller.status = { credentials: "missing" };
    teller.pass(5 * PERIOD);
    expect([teller.showings, teller.memory.alerts.episode]).toEqual([[], null]);
  });

  it("not on old evidence", () => {
    drop();
    teller.pass(PERIOD);
    teller.desk.now += 2 * 3_600_000;
    teller.tell();
    teller.read();
    expect(teller.shown.size).toBe(0);
  });
});

describe("an episode", () => {
  it("has one notification, whose text follows the verdict", () => {
    dropped();
    teller.tab("closed");
    expect(teller.text()).toBe(teller.verdict);
    expect(teller.text()).toContain("softphone's page is closed");
    teller.status = { offline: true };
    teller.tell();
    expect([teller.title(), teller.text()]).toEqual(["Calls may not reach you", teller.verdict]);
    teller.status = { credentials: "refused" };
    teller.tell();
    expect([teller.title(), teller.text()]).toEqual(["Calls may not reach you", teller.verdict]);
    // It says the same already.
    expect(teller.shown.has("credentials")).toBe(false);
    teller.status = {};
    teller.desk.tabs = [];
    teller.pass(PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
    expect(teller.times()).toBe(1);
  });

  it("is over when the softphone can ring, and that is told where it lasted over a minute", () => {
    dropped();
    mend();
    teller.pass(PERIOD);
    expect(teller.shown.size).toBe(0);
    dropped();
    teller.pass(3 * PERIOD);
    mend();
    teller.pass(PERIOD);
    expect([...teller.shown.keys()]).toEqual(["well"]);
    expect(teller.title("well")).toBe("All is well again");
    expect(teller.text("well")).toBe(teller.verdict);
    expect(teller.shown.get("well")?.isSilent).toBe(true);
  });

  it("is not said to be well where Exotel does not say if the softphone can ring", () => {
    teller = new Teller("softphone", {}, "ccm");
    teller.tab("closed");
    teller.pass(3 * MINUTE);
    teller.tab("open");
    expect(teller.title("well")).toBe("The problem is over");
    expect(teller.text("well")).toBe(teller.verdict);
  });

  it("goes on while the softphone's page is back and may not have registered yet", () => {
    teller.tab("closed");
    teller.pass(3 * MINUTE);
    teller.desk.tabs = [{ ...OPEN, returnedAt: teller.desk.now }];
    teller.desk.readAt = teller.desk.now - PERIOD / 2;
    teller.tell();
    expect([teller.title(), teller.text()]).toEqual(["Your softphone may not ring", teller.verdict]);
    teller.pass(2 * PERIOD);
    expect([...teller.shown.keys()]).toEqual(["well"]);
  });

  it("that the agent was not told of ends without a word", () => {
    teller.desk.settings = { ...teller.desk.settings, tellsUnreached: false };
    drop();
    teller.pass(10 * PERIOD);
    mend();
    teller.pass(10 * PERIOD);
    expect(teller.showings).toEqual([]);
  });

  it("that the agent was not told of ends without a word, though they want to be told since", () => {
    const settings = teller.desk.settings;
    teller.desk.settings = { ...settings, tellsUnreached: false };
    drop();
    teller.pass(10 * PERIOD);
    teller.desk.settings = settings;
    mend();
    teller.pass(PERIOD);
    expect(teller.showings).toEqual([]);
  });

  it("takes back that all is well once that no longer holds", () => {
    dropped();
    teller.pass(3 * PERIOD);
    mend();
    teller.pass(PERIOD);
    teller.status = { offline: true };
    teller.tell();
    expect(teller.shown.size).toBe(0);
  });
});

describe("a notification that was closed", () => {
  it("does not come again in the same episode, but in the next", () => {
    dropped();
    teller.close();
    expect(teller.shown.size).toBe(0);
    teller.tab("closed");
    teller.pass(30 * MINUTE);
    expect(teller.times()).toBe(1);
    teller.desk.tabs = [];
    mend();
    teller.pass(PERIOD);
    dropped();
    expect(teller.times()).toBe(2);
  });

  it("comes again 15 minutes after `Later`, if there is still reason", () => {
    dropped();
    teller.later();
    teller.pass(15 * MINUTE - 1);
    expect(teller.shown.size).toBe(0);
    teller.pass(1);
    expect(teller.title()).toBe("You would miss a call now");
    expect(teller.times()).toBe(2);
    teller.later();
    mend();
    teller.pass(PERIOD);
    expect(teller.title("well")).toBe("All is well again");
    // A softphone that comes and goes is silent, too.
    drop();
    teller.pass(5 * MINUTE);
    expect(teller.shown.size).toBe(0);
    teller.pass(10 * MINUTE);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("is not silent without end where the clock is set back", () => {
    dropped();
    teller.later();
    teller.desk.now -= 24 * 3_600_000;
    teller.desk.readAt = teller.desk.now;
    teller.pass(2 * PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });
});

describe("nothing is shown", () => {
  it("while the screen is locked; and one on return, if it is still bad", () => {
    teller.presence("locked");
    drop();
    teller.pass(20 * MINUTE);
    expect(teller.showings).toEqual([]);
    teller.presence("active");
    expect(teller.title()).toBe("You would miss a call now");
    expect(teller.times()).toBe(1);
    teller.presence("locked");
    mend();
    teller.pass(PERIOD);
    expect(teller.shown.size).toBe(0);
    teller.presence("active");
    teller.pass(PERIOD);
    expect(teller.showings).toHaveLength(1);
  });

  it("anew of what has changed meanwhile: what is there already says it on return", () => {
    drop();
    teller.pass(2 * PERIOD);
    const before = teller.text();
    teller.presence("locked");
    teller.tab("closed");
    teller.pass(PERIOD);
    expect(teller.text()).toBe(before);
    teller.presence("active");
    expect(teller.text()).toBe(teller.verdict);
    expect(teller.text()).not.toBe(before);
    expect(teller.times()).toBe(1);
  });

  it("on return by what was read before, until it is read anew", () => {
    teller.presence("locked");
    drop();
    teller.pass(20 * MINUTE);
    teller.desk.now += 2 * 3_600_000;
    teller.presence("active");
    expect(teller.shown.size).toBe(0);
    teller.read();
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("in quiet hours, over midnight too; and one after them", () => {
    // The desk's clock says 10:10.
    teller.desk.settings = {
      ...teller.desk.settings,
      quietHours: true,
      quietFrom: "22:00",
      quietUntil: "10:30",
    };
    drop();
    teller.pass(20 * MINUTE - 1);
    expect(teller.showings).toEqual([]);
    teller.pass(1);
    expect(teller.title()).toBe("You would miss a call now");
    teller.pass(12 * 3_600_000);
    expect(teller.times()).toBe(1);
  });

  it("while the agent has paused alerts; and one after the pause", () => {
    teller.desk.pausedUntil = teller.desk.now + 20 * MINUTE;
    drop();
    teller.pass(20 * MINUTE - 1);
    expect(teller.showings).toEqual([]);
    teller.pass(1);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("that the worker could not ask for before the screen was locked", () => {
    teller.isDead = true;
    dropping();
    teller.isDead = false;
    teller.presence("locked");
    expect(teller.showings).toEqual([]);
    teller.presence("active");
    expect(teller.times()).toBe(1);
  });

  function dropping(): void {
    drop();
    teller.pass(2 * PERIOD);
    expect(teller.memory.alerts.kinds.reach.due).toBe("show");
  }
});

describe("what the agent has just done themselves", () => {
  it.each(["key", "menu", "popup", "notification", "for-a-while"] as const)(
    "is not told for two minutes: %s",
    (origin) => {
      teller = new Teller("phone");
      drop();
      teller.switchTo(origin, false, true);
      teller.pass(2 * MINUTE - 1_001);
      expect(teller.showings).toEqual([]);
      teller.pass(1);
      expect(teller.title()).toBe("You would miss a call now");
    },
  );

  it("is not told at all where they have turned off everything", () => {
    teller = new Teller("phone", {}, "ccm");
    teller.switchTo("popup", false, false);
    teller.pass(8 * 3_600_000);
    expect(teller.showings).toEqual([]);
    // Somebody else has turned it on and off again.
    teller.desk.elsewhere(PHONE);
    teller.tell();
    teller.desk.elsewhere({ phone: false, sip: false });
    teller.tell();
    teller.pass(PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("does not excuse what comes after all was well", () => {
    teller = new Teller("phone");
    teller.switchTo("popup", false, true);
    drop();
    teller.pass(2 * PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("does not excuse what comes after all was as well as Exotel says", () => {
    teller = new Teller("phone", {}, "ccm");
    teller.switchTo("popup", false, true);
    teller.tab("closed");
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("is remembered for as long as their switch is not over, whatever is read meanwhile", () => {
    const press = { origin: "popup", target: BOTH, askedAt: teller.desk.now } as const;
    teller.journal = { ...newJournal(press, "integrations-core", SOFTPHONE), failures: 1 };
    teller.read();
    expect(teller.memory.alerts.press).toEqual({ at: press.askedAt, target: BOTH });
  });

  it("does not excuse what somebody else has changed since", () => {
    teller = new Teller("phone");
    drop();
    teller.switchTo("popup", true, true);
    expect(teller.showings).toEqual([]);
    teller.desk.elsewhere({ phone: false, sip: true });
    teller.tell();
    teller.pass(PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("is no excuse without end where the clock is set back", () => {
    teller = new Teller("phone");
    drop();
    teller.switchTo("popup", false, true);
    teller.desk.now -= 24 * 3_600_000;
    teller.desk.readAt = teller.desk.now;
    teller.pass(2 * PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("is not what a rule has done, nor the end of a choice for a while", () => {
    for (const origin of ["lock", "hours", "safety-net"] as const) {
      teller = new Teller("phone");
      drop();
      teller.switchTo(origin, false, true);
      teller.pass(PERIOD);
      expect(teller.title()).toBe("You would miss a call now");
    }
    teller = new Teller("phone");
    drop();
    const plan = { by: "for-a-while", isReturn: true, target: {}, at: 0, isBegun: true, tries: 1 } as const;
    teller.desk.rules = { ...INITIAL_RULES, plan };
    teller.switchTo("for-a-while", false, true);
    teller.pass(PERIOD);
    expect(teller.title()).toBe("You would miss a call now");
  });

  it("does not end an episode", () => {
    dropped();
    teller.switchTo("popup", true, true);
    expect(teller.title()).toBe("Your softphone cannot ring");
    expect(teller.times()).toBe(1);
  });
});

describe("a switch under way", () => {
  it("tells nothing of where it leads", () => {
    const { journal } = underWay();
    teller.journal = journal;
    teller.desk.on = { phone: false, sip: false };
    teller.tell();
    teller.desk.now += 5_000;
    teller.read();
    teller.desk.now += 500;
    teller.read();
    expect([teller.showings, teller.memory.alerts.episode]).toEqual([[], null]);
  });

  it("that is in trouble and has left no device on is told at once", () => {
    const { journal } = underWay();
    teller.journal = { ...journal, noDeviceOn: true, failures: 1 };
    teller.desk.on = { phone: false, sip: false };
    teller.read();
    expect(teller.text()).toBe(teller.verdict);
    expect(teller.text()).toContain("Calls will not reach you.");
  });

  function underWay() {
    teller = new Teller("phone", {}, "ccm");
    teller.switchTo("popup", false, true);
    const target = { phone: true, sip: false };
    const journal = {
      origin: "popup",
      target,
      askedAt: teller.desk.now,
      api: "ccm",
      phase: { name: "ready", sure: true },
      before: { phone: false, sip: true },
      noDeviceOn: false,
      compensatesFor: null,
      answered: false,
      turnedOff: ["sip"],
      attempt: { writes: 1, repeated: false },
      failures: 0,
      refusals: 0,
      waiting: null,
    } as const;
    return { journal };
  }
});

describe("each other kind", () => {
  it("tells that the softphone's tab is muted", () => {
    teller.desk.tabs = [{ ...OPEN, isMuted: true }];
    teller.tell();
    expect([teller.title("muted"), teller.text("muted")]).toEqual([
      "Your softphone is muted",
      teller.verdict,
    ]);
    expect(teller.buttons("muted")).toEqual(["unmute", "later"]);
    expect(teller.shown.get("muted")).toMatchObject({ stays: true, isSilent: false });
    teller.tab("open");
    expect(teller.shown.size).toBe(0);
  });

  it("tells that Exotel refuses the credentials", () => {
    teller.status = { credentials: "refused" };
    teller.tell();
    expect(teller.title("credentials")).toBe("Hookswitch cannot see your devices");
    expect(teller.text("credentials")).toBe(teller.verdict);
    expect(teller.buttons("credentials")).toEqual(["later"]);
    expect(teller.shown.get("credentials")).toMatchObject({ stays: true, isSilent: false });
    teller.close("credentials");
    teller.pass(MINUTE);
    expect(teller.shown.size).toBe(0);
    teller.status = {};
    teller.tell();
    teller.status = { credentials: "refused" };
    teller.tell();
    expect(teller.times("credentials")).toBe(2);
  });

  it("tells 14, 7 and 1 days before the token ends", () => {
    const DAY = 24 * 60 * MINUTE;
    const at = teller.desk.now + 15 * DAY;
    teller.tokenEnd = { at, from: "token" };
    const told: string[] = [];
    for (let day = 0; day < 16; day += 1) {
      const before = teller.times("token");
      teller.tell();
      if (teller.times("token") > before) told.push(`${15 - day}: ${teller.text("token")}`);
      teller.close("token");
      teller.desk.now += DAY;
    }
    const ask = "Ask your administrator for a new one.";
    expect(told).toEqual([
      `14: Your app token ends in 14 days. ${ask}`,
      `7: Your app token ends in 7 days. ${ask}`,
      `1: Your app token ends in 1 day. ${ask}`,
    ]);
    teller.tokenEnd = { at: teller.desk.now + 3 * DAY, from: "saved" };
    teller.tell();
    expect(teller.text("token")).toBe(`Your app token ends in 3 days, or sooner. ${ask}`);
    expect([teller.title("token"), teller.buttons("token")]).toEqual(["Your app token ends soon", ["later"]]);
    expect(teller.shown.get("token")).toMatchObject({ stays: false, isSilent: false });
  });

  it("tells of a switch that failed, unless the popup has asked for it", () => {
    const name = "Asha";
    const problem = [
      message("switchNotMade"),
      message("itSaid", { words: "+919876543210" }),
      message("tryAgainIn", { span: { list: [name] } }),
      message("tryAgainIn", { span: message("itSaid", { words: name }) }),
      message("tryAgainIn", { span: message("spanHoursMinutes", { hours: name, minutes: 5 }) }),
      message("tryAgainIn", { span: message("spanMinutes", { count: 5 }) }),
    ];
    const failed = { at: teller.desk.now, problem, remedy: [], requestId: null };
    teller.notice = { ...failed, origin: "popup" };
    teller.tell();
    teller.notice = failed;
    teller.tell();
    expect(teller.showings).toEqual([]);
    teller.notice = { ...failed, origin: "key" };
    teller.tell();
    // A server's words may hold a number, and a list has names.
    expect(teller.title("switch")).toBe("A switch may have failed");
    expect(teller.text("switch")).toBe("Not switched. Try again in 5 min. Open Hookswitch to see more.");
    teller.notice = null;
    teller.tell();
    expect(teller.shown.size).toBe(0);
  });

  it("tells what a rule has done, but not what the agent has chosen", () => {
    const { now } = teller.desk;
    const made = { by: "for-a-while", isReturn: false, target: PHONE, at: now } as const;
    teller.desk.rules = { ...inForce("for-a-while"), made };
    teller.tell();
    expect(teller.shown.size).toBe(0);
    // They have ended it themselves.
    const rules = { ...INITIAL_RULES, made: { ...made, isReturn: true } };
    teller.desk.rules = endedByAgent(rules, now);
    teller.tell();
    expect(teller.shown.size).toBe(0);
    const words: string[] = [];
    teller.desk.settings = { ...teller.desk.settings, ...EVERY_RULE };
    for (const by of ["for-a-while", "lock", "hours", "safety-net"] as const) {
      for (const isReturn of [false, true]) {
        if (by === "for-a-while" && !isReturn) continue;
        teller.desk.rules = {
          ...inForce(isReturn ? null : by),
          made: { ...made, by, isReturn, at: now + words.length },
        };
        teller.tell();
        expect(teller.text("rule")).toContain(teller.verdict);
        words.push(teller.text("rule")?.replace(` ${teller.verdict}`, "") ?? "");
      }
    }
    expect(words).toEqual([
      "The time that you chose is over.",
      "This computer was locked.",
      "This computer is no longer locked.",
      "Your working hours are over.",
      "Your working hours have begun.",
      "Your softphone dropped.",
      "Your softphone came back.",
    ]);
    expect(teller.times("rule")).toBe(words.length);
    expect([teller.title("rule"), teller.buttons("rule")]).toEqual(["A rule has set where calls ring", []]);
    expect(teller.shown.get("rule")).toMatchObject({ stays: false, isSilent: true });
  });

  it("does not tell of a rule that is over before it could be told, nor of the end of one that was turned off", () => {
    const made = { by: "hours", isReturn: false, target: PHONE, at: teller.desk.now } as const;
    teller.desk.rules = { ...INITIAL_RULES, made };
    teller.desk.settings = { ...teller.desk.settings, ...EVERY_RULE };
    teller.tell();
    teller.desk.rules = { ...INITIAL_RULES, made: { ...made, isReturn: true } };
    teller.desk.settings = { ...teller.desk.settings, workingHours: false };
    teller.tell();
    expect(teller.times("rule")).toBe(0);
  });

  it("tells that a rule has paused", () => {
    const record = { ...INITIAL_RULES.records.lock, pausedUntil: teller.desk.now + MINUTE };
    teller.desk.rules = { ...INITIAL_RULES, records: { ...INITIAL_RULES.records, lock: record } };
    teller.tell();
    expect(teller.title("rule")).toBe("A rule has paused");
    expect(teller.text("rule")).toContain("Your devices were changed back twice.");
    // It may be told late, as after a lock.
    expect(teller.text("rule")).toMatch(/It starts again at \S+ [AP]M\./);
    // Another one has paused instead.
    teller.desk.rules = { ...INITIAL_RULES, records: { ...INITIAL_RULES.records, hours: record } };
    teller.tell();
    expect(teller.text("rule")).toContain("no longer follows your working hours");
    expect(teller.times("rule")).toBe(2);
  });

  it("tells nothing of rules where none are known", () => {
    expect(ruleOccasion(verdict(teller.facts), { ...teller.facts, rules: null })).toBeNull();
  });

  it.each([
    ["tellsUnreached", "reach"],
    ["tellsMuted", "muted"],
    ["tellsRefused", "credentials"],
    ["tellsTokenEnd", "token"],
    ["tellsFailedSwitch", "switch"],
    ["tellsRuleSwitch", "rule"],
  ] as const)("is not told where the agent does not want it: %s", (setting, kind) => {
    const cause = (of: Teller): void => {
      const { now } = of.desk;
      if (kind === "reach") of.tab("closed");
      if (kind === "muted") of.desk.tabs = [{ ...OPEN, isMuted: true }];
      if (kind === "credentials") of.status = { credentials: "refused" };
      if (kind === "token") of.tokenEnd = { at: now + MINUTE, from: "token" };
      if (kind === "switch") of.notice = { at: now, problem: [], remedy: [], requestId: null, origin: "key" };
      const made = { by: "hours", isReturn: false, target: PHONE, at: now } as const;
      if (kind === "rule") of.desk.rules = { ...inForce("hours"), made };
      of.tell();
    };
    cause(teller);
    expect([...teller.shown.keys()]).toEqual([kind]);
    teller.desk.settings = { ...teller.desk.settings, [setting]: false };
    teller.tell();
    expect(teller.shown.size).toBe(0);
  });
});

describe("the moment at which to look again, however seldom there is a read, is", () => {
  const nextAt = (): number | null => teller.memory.alerts.nextAt;
  const now = (): number => teller.desk.now;

  it("none where time changes nothing", () => {
    expect(nextAt()).toBeNull();
    teller.presence("locked");
    expect(nextAt()).toBeNull();
  });

  it("the end of the agent's pause", () => {
    teller.desk.pausedUntil = now() + 20 * MINUTE;
    teller.tell();
    expect(nextAt()).toBe(now() + 20 * MINUTE);
  });

  it("when the agent is told of the token's end", () => {
    teller.tokenEnd = { at: now() + 8 * 24 * 60 * MINUTE, from: "token" };
    teller.tell();
    expect(nextAt()).toBe(now() + 24 * 60 * MINUTE);
  });

  it("the end of what they want to hear later, and the first of several", () => {
    dropped();
    teller.later();
    const until = now() + 15 * MINUTE;
    expect(nextAt()).toBe(until);
    teller.tokenEnd = { at: now() + 24 * 60 * MINUTE + 20 * MINUTE, from: "token" };
    teller.tell();
    expect(nextAt()).toBe(until);
    teller.desk.pausedUntil = now() + 10 * MINUTE;
    teller.tell();
    expect(nextAt()).toBe(now() + 10 * MINUTE);
  });

  it("none once that is over", () => {
    dropped();
    teller.later();
    mend();
    teller.pass(15 * MINUTE - 1);
    expect(nextAt()).toBe(now() + 1);
    teller.pass(1);
    expect(nextAt()).toBeNull();
  });

  it("when a press of theirs no longer explains what was read", () => {
    teller = new Teller("phone");
    const askedAt = now();
    teller.switchTo("popup", false, true);
    expect(nextAt()).toBeNull();
    teller = new Teller("phone");
    drop();
    teller.switchTo("popup", false, true);
    expect(nextAt()).toBe(askedAt + 2 * MINUTE);
    teller = new Teller("phone", {}, "ccm");
    teller.switchTo("popup", false, false);
    expect(nextAt()).toBeNull();
  });
});

describe("the buttons", () => {
  it("do not change while a switch that may mend it is under way, and then say what helps", () => {
    dropped();
    expect(teller.shown.get("reach")).toMatchObject({ stays: true, isSilent: false });
    const askedAt = teller.desk.now;
    const press = { origin: "popup", target: BOTH, askedAt } as const;
    const journal = newJournal(press, "integrations-core", SOFTPHONE);
    teller.journal = journal;
    teller.tell();
    expect(teller.buttons()).toEqual(["ring-phone", "later"]);
  });

  it("are to ring the phone, and to open the softphone where its page is known", () => {
    dropped();
    expect(teller.buttons()).toEqual(["ring-phone", "later"]);
    teller.desk.settings = { ...teller.desk.settings, softphonePage: "https://softphone.example/" };
    teller.tell();
    expect(teller.buttons()).toEqual(["ring-phone", "open-softphone"]);
  });

  it("do not open a softphone that is off", () => {
    teller = new Teller("phone", { softphonePage: "https://softphone.example/" }, "ccm");
    teller.desk.elsewhere({ phone: false, sip: false });
    teller.pass(2 * PERIOD);
    expect(teller.buttons()).toEqual(["ring-phone", "later"]);
  });

  it("are only to be told later where nothing helps", () => {
    dropped();
    teller.status = { offline: true };
    teller.tell();
    expect(teller.buttons()).toEqual(["later"]);
  });

  it("open the softphone first where the phone rings already", () => {
    teller = new Teller("both");
    teller.desk.settings = { ...teller.desk.settings, softphonePage: "https://softphone.example/" };
    teller.tab("closed");
    expect(teller.buttons()).toEqual(["open-softphone", "later"]);
  });
});
