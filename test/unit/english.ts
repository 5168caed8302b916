import { INITIAL_LAST_SEEN_RHYTHM } from "../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS } from "../../src/core/devices/status.ts";
import type { Verdict, VerdictInput } from "../../src/core/devices/verdict.ts";
import { verdictSentences } from "../../src/core/devices/verdict-sentences.ts";
import {
  explainFailure as failureExplained,
  explainWait as waitExplained,
} from "../../src/core/explain-failure.ts";
import type { Failure } from "../../src/core/failure.ts";
import type { Message, Sentences } from "../../src/core/message.ts";
import type { Explanation } from "../../src/core/notice.ts";
import { paceSentence as paceMessage } from "../../src/core/polling/pace-sentence.ts";
import { renderMessage, renderSentences, type Words } from "../../src/core/render-message.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import { ago as agoMessage } from "../../src/core/spans.ts";
import {
  explainImpossible as impossibleExplained,
  explainInstead as insteadExplained,
} from "../../src/core/switching/explain-press.ts";
import type { Instead } from "../../src/core/switching/press.ts";
import { catalogueOf, getMessageOf } from "./catalogues.ts";

/** `i18n.getMessage` for English. */
export const getMessage = getMessageOf(catalogueOf("en"));

const ENGLISH: Words = { text: getMessage, locale: () => "en-US" };

/** A message, or a row of sentences, in English; an empty text where there is none. */
export function english(said: Message | Sentences | null | undefined): string {
  if (said === null || said === undefined) return "";
  return "id" in said ? renderMessage(said, ENGLISH) : renderSentences(said, ENGLISH);
}

/** What is said to the agent, in English; whatever else belongs to it stays as it is. */
export function inEnglish<T extends Explanation>(
  told: T,
): Omit<T, "problem" | "remedy"> & { problem: string; remedy: string } {
  return { ...told, problem: english(told.problem), remedy: english(told.remedy) };
}

const NOTHING_KNOWN: VerdictInput = {
  account: null,
  journal: null,
  status: INITIAL_STATUS,
  settings: DEFAULT_SETTINGS,
  softphoneTabs: [],
  lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
  now: 0,
};

/** The core's sentences in English. */
export const verdictSentence = (judged: Verdict, input: Partial<VerdictInput> = {}) =>
  english(verdictSentences(judged, { ...NOTHING_KNOWN, ...input }));
export const paceSentence = (...args: Parameters<typeof paceMessage>) => english(paceMessage(...args));
export const explainFailure = (failure: Failure) => inEnglish(failureExplained(failure));
export const explainWait = (ms: number) => inEnglish(waitExplained(ms));
export const explainImpossible = (...args: Parameters<typeof impossibleExplained>) =>
  inEnglish(impossibleExplained(...args));
export const explainInstead = (instead: Instead) => inEnglish(insteadExplained(instead));
export const ago = (ms: number) => english(agoMessage(ms));

/** For `toMatchObject` and its kind: sentences that are this text in English, or match it. */
export function saying(expected: string | RegExp): unknown {
  return {
    asymmetricMatch(said: Sentences) {
      const text = english(said);
      return typeof expected === "string" ? text === expected : expected.test(text);
    },
    toString: () => "saying",
    toAsymmetricMatcher: () => `saying ${expected}`,
  };
}
