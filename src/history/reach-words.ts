import { inWords, t } from "../browser/i18n.ts";
import type { Facts } from "../core/history/record.ts";
import { message } from "../core/message.ts";

const RANG = {
  both: "rangBoth",
  phone: "rangPhone",
  softphone: "rangSoftphone",
  nobody: "rangNothing",
  unknown: "rangNotKnown",
} as const satisfies Record<Facts["reach"], string>;

/** Where calls rang, in a few words. */
export function rangWords(facts: Facts | null): string {
  return facts === null ? t("rangNotObserved") : t(RANG[facts.reach]);
}

/** What Hookswitch showed, in its words. */
export function reachWords(facts: Facts | null): string {
  if (facts === null) return t("rangNotObserved");
  return inWords([message("asSentence", { words: facts.title }), ...facts.why]);
}
