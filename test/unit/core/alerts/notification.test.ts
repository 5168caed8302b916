import { describe, expect, it } from "vitest";
import { ALERT_KINDS, isAlertKind, type Occasion, plainAlert } from "../../../../src/core/alerts/alert.ts";
import {
  INITIAL_ALERTS,
  type KindMemory,
  NOTHING_TOLD,
  type Remembered,
} from "../../../../src/core/alerts/alerts-memory.ts";
import {
  carriedOut,
  closed,
  compared,
  effectOf,
  later,
  nextNotification,
} from "../../../../src/core/alerts/notification.ts";
import { message } from "../../../../src/core/message.ts";

const NOW = 1_800_000_000_000;
const ALERT = plainAlert(message("alertNobody"), [message("verdictNobody")]);
const OTHER = plainAlert(message("alertSoftphoneLost"), []);
const KIND: KindMemory = { shown: { key: "1", alert: ALERT }, due: null, laterUntil: NOW + 5 };

/** What is remembered of the notification of an episode, of which nothing else is. */
function remembered(reach: Partial<KindMemory> = {}, told: string | null = null): Remembered {
  const kinds = { ...INITIAL_ALERTS.kinds, reach: { ...KIND, ...reach } };
  return { alerts: { ...INITIAL_ALERTS, kinds }, alertsTold: { ...NOTHING_TOLD, reach: told } };
}

it("an ID is a kind of alert, or somebody else's", () => {
  expect(ALERT_KINDS.every(isAlertKind)).toBe(true);
  expect(isAlertKind("set-up-check")).toBe(false);
});

describe("a kind's notification", () => {
  const nothing: KindMemory = { shown: null, due: null, laterUntil: null };
  const occasion: Occasion = { key: "1", alert: ALERT, mayShow: true };
  const shown: KindMemory = { ...nothing, shown: { key: "1", alert: ALERT } };
  const anew: KindMemory = { ...shown, due: "show" };
  const other = { key: "1", alert: OTHER };
  const gone: KindMemory = { ...nothing, due: "withdraw" };

  it.each<[string, KindMemory, string | null, Occasion | null, boolean, KindMemory]>([
    ["stays away without a reason", nothing, null, null, false, nothing],
    ["is shown for one", nothing, null, occasion, false, anew],
    [
      "is shown for another one",
      shown,
      "1",
      { ...occasion, key: "2" },
      false,
      { ...anew, shown: { key: "2", alert: ALERT } },
    ],
    ["is not shown for one that was told", nothing, "1", occasion, false, nothing],
    ["is not shown while all is quiet", nothing, null, occasion, true, nothing],
    ["is not shown for what is not certain", nothing, null, { ...occasion, mayShow: false }, false, nothing],
    ["stays while it says the same", shown, "1", occasion, false, shown],
    [
      "says what has changed",
      shown,
      "1",
      { ...occasion, alert: OTHER },
      false,
      { ...shown, shown: other, due: "update" },
    ],
    [
      "says it in what is still to be shown",
      anew,
      null,
      { ...occasion, alert: OTHER },
      false,
      { ...anew, shown: other },
    ],
    ["says nothing else while all is quiet", shown, "1", { ...occasion, alert: OTHER }, true, shown],
    ["goes with its reason", shown, "1", null, false, gone],
    ["goes with its reason while all is quiet", shown, "1", null, true, gone],
    ["is held back before it was shown, once all is quiet", anew, null, occasion, true, gone],
    [
      "is held back before it was shown, once it is not certain",
      anew,
      null,
      { ...occasion, mayShow: false },
      false,
      gone,
    ],
    [
      "stays away for as long as they want",
      { ...nothing, laterUntil: NOW + 1 },
      "1",
      occasion,
      false,
      { ...nothing, laterUntil: NOW + 1 },
    ],
    [
      "comes again after that, though it was told",
      { ...nothing, laterUntil: NOW },
      "1",
      occasion,
      false,
      anew,
    ],
    [
      "stays away for a quarter of an hour at most",
      { ...nothing, laterUntil: NOW + 900_000 },
      "1",
      occasion,
      false,
      { ...nothing, laterUntil: NOW + 900_000 },
    ],
    [
      "does not stay away for longer: the clock was set back",
      { ...nothing, laterUntil: NOW + 900_001 },
      "1",
      occasion,
      false,
      anew,
    ],
  ])("%s", (_what, before, told, reason, isQuiet, after) => {
    expect(nextNotification(before, told, reason, isQuiet, NOW)).toEqual(after);
  });
});

describe("a look at what the browser shows", () => {
  it("finds that the agent has closed what is not there: they were told", () => {
    for (const there of [[], ["muted"]] as const)
      expect(compared(remembered(), there, true)).toEqual(remembered({ shown: null, due: "withdraw" }, "1"));
  });

  it("asks for the words anew where what is there may say something else", () => {
    const before = remembered();
    expect(compared(before, ["reach"], false)).toBe(before);
    expect(compared(before, ["reach"], true)).toEqual(remembered({ due: "update" }));
  });

  it.each(["show", "update", "withdraw"] as const)("says nothing of what is still to be asked: %s", (due) => {
    const before = remembered({ due });
    expect(compared(before, [], true)).toBe(before);
    expect(compared(before, ["reach"], true)).toBe(before);
  });

  it("says nothing of what is not shown", () => {
    const before = remembered({ shown: null });
    expect(compared(before, ["reach"], true)).toBe(before);
  });
});

describe("what the browser is asked for", () => {
  it.each(["show", "update"] as const)("is done once, and the agent was told: %s", (due) => {
    const before = remembered({ due });
    const [effect] = effectOf("reach", before.alerts.kinds.reach);
    expect(effect).toEqual({ do: due, kind: "reach", alert: ALERT });
    if (effect === undefined) return;
    expect(carriedOut(before, effect, true)).toEqual(remembered({}, "1"));
    expect(carriedOut(before, effect, false)).toEqual(remembered({ shown: null }, "1"));
  });

  it("is done once: to withdraw it, which tells nobody anything", () => {
    const before = remembered({ shown: null, due: "withdraw" }, "0");
    const [effect] = effectOf("reach", before.alerts.kinds.reach);
    expect(effect).toEqual({ do: "withdraw", kind: "reach" });
    if (effect === undefined) return;
    expect(carriedOut(before, effect, false)).toEqual(remembered({ shown: null }, "0"));
  });

  it("is nothing while nothing is due, or where nothing is left to show", () => {
    expect(effectOf("reach", KIND)).toEqual([]);
    expect(effectOf("reach", { ...KIND, shown: null, due: "show" })).toEqual([]);
  });

  it("is still due where it has changed meanwhile", () => {
    const before = remembered({ due: "show" });
    for (const effect of [
      { do: "show", kind: "reach", alert: OTHER },
      { do: "update", kind: "reach", alert: ALERT },
      { do: "withdraw", kind: "reach" },
    ] as const)
      expect(carriedOut(before, effect, true)).toBe(before);
  });
});

describe("a notification with which the agent deals", () => {
  it("goes, and they were told", () => {
    expect(closed(remembered(), "reach")).toEqual(remembered({ shown: null, due: "withdraw" }, "1"));
  });

  it("says nothing where it was gone already", () => {
    const before = remembered({ shown: null }, "0");
    expect(closed(before, "reach")).toBe(before);
  });

  it("comes again after a quarter of an hour, where they want that", () => {
    const gone = { shown: null, due: "withdraw", laterUntil: NOW + 900_000 } as const;
    expect(later(remembered(), "reach", NOW)).toEqual(remembered(gone, "1"));
    expect(later(remembered({ shown: null }), "reach", NOW)).toEqual(remembered({ ...gone, due: null }));
  });
});
