import { expect, it } from "vitest";
import { withAnswer, withoutAnswers } from "../../../../src/core/softphone-tab/probe-answers.ts";
import {
  opened,
  type ProbeAnswer,
  type SoftphoneTab,
  watched,
} from "../../../../src/core/softphone-tab/softphone-tab.ts";

const WELL: ProbeAnswer = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };
const said = (id: number): SoftphoneTab => ({ ...watched(id), probe: WELL });

it("an answer belongs to the tab that was asked", () => {
  expect(withAnswer([watched(1), watched(2)], 2, WELL)).toEqual([watched(1), said(2)]);
  expect(withAnswer([said(1), said(2)], 1, "unanswered")).toEqual([
    { ...watched(1), probe: "unanswered" },
    said(2),
  ]);
});

it.each([
  ["that is no news", [said(1)], 1],
  ["of a tab that is not watched", [watched(1)], 3],
  ["of a page that is not open any more", [opened(1, 0)], 1],
  ["where no tab is watched", [], 1],
] as const)("an answer %s changes nothing", (_what, tabs, id) => {
  expect(withAnswer(tabs, id, { ...WELL })).toBe(tabs);
});

it("what pages have said can be forgotten", () => {
  expect(withoutAnswers([watched(1), said(2)])).toEqual([watched(1), watched(2)]);
  const silent = [watched(1), watched(2)];
  expect(withoutAnswers(silent)).toBe(silent);
});
