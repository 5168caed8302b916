import { describe, expect, it } from "vitest";
import { answerAt, changesWithin } from "../../../../src/core/history/answer.ts";
import type { Facts, HistoryRecord, Switched } from "../../../../src/core/history/record.ts";
import { timeline } from "../../../../src/core/history/timeline.ts";
import { message } from "../../../../src/core/message.ts";
import { english } from "../../english.ts";
import { BOTH, HOUR, historyOf, MINUTE, NOBODY, observed, PHONE, UNKNOWN } from "./histories.ts";

/** Local midnight, so that the times in sentences are known. */
const MIDNIGHT = new Date(2026, 10, 27).getTime();
const at = (hours: number): number => MIDNIGHT + hours * HOUR;

/** The answer in English, sentence by sentence; the last record was seen until 16:00. */
function asked(records: readonly HistoryRecord[], moment: number, now = at(16)): string[] {
  const history = historyOf(records, at(16));
  const stretches = timeline(history, at(-24), at(48), now);
  const { title, showed, proof } = answerAt(stretches, history, moment, now);
  return [title, ...(showed === null ? [] : [showed]), ...proof].map((one) =>
    english(one).replaceAll("\u202f", " "),
  );
}

const lost: Facts = { ...PHONE, readAt: at(14) - 1_000 };

describe("the answer about a call", () => {
  it("says where it would have rung, what was shown and from when on, what was read, and when the agent was told", () => {
    const records: HistoryRecord[] = [
      observed(at(9), BOTH),
      observed(at(14), lost),
      { kind: "told", at: at(14) + 40_000, words: [message("verdictPhone")] },
      observed(at(15), BOTH),
    ];
    expect(asked(records, at(14.5))).toEqual([
      "At 2:30:00 PM, a call would have rung on your phone only.",
      "From 2:00:00 PM, Hookswitch showed: “Calls ring on your phone only. Your softphone is on, but not registered.”",
      "The devices were read from Exotel at 1:59:59 PM.",
      "You were told at 2:00:40 PM: “Calls ring on your phone only”",
      "This ended at 3:00:00 PM.",
    ]);
  });

  it.each<[string, Facts, string]>([
    ["both", BOTH, "a call would have rung on your phone and your softphone."],
    [
      "both, in doubt",
      { ...BOTH, softphone: "not-seen-lately" },
      "a call would have gone to your phone and your softphone.",
    ],
    ["the softphone", { ...BOTH, reach: "softphone" }, "a call would have rung on your softphone."],
    [
      "the softphone, in doubt",
      { ...BOTH, reach: "softphone", softphone: "not-reported" },
      "a call would have gone to your softphone.",
    ],
    ["nobody", NOBODY, "a call would not have reached you."],
    ["not known", UNKNOWN, "it was not known where a call would ring."],
  ])("for %s", (_what, facts, words) => {
    expect(asked([observed(at(9), facts)], at(10))[0]).toBe(`At 10:00:00 AM, ${words}`);
  });

  it("says that nothing was observed, from when to when, and why that may be", () => {
    const records = [observed(at(9), BOTH), observed(at(13), BOTH, at(12))];
    expect(asked(records, at(12.5))).toEqual([
      "At 12:30:00 PM, nothing was observed.",
      "Nothing was observed from 12:00:00 PM to 1:00:00 PM.",
      "The browser was closed, the computer slept, nobody was signed in, or no history was kept.",
    ]);
  });

  it("does not say of nothing observed until now that it ended", () => {
    expect(asked([observed(at(9), BOTH)], at(16.5), at(17))).toEqual([
      "At 4:30:00 PM, nothing was observed.",
      "The browser was closed, the computer slept, nobody was signed in, or no history was kept.",
    ]);
  });

  it("does not know what is to come", () => {
    expect(asked([observed(at(9), BOTH)], at(17))).toEqual(["5:00:00 PM is still to come."]);
    expect(asked([observed(at(9), BOTH)], at(16))).toEqual(["4:00:00 PM is still to come."]);
  });

  it("does not say of the present that it ended", () => {
    expect(asked([observed(at(9), { ...BOTH, readAt: null })], at(15))).toHaveLength(2);
  });
});

describe("at the edge of a day", () => {
  it("what began before midnight and ends after it is told as it was", () => {
    const records: HistoryRecord[] = [
      observed(at(-1), { ...PHONE, readAt: null }),
      { kind: "told", at: at(-0.5), words: [message("verdictPhone")] },
      observed(at(1), BOTH),
    ];
    const whole = [
      "From 11:00:00 PM, Hookswitch showed: “Calls ring on your phone only. Your softphone is on, but not registered.”",
      "You were told at 11:30:00 PM: “Calls ring on your phone only”",
      "This ended at 1:00:00 AM.",
    ];
    expect(asked(records, at(0.5)).slice(1)).toEqual(whole);
    expect(asked(records, at(-0.5)).slice(1)).toEqual(whole);
  });

  it("no time of day is told of what is long ago or much later", () => {
    const records = [observed(at(-20), { ...BOTH, readAt: null }), observed(at(15), PHONE)];
    expect(asked(records, at(-6)).slice(1)).toEqual([
      "For over 12 hours before, Hookswitch showed: “Calls ring on your phone and your softphone.”",
    ]);
    for (const [from, to] of [
      [-19, 15],
      [-19, 4],
      [-4, 15],
    ] as const)
      expect(asked([observed(at(-20), BOTH), observed(at(to), BOTH, at(from))], at(0))).toEqual([
        "At 12:00:00 AM, nothing was observed.",
        "The browser was closed, the computer slept, nobody was signed in, or no history was kept.",
      ]);
    expect(asked([observed(at(0), BOTH)], at(12))[1]).toContain("From 12:00:00 AM");
  });
});

describe("who had set what was on", () => {
  const switched = (by: Switched["by"], isReturn = false): HistoryRecord[] => [
    observed(at(9), { ...BOTH, readAt: null }),
    observed(at(10), { ...PHONE, readAt: null }),
    { kind: "switched", at: at(10), by, isReturn },
    observed(at(11), { ...PHONE, isBusy: true, readAt: null }),
  ];

  it.each<[Switched["by"], boolean, string]>([
    ["popup", false, "This was set at 10:00:00 AM: “You switched in the popup.”"],
    ["key", false, "This was set at 10:00:00 AM: “You switched with a key.”"],
    ["for-a-while", false, "This was set at 10:00:00 AM: “You chose this for a while.”"],
    ["for-a-while", true, "This was set at 10:00:00 AM: “Your choice for a while was over.”"],
    ["lock", false, "This was set at 10:00:00 AM: “A rule: while this computer is locked.”"],
    ["lock", true, "This was set at 10:00:00 AM: “End of a rule: while this computer is locked.”"],
    ["elsewhere", false, "This was set elsewhere. Hookswitch saw it at 10:00:00 AM."],
  ])("is told for %s, return: %s", (by, isReturn, sentence) => {
    expect(asked(switched(by, isReturn), at(12))[2]).toBe(sentence);
  });

  it("is not told where it is not known", () => {
    expect(asked(switched("popup"), at(9.5)).join()).not.toContain("set");
  });
});

it("that the agent was told of it is said, whatever has changed since", () => {
  const records: HistoryRecord[] = [
    observed(at(9), { ...PHONE, readAt: null }),
    { kind: "told", at: at(9) + MINUTE, words: [message("verdictPhone")] },
    observed(at(10), { ...PHONE, isBusy: true, readAt: null }),
  ];
  expect(asked(records, at(11)).at(-1)).toBe("You were told at 9:01:00 AM: “Calls ring on your phone only”");
});

it.each<[string, Facts, Facts]>([
  ["another device rang", PHONE, NOBODY],
  ["less was known of the softphone", BOTH, { ...BOTH, softphone: "not-seen-lately" }],
])("that the agent was told is said only of that time: before, %s", (_what, first, second) => {
  const told = [9, 10, 11].map(
    (hour): HistoryRecord => ({ kind: "told", at: at(hour), words: [first.title] }),
  );
  const records = [observed(at(9), first), observed(at(10), second), observed(at(11), first), ...told];
  const times = (hour: number) => asked(records, at(hour)).filter((one) => one.startsWith("You were told"));
  expect(times(9.5).join()).toMatch(/^You were told at 9:00:00 AM[^Y]*$/);
  expect(times(10.5).join()).toMatch(/^You were told at 10:00:00 AM[^Y]*$/);
});

it("that the agent was told of an earlier time like it is not said", () => {
  const records: HistoryRecord[] = [
    observed(at(9), NOBODY),
    { kind: "told", at: at(9) + MINUTE, words: [message("verdictNobody")] },
    observed(at(10), BOTH),
    observed(at(11), NOBODY),
  ];
  expect(asked(records, at(9.5)).join()).toContain("You were told at 9:01:00 AM");
  expect(asked(records, at(11.5)).join()).not.toContain("You were told");
});

describe("what was known then", () => {
  it("counts, and not what was learned later", () => {
    // At 14:10 the softphone showed as registered. Only the read at 14:11 said that it had been lost since 14:05.
    const late: Facts = {
      ...PHONE,
      why: [message("whyNotRegisteredSince", { time: { minute: at(14) + 5 * MINUTE } })],
    };
    const records = [observed(at(9), BOTH), observed(at(14) + 11 * MINUTE, late)];
    expect(asked(records, at(14) + 10 * MINUTE)[0]).toContain("your phone and your softphone");
  });
});

it("what changed within the minute of a call is found", () => {
  const history = historyOf([observed(at(9), BOTH), observed(at(10) + 8_000, PHONE)], at(11));
  const stretches = timeline(history, MIDNIGHT, at(24), at(11));
  expect(changesWithin(stretches, at(10)).map(({ from }) => from)).toEqual([at(10) + 8_000]);
  expect(changesWithin(stretches, at(9))).toEqual([]);
  expect(changesWithin(stretches, at(10) + 8_000 - MINUTE)).toEqual([]);
});
