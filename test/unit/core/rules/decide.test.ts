import { describe, expect, it } from "vitest";
import { chosenForAWhile } from "../../../../src/core/rules/choice-for-a-while.ts";
import { decide } from "../../../../src/core/rules/decide.ts";
import { PRECEDENCE } from "../../../../src/core/rules/precedence.ts";
import { INITIAL_RULES } from "../../../../src/core/rules/rules-memory.ts";
import { newJournal } from "../../../../src/core/switching/journal.ts";
import {
  BOTH,
  COMBINATIONS,
  Desk,
  deskWith,
  EVENING,
  inCharge,
  MINUTE,
  MONDAY,
  OPEN,
  PHONE,
  SOFTPHONE,
} from "./desk.ts";

const CORE = "integrations-core";
const LOCK = { ringsWhileLocked: true };
const NET = { ringsWhenDropped: true };
const HOURS = { workingHours: true };

describe("for a while", () => {
  it.each([CORE, "ccm", "usermapping"] as const)(
    "rings there until then, and what was before after it (%s)",
    (api) => {
      const desk = new Desk(api, {});
      desk.forAWhile(PHONE, 15);
      expect([desk.rings, inCharge(desk)]).toEqual(["phone", "for-a-while"]);
      desk.pass(15 * MINUTE - 1);
      expect(desk.rings).toBe("phone");
      desk.pass(1);
      expect([desk.rings, inCharge(desk)]).toEqual(["softphone", null]);
      // Its end is still to be told.
      expect(desk.rules.made).toMatchObject({ by: "for-a-while", isReturn: true });
      desk.press(PHONE);
      desk.pass(1);
      expect(desk.rules).toEqual(INITIAL_RULES);
    },
  );

  it("ends at once on request, and is prolonged without losing what was before", () => {
    const desk = new Desk(CORE, {});
    desk.forAWhile(PHONE, 15);
    desk.pass(10 * MINUTE);
    desk.forAWhile(PHONE, 20);
    desk.pass(19 * MINUTE);
    expect(desk.rings).toBe("phone");
    desk.endForAWhile();
    expect(desk.rings).toBe("softphone");
  });

  it("is remembered before its switch is made", () => {
    const desk = new Desk(CORE, {});
    const until = desk.now + 15 * MINUTE;
    const rules = chosenForAWhile(desk.rules, PHONE, SOFTPHONE, desk.now, until);
    const journal = newJournal({ origin: "for-a-while", target: PHONE, askedAt: desk.now }, CORE, SOFTPHONE);
    expect(decide({ ...desk.input, rules, journal }).rules).toEqual({ ...rules, nextAt: until });
  });

  it("is remembered while nothing is known of the devices, and what was before after it, too", () => {
    const desk = new Desk(CORE, {});
    desk.forAWhile(PHONE, 15);
    desk.now += 10 * MINUTE;
    desk.decide();
    expect(desk.rules.forAWhile).not.toBeNull();
    desk.now += 10 * MINUTE;
    desk.decide();
    expect([desk.rules.forAWhile, desk.rules.before?.devices]).toEqual([null, SOFTPHONE]);
    desk.read();
    expect(desk.rings).toBe("softphone");
  });

  it("ends with the agent's next press, and then restores nothing", () => {
    const desk = new Desk(CORE, {});
    desk.forAWhile(PHONE, 15);
    desk.press(BOTH);
    desk.pass(60 * MINUTE);
    expect([desk.rings, desk.switched]).toEqual(["both", []]);
  });

  it("does not outlast a clock that is set back by days", () => {
    const desk = new Desk(CORE, {});
    desk.forAWhile(PHONE, 15);
    desk.now -= 2 * 24 * 60 * MINUTE;
    desk.read();
    expect(desk.rings).toBe("softphone");
  });
});

describe("a pause", () => {
  it.each([CORE, "ccm", "usermapping"] as const)("puts off what a rule would do (%s)", (api) => {
    const desk = new Desk(api, LOCK);
    desk.pause(60);
    desk.presenceIs("locked");
    desk.pass(60 * MINUTE - 1);
    expect([desk.rings, desk.switched]).toEqual(["softphone", []]);
    desk.pass(30_001);
    expect(desk.rings).toBe("phone");
  });

  it("puts off what would be restored", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(MINUTE);
    desk.pause(60);
    desk.presenceIs("active");
    desk.pass(30 * MINUTE);
    expect(desk.rings).toBe("phone");
    desk.pause(0);
    expect(desk.rings).toBe("softphone");
  });

  it("leaves what a rule has done, and a switch that it has not yet begun undone", () => {
    const desk = new Desk(CORE, HOURS);
    desk.random = 0.9;
    desk.now = EVENING;
    desk.read();
    expect(desk.rules.plan).not.toBeNull();
    desk.pause(60);
    expect(desk.rules.plan).toBeNull();
    desk.pass(59 * MINUTE);
    expect(desk.switched).toEqual([]);
    desk.pass(2 * MINUTE);
    expect(desk.rings).toBe("phone");
  });

  it("does not prolong what the agent has chosen for a while", () => {
    const desk = new Desk(CORE, LOCK);
    desk.forAWhile(PHONE, 15);
    desk.pause(60);
    desk.pass(15 * MINUTE);
    expect(desk.rings).toBe("softphone");
    desk.forAWhile(PHONE, 15);
    desk.presenceIs("locked");
    desk.pass(15 * MINUTE);
    expect(desk.rings).toBe("softphone");
    desk.pass(31 * MINUTE);
    expect(desk.rings).toBe("phone");
  });

  it("leaves a press of the agent's to hold after it", () => {
    const desk = new Desk(CORE, NET);
    desk.pause(60);
    desk.registration = "not-registered";
    desk.pass(10 * MINUTE);
    desk.press(SOFTPHONE);
    desk.pass(60 * MINUTE);
    expect([desk.rings, desk.switched]).toEqual(["softphone", []]);
  });

  it("does not let the safety net switch to and fro within ten minutes of its end", () => {
    const desk = new Desk(CORE, { ...NET, wellMinutes: 1 });
    desk.pause(60);
    desk.registration = "not-registered";
    desk.pass(61 * MINUTE);
    expect(desk.rings).toBe("both");
    desk.registration = "registered";
    desk.pass(8 * MINUTE);
    expect(desk.rings).toBe("both");
    desk.pass(2 * MINUTE);
    expect(desk.rings).toBe("softphone");
  });

  it("does not outlast a clock that is set back by days", () => {
    const desk = new Desk(CORE, LOCK);
    desk.pause(60);
    desk.now -= 2 * 24 * 60 * MINUTE;
    desk.presenceIs("locked");
    desk.pass(MINUTE);
    expect(desk.rings).toBe("phone");
  });
});

describe("lock and return", () => {
  it.each([CORE, "ccm", "usermapping"] as const)(
    "acts after 10 s, and restores what was before (%s)",
    (api) => {
      const desk = new Desk(api, LOCK);
      desk.presenceIs("locked");
      desk.pass(9_999);
      expect(desk.rings).toBe("softphone");
      desk.pass(1);
      expect([desk.rings, inCharge(desk)]).toEqual(["phone", "lock"]);
      desk.presenceIs("active");
      expect([desk.rings, inCharge(desk)]).toEqual(["softphone", null]);
    },
  );

  it("does nothing about a screen that is unlocked sooner, or where the phone rings", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(9_000);
    desk.presenceIs("active");
    desk.pass(MINUTE);
    desk.press(PHONE);
    desk.presenceIs("locked");
    desk.pass(MINUTE);
    expect([inCharge(desk), desk.rules.before, desk.rules.made]).toEqual([null, null, null]);
    desk.presenceIs("active");
    expect([desk.rings, desk.switched]).toEqual(["phone", []]);
  });

  it("is one switch, however often the devices are read to be so", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(10_000);
    const { made } = desk.rules;
    expect(made?.at).toBe(desk.now);
    desk.pass(10 * MINUTE);
    expect([desk.rules.made, desk.switched.length]).toEqual([made, 1]);
  });

  it("waits for the softphone before it restores it", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(10_000);
    desk.registration = "not-registered";
    desk.presenceIs("active");
    desk.pass(5 * MINUTE);
    expect(desk.rings).toBe("phone");
    desk.registration = "registered";
    desk.pass(30_000);
    expect(desk.rings).toBe("softphone");
  });

  it("waits for the softphone's tab on CCM", () => {
    const desk = new Desk("ccm", LOCK);
    desk.presenceIs("locked");
    desk.pass(10_000);
    desk.tab("closed");
    desk.presenceIs("active");
    expect(desk.rings).toBe("phone");
    desk.tab("open");
    expect(desk.rings).toBe("softphone");
  });
});

describe("working hours", () => {
  it("ring the phone from each end to the next beginning, at start and on each edge", () => {
    const desk = new Desk(CORE, HOURS);
    desk.now = EVENING - 1;
    desk.read();
    expect([desk.rings, desk.rules.nextAt]).toEqual(["softphone", EVENING]);
    desk.pass(1);
    expect([desk.rings, inCharge(desk)]).toEqual(["phone", "hours"]);
    desk.pass(15 * 60 * MINUTE);
    expect(desk.rings).toBe("softphone");
    expect(desk.switched.map(({ at }) => at)).toEqual([EVENING, MONDAY + 23 * 60 * MINUTE]);
  });

  it("are caught up with after a sleep, and as often as there was an occasion", () => {
    const desk = new Desk(CORE, HOURS);
    desk.now = EVENING + 60 * MINUTE;
    desk.read();
    expect(desk.rings).toBe("phone");
    desk.press(SOFTPHONE);
    desk.pass(60 * MINUTE);
    expect(desk.rings).toBe("softphone");
    // Asleep until the next evening: that is another occasion.
    desk.now += 24 * 60 * MINUTE;
    desk.read();
    expect(desk.rings).toBe("phone");
  });

  it("may ring only the softphone, if it can ring, or change nothing", () => {
    const desk = new Desk(CORE, { ...HOURS, outsideHours: "softphone" }, "both");
    desk.registration = "not-registered";
    desk.now = EVENING;
    desk.read();
    expect(desk.rings).toBe("both");
    desk.registration = "registered";
    desk.pass(30_000);
    expect(desk.rings).toBe("softphone");
    const other = new Desk(CORE, { ...HOURS, outsideHours: "as-before" });
    other.pass(20 * 60 * MINUTE);
    expect([other.switched, other.rules]).toEqual([[], INITIAL_RULES]);
  });

  it("restore nothing while they want what cannot be had", () => {
    const desk = new Desk(CORE, { ...HOURS, outsideHours: "softphone" }, "both");
    desk.now = EVENING;
    desk.read();
    desk.registration = "not-registered";
    desk.pass(10 * MINUTE);
    expect([desk.rings, desk.switched.length]).toEqual(["softphone", 1]);
  });

  it("are spread for a team", () => {
    const desk = new Desk(CORE, HOURS);
    desk.random = 0.5;
    desk.period = 600_000;
    desk.now = EVENING;
    desk.read();
    expect(desk.rules.nextAt).toBe(EVENING + 150_000);
    desk.random = 0.9;
    desk.pass(149_999);
    expect(desk.rings).toBe("softphone");
    desk.pass(1);
    expect(desk.rings).toBe("phone");
  });
});

describe("the safety net", () => {
  it("rings the phone as well on Integrations Core, after two reads that agree", () => {
    const desk = new Desk(CORE, NET);
    desk.registration = "not-registered";
    desk.pass(30_000);
    expect(desk.rings).toBe("softphone");
    desk.pass(30_000);
    expect([desk.rings, inCharge(desk)]).toEqual(["both", "safety-net"]);
    desk.pass(20 * MINUTE);
    desk.registration = "registered";
    desk.pass(5 * MINUTE);
    expect(desk.rings).toBe("both");
    desk.pass(30_000);
    expect(desk.rings).toBe("softphone");
  });

  it("counts reads that follow each other fast as one, and begins anew when one disagrees", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 3 });
    desk.registration = "not-registered";
    for (let read = 0; read < 5; read += 1) {
      desk.now += 2_000;
      desk.read();
    }
    desk.now += 10_000;
    desk.read();
    expect(desk.rings).toBe("softphone");
    desk.registration = "registered";
    desk.now += 10_000;
    desk.read();
    desk.registration = "not-registered";
    desk.pass(60_000);
    expect(desk.rings).toBe("softphone");
    desk.pass(30_000);
    expect(desk.rings).toBe("both");
  });

  it.each(["ccm", "usermapping"] as const)("rings the phone instead where only the tab tells (%s)", (api) => {
    const desk = new Desk(api, NET);
    desk.pass(5 * MINUTE);
    expect(desk.rings).toBe("softphone");
    desk.tab("crashed");
    expect(desk.rings).toBe("softphone");
    desk.pass(MINUTE);
    expect(desk.rings).toBe("phone");
    desk.tab("open");
    desk.pass(8 * MINUTE);
    // At least ten minutes, however well it is.
    expect(desk.rings).toBe("phone");
    desk.pass(3 * MINUTE);
    expect(desk.rings).toBe("softphone");
  });

  it("makes one switch each way in ten minutes while the softphone comes and goes", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 1, wellMinutes: 1 });
    for (let minute = 0; minute < 120; minute += 1) {
      desk.registration = minute % 3 === 0 ? "not-registered" : "registered";
      desk.pass(MINUTE);
    }
    for (const isReturn of [true, false]) {
      const times = desk.switched.filter((one) => one.isReturn === isReturn).map(({ at }) => at);
      expect(times.length).toBeGreaterThan(3);
      for (const [index, at] of times.slice(1).entries())
        expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
    }
  });

  it("keeps hours that ring only the softphone waiting for as long", () => {
    const desk = new Desk(CORE, { ...NET, ...HOURS, outsideHours: "softphone", droppedReads: 1 });
    desk.now = EVENING;
    desk.registration = "not-registered";
    desk.pass(MINUTE);
    desk.registration = "registered";
    desk.pass(8 * MINUTE);
    expect(desk.rings).toBe("both");
    desk.pass(3 * MINUTE);
    expect([desk.rings, desk.switched.length]).toEqual(["softphone", 2]);
  });

  it("counts no time in which the softphone was not seen as well", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 1 });
    desk.registration = "not-registered";
    desk.pass(30_000);
    desk.registration = "registered";
    desk.pass(MINUTE);
    desk.now += 20 * MINUTE;
    desk.read();
    desk.pass(4 * MINUTE);
    expect(desk.rings).toBe("both");
    desk.pass(2 * MINUTE);
    expect(desk.rings).toBe("softphone");
  });

  it("counts the time between two reads, however seldom there is one", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 1, wellMinutes: 25 });
    desk.registration = "not-registered";
    desk.pass(30_000);
    desk.registration = "registered";
    for (let read = 0; read < 3; read += 1) {
      expect(desk.rings).toBe("both");
      desk.read();
      desk.now += 3 * MINUTE;
      desk.decide();
      desk.now += 8 * MINUTE;
    }
    desk.read();
    expect(desk.rings).toBe("softphone");
  });

  it("does not act again sooner after a press, either", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 1 });
    desk.registration = "not-registered";
    desk.pass(30_000);
    desk.press(SOFTPHONE);
    desk.registration = "registered";
    desk.pass(MINUTE);
    desk.registration = "not-registered";
    desk.pass(8 * MINUTE);
    expect(desk.rings).toBe("softphone");
    desk.pass(MINUTE);
    expect(desk.rings).toBe("both");
    const [first, second] = desk.switched;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(10 * MINUTE);
  });

  it.each(["not-reported", "not-read-since"] as const)(
    "does nothing about a softphone that is only in doubt (%s)",
    (registration) => {
      const desk = new Desk(CORE, { ...NET, droppedReads: 1 });
      desk.registration = registration;
      desk.pass(5 * MINUTE);
      expect(desk.switched).toEqual([]);
    },
  );

  it("does nothing where the phone rings, the softphone is off, or nothing is known", () => {
    const desk = new Desk(CORE, NET, "both");
    desk.registration = "not-registered";
    desk.pass(5 * MINUTE);
    desk.press(PHONE);
    desk.pass(5 * MINUTE);
    expect(desk.switched).toEqual([]);
    const off = new Desk(CORE, { ...NET, droppedReads: 1 }, "phone");
    off.registration = "not-registered";
    off.pass(5 * MINUTE);
    expect([off.rings, off.rules.records["safety-net"].since]).toEqual(["phone", null]);
    const old = new Desk(CORE, NET);
    old.registration = "not-registered";
    for (let minute = 0; minute < 10; minute += 1) {
      old.now += 2 * MINUTE;
      old.decide();
    }
    expect(old.switched).toEqual([]);
  });
});

describe("precedence", () => {
  it.each(COMBINATIONS.map((rules) => ({ rules, first: rules[0] ?? null })))(
    "of $rules: $first",
    ({ rules, first }) => {
      const desk = deskWith(rules);
      expect(PRECEDENCE.filter((rule) => desk.rules.records[rule].since !== null)).toEqual(rules);
      expect(inCharge(desk)).toBe(first);
      expect(desk.rings).toBe(first === null ? "softphone" : first === "safety-net" ? "both" : "phone");
    },
  );

  it.each(COMBINATIONS)(
    "a press goes before %s and %s and %s and %s, until the next occasion",
    (...rules) => {
      const desk = deskWith(rules);
      desk.press(SOFTPHONE);
      const before = desk.switched.length;
      desk.pass(5 * MINUTE);
      desk.presenceIs("active");
      desk.pass(MINUTE);
      expect([desk.rings, desk.switched.length]).toEqual(["softphone", before]);
      desk.presenceIs("locked");
      desk.pass(10_000);
      expect(desk.rings).toBe("phone");
    },
  );

  it("one rule after the other ends in what was before all of them", () => {
    const desk = deskWith(["for-a-while", "lock", "hours"]);
    desk.endForAWhile();
    expect(inCharge(desk)).toBe("lock");
    desk.presenceIs("active");
    expect([desk.rings, inCharge(desk)]).toEqual(["phone", "hours"]);
    desk.pass(15 * 60 * MINUTE);
    expect(desk.rings).toBe("softphone");
  });

  it("ends in what was before all of them, though each has set something else", () => {
    const desk = new Desk(CORE, { ...LOCK, ...HOURS, outsideHours: "softphone" }, "both");
    desk.now = EVENING;
    desk.read();
    expect(desk.rings).toBe("softphone");
    desk.presenceIs("locked");
    desk.pass(10_000);
    expect(desk.rings).toBe("phone");
    desk.presenceIs("active");
    expect(desk.rings).toBe("softphone");
    desk.pass(15 * 60 * MINUTE);
    expect(desk.rings).toBe("both");
  });

  it("passes over what would reach nobody", () => {
    const desk = new Desk(CORE, { ...NET, ...HOURS, outsideHours: "softphone" }, "softphone");
    desk.now = EVENING;
    desk.registration = "not-registered";
    desk.pass(5 * MINUTE);
    expect([desk.rings, inCharge(desk)]).toEqual(["both", "safety-net"]);
  });

  it("restores what was before when a rule is turned off", () => {
    const desk = deskWith(["lock"]);
    desk.settings = { ...desk.settings, ringsWhileLocked: false };
    desk.decide();
    expect(desk.rings).toBe("softphone");
  });

  it("restores it once the devices are read, where the last rule is turned off and nothing is known", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(10_000);
    desk.settings = { ...desk.settings, ringsWhileLocked: false };
    desk.now += 10 * MINUTE;
    desk.decide();
    expect([desk.rings, desk.rules.before?.devices]).toEqual(["phone", SOFTPHONE]);
    desk.read();
    expect(desk.rings).toBe("softphone");
  });
});

describe("a clock that is set back by days", () => {
  const setBack = (desk: Desk): void => {
    desk.now -= 2 * 24 * 60 * MINUTE;
    desk.read();
  };

  it("does not put off what a locked screen is for", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(5_000);
    setBack(desk);
    desk.pass(10_000);
    expect(desk.rings).toBe("phone");
  });

  it("does not let a press from before it go before each later occasion", () => {
    const desk = new Desk(CORE, LOCK);
    desk.press(SOFTPHONE);
    setBack(desk);
    desk.pass(MINUTE);
    desk.presenceIs("locked");
    desk.pass(10_000);
    expect(desk.rings).toBe("phone");
  });

  it("neither keeps the safety net in force nor lets it miss the next loss", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 1 });
    desk.registration = "not-registered";
    desk.pass(30_000);
    expect(desk.rings).toBe("both");
    setBack(desk);
    desk.registration = "registered";
    desk.pass(11 * MINUTE);
    expect(desk.rings).toBe("softphone");
    setBack(desk);
    desk.registration = "not-registered";
    desk.pass(11 * MINUTE);
    expect(desk.rings).toBe("both");
  });

  it("does not put off a switch that is planned", () => {
    const desk = new Desk(CORE, HOURS);
    desk.random = 0.5;
    desk.now = EVENING;
    desk.read();
    expect(desk.rings).toBe("softphone");
    desk.now -= 60 * MINUTE;
    desk.settings = { ...desk.settings, workingUntil: "16:00" };
    desk.read();
    expect(desk.rings).toBe("phone");
  });

  it("does not let a reversal from before it count", () => {
    const desk = new Desk(CORE, LOCK);
    for (let time = 0; time < 2; time += 1) {
      desk.presenceIs("locked");
      desk.pass(10_000);
      expect(desk.rings).toBe("phone");
      desk.elsewhere(SOFTPHONE);
      desk.presenceIs("active");
      if (time === 0) setBack(desk);
      desk.pass(MINUTE);
    }
    expect(desk.paused).toEqual([]);
  });

  it("does not put off a switch that waits for its turn in a team", () => {
    const desk = new Desk(CORE, HOURS);
    desk.random = 0.5;
    desk.period = 600_000;
    desk.now = EVENING;
    desk.read();
    expect([desk.rings, desk.rules.plan?.at]).toEqual(["softphone", EVENING + 150_000]);
    setBack(desk);
    expect(desk.rings).toBe("phone");
  });

  it("does not make a rule pause for days", () => {
    const desk = new Desk(CORE, LOCK);
    for (let time = 0; time < 2; time += 1) {
      desk.presenceIs("locked");
      desk.pass(10_000);
      desk.elsewhere(SOFTPHONE);
      desk.presenceIs("active");
      desk.pass(MINUTE);
    }
    expect(desk.paused).toEqual(["lock"]);
    setBack(desk);
    desk.pass(MINUTE);
    desk.presenceIs("locked");
    desk.pass(10_000);
    expect(desk.rings).toBe("phone");
  });
});

describe("somebody else", () => {
  it("counts as the agent: nothing is restored over what they set", () => {
    const desk = deskWith(["lock"]);
    desk.elsewhere(BOTH);
    desk.presenceIs("active");
    desk.pass(10 * MINUTE);
    expect(desk.rings).toBe("both");
  });

  it("has changed nothing where Exotel does not say which device is on", () => {
    const desk = new Desk("usermapping", LOCK);
    desk.presenceIs("locked");
    desk.pass(10_000);
    const { input, reading } = desk;
    const devices = reading.devices.map((device) => ({ ...device, on: null }));
    const status = { ...input.status, reading: { ...reading, devices } };
    desk.rules = decide({ ...input, status }).rules;
    desk.presenceIs("active");
    expect(desk.rings).toBe("softphone");
  });

  it("is not fought: two reversals within ten minutes pause the rule for an hour", () => {
    const desk = new Desk(CORE, LOCK);
    const lock = (): void => {
      desk.presenceIs("locked");
      desk.pass(10_000);
    };
    for (let time = 0; time < 2; time += 1) {
      lock();
      expect(desk.rings).toBe("phone");
      desk.elsewhere(SOFTPHONE);
      desk.presenceIs("active");
      desk.pass(MINUTE);
    }
    expect(desk.paused).toEqual(["lock"]);
    const made = desk.switched.length;
    lock();
    desk.pass(50 * MINUTE);
    expect([desk.rings, desk.switched.length]).toEqual(["softphone", made]);
    // The pause is over, and the screen is still locked.
    desk.pass(20 * MINUTE);
    expect(desk.rings).toBe("phone");
  });

  it("may reverse what the agent has chosen for a while, which just ends", () => {
    const desk = new Desk(CORE, LOCK);
    for (let time = 0; time < 2; time += 1) {
      desk.forAWhile(PHONE, 15);
      desk.elsewhere(SOFTPHONE);
      expect(desk.rules.records["for-a-while"]).toMatchObject({ reversals: [], pausedUntil: null });
    }
    expect(desk.paused).toEqual([]);
  });

  it("is not fought over what is restored, either", () => {
    const desk = new Desk(CORE, LOCK);
    for (let time = 0; time < 2; time += 1) {
      desk.presenceIs("locked");
      desk.pass(10_000);
      desk.presenceIs("active");
      desk.elsewhere(PHONE);
      desk.press(SOFTPHONE);
      desk.pass(MINUTE);
    }
    expect(desk.paused).toEqual(["lock"]);
  });

  it("may reverse a rule twice in a longer time", () => {
    const desk = new Desk(CORE, LOCK);
    for (let time = 0; time < 4; time += 1) {
      desk.presenceIs("locked");
      desk.pass(10_000);
      desk.elsewhere(SOFTPHONE);
      desk.presenceIs("active");
      desk.pass(11 * MINUTE);
    }
    expect([desk.paused, desk.switched.length]).toEqual([[], 4]);
  });
});

describe("a switch of a rule's", () => {
  it("is tried three times at most", () => {
    const desk = new Desk(CORE, LOCK);
    desk.fails = true;
    desk.presenceIs("locked");
    desk.pass(60 * MINUTE);
    expect(desk.switched.map(({ at }) => (at - MONDAY) / 1_000)).toEqual([10, 70, 190]);
    desk.fails = false;
    desk.presenceIs("active");
    desk.pass(MINUTE);
    expect([desk.rings, desk.rules.before, desk.rules.plan]).toEqual(["softphone", null, null]);
  });

  it("is tried three times at most where it restores what was before, which is left then", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.pass(10_000);
    desk.fails = true;
    desk.presenceIs("active");
    desk.pass(60 * MINUTE);
    expect(desk.switched.filter(({ isReturn }) => isReturn)).toHaveLength(3);
    expect([desk.rings, desk.rules.before, desk.rules.plan]).toEqual(["phone", null, null]);
    expect(desk.rules.records.lock.overruledAt).toBeNull();
  });

  it("waits for the server's wait", () => {
    const desk = new Desk(CORE, LOCK);
    desk.writeUntil = desk.now + 5 * MINUTE;
    desk.presenceIs("locked");
    desk.pass(5 * MINUTE - 1);
    expect(desk.rings).toBe("softphone");
    desk.pass(1);
    expect(desk.rings).toBe("phone");
  });

  it("needs a good, recent reading, and asks for one once", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    desk.now += 5 * MINUTE;
    const decision = decide(desk.input);
    expect([decision.begins, decision.mustRead]).toEqual([null, true]);
    expect(decide({ ...desk.input, rules: decision.rules }).mustRead).toBe(false);
    desk.read();
    expect(desk.rings).toBe("phone");
  });

  it.each([
    ["a reading is there", {}, false],
    ["there is none", { reading: null }, true],
    ["there is none, and credentials are refused", { reading: null, credentials: "refused" }, false],
  ] as const)("asks for a reading where it is needed: %s", (_what, over, mustRead) => {
    const desk = new Desk(CORE, LOCK);
    desk.presence = "locked";
    desk.decide();
    desk.now += 10_000;
    const { input } = desk;
    const now = { ...input, status: { ...input.status, ...over } };
    expect(decide(now).mustRead).toBe(mustRead);
    const journal = newJournal({ origin: "popup", target: PHONE, askedAt: desk.now }, CORE, SOFTPHONE);
    expect(decide({ ...now, journal })).toMatchObject({ mustRead: false, begins: null });
  });

  it("is not begun to a phone of which no number is given", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presence = "locked";
    desk.decide();
    desk.now += 10_000;
    const { input, reading } = desk;
    const devices = reading.devices.map((device) => ({ ...device, address: null }));
    const status = { ...input.status, reading: { ...reading, devices } };
    expect(decide({ ...input, status }).begins).toBeNull();
    expect(decide(input).begins?.target).toEqual(PHONE);
  });

  it("is not begun while another one is under way, or where it is not said which device is on", () => {
    const desk = new Desk("usermapping", LOCK);
    desk.presence = "locked";
    desk.decide();
    desk.now += 10_000;
    const { input } = desk;
    const reading = desk.reading;
    const unsaid = { ...reading, devices: reading.devices.map((device) => ({ ...device, on: null })) };
    expect(decide({ ...input, status: { ...input.status, reading: unsaid } }).begins).toBeNull();
    expect(decide(input).begins?.target).toEqual(PHONE);
  });

  it("leaves all off alone afterwards: it was so on purpose, and nothing that reaches nobody is restored", () => {
    const desk = new Desk("ccm", LOCK, "none");
    desk.presenceIs("locked");
    desk.pass(10_000);
    expect(desk.rings).toBe("phone");
    desk.presenceIs("active");
    desk.pass(MINUTE);
    expect([desk.rings, desk.rules.before]).toEqual(["phone", null]);
  });

  it("restores no state that cannot be asked for: two on where one may be", () => {
    const desk = new Desk("usermapping", LOCK, "both");
    desk.presenceIs("locked");
    desk.pass(10_000);
    desk.presenceIs("active");
    desk.pass(MINUTE);
    expect([desk.rings, desk.rules.before, desk.switched.length]).toEqual(["phone", null, 1]);
  });
});

describe("the moment at which to decide again, however seldom there is a read, is", () => {
  it("none where time changes nothing", () => {
    expect(new Desk(CORE, { ...LOCK, ...NET }).rules.nextAt).toBeNull();
  });

  it("the end of a choice for a while", () => {
    const desk = new Desk(CORE, {});
    desk.forAWhile(PHONE, 15);
    expect(desk.rules.nextAt).toBe(MONDAY + 15 * MINUTE);
  });

  it("when a locked screen counts", () => {
    const desk = new Desk(CORE, LOCK);
    desk.presenceIs("locked");
    expect(desk.rules.nextAt).toBe(MONDAY + 10_000);
  });

  it("the end of the safety net", () => {
    const desk = new Desk(CORE, { ...NET, droppedReads: 1 });
    desk.registration = "not-registered";
    desk.pass(30_000);
    desk.registration = "registered";
    desk.read();
    expect(desk.rules.nextAt).toBe(MONDAY + 30_000 + 10 * MINUTE);
  });

  it("the end of a rule's pause", () => {
    const desk = new Desk(CORE, LOCK);
    for (let time = 0; time < 2; time += 1) {
      desk.presenceIs("active");
      desk.pass(MINUTE);
      desk.presenceIs("locked");
      desk.pass(10_000);
      desk.elsewhere(SOFTPHONE);
    }
    expect([desk.paused, desk.rules.nextAt]).toEqual([["lock"], desk.now + 60 * MINUTE]);
    desk.presenceIs("active");
    desk.pass(1_000);
    desk.presenceIs("locked");
    desk.pass(60 * MINUTE - 1_001);
    expect(desk.rings).toBe("softphone");
    desk.pass(1);
    expect(desk.rings).toBe("phone");
  });
});

it("remembers nothing while every rule is off", () => {
  const desk = new Desk("ccm", {});
  desk.tabs = [OPEN];
  desk.presenceIs("locked");
  desk.press(PHONE);
  desk.elsewhere(SOFTPHONE);
  desk.pass(60 * MINUTE);
  expect(desk.rules).toBe(INITIAL_RULES);
});
