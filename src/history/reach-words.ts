import { t } from "../browser/i18n.ts";
import type { Facts } from "../core/history/record.ts";
import { message, type Sentences } from "../core/message.ts";

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
export function reachWords(facts: Facts | null): Sentences {
  if (facts === null) return [message("rangNotObserved")];
  return [message("asSentence", { words: facts.title }), ...facts.why];
}
