import { expect, it } from "vitest";
import type { Switched } from "../../../../src/core/history/record.ts";
import { switchedWords, switcher } from "../../../../src/core/history/switched-words.ts";
import { english } from "../../english.ts";

it.each<[Switched["by"], boolean, ReturnType<typeof switcher>, string]>([
  ["key", false, "agent", "You switched with a key."],
  ["menu", false, "agent", "You switched in the menu of the toolbar icon."],
  ["popup", false, "agent", "You switched in the popup."],
  ["notification", false, "agent", "You pressed “Ring my phone” on a notification."],
  ["for-a-while", false, "agent", "You chose this for a while."],
  ["for-a-while", true, "rule", "Your choice for a while was over."],
  ["lock", false, "rule", "A rule: while this computer is locked."],
  ["lock", true, "rule", "End of a rule: while this computer is locked."],
  ["hours", false, "rule", "A rule: outside your working hours."],
  ["hours", true, "rule", "End of a rule: outside your working hours."],
  ["safety-net", false, "rule", "A rule: when your softphone drops."],
  ["safety-net", true, "rule", "End of a rule: when your softphone drops."],
  ["elsewhere", false, "elsewhere", "Changed elsewhere."],
])("a switch by %s, return: %s, is one of the %s", (by, isReturn, who, words) => {
  const change: Switched = { kind: "switched", at: 0, by, isReturn };
  expect(switcher(change)).toBe(who);
  expect(english(switchedWords(change))).toBe(words);
});
