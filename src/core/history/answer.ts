import { type Message, message, type Sentences } from "../message.ts";
import { LONGEST_TOLD } from "../spans.ts";
import type { Facts, History, Told } from "./record.ts";
import { setBy } from "./set-by.ts";
import { switchedWords } from "./switched-words.ts";
import { type Stretch, stretchAt } from "./timeline.ts";

/** What is answered about a call at a moment. */
export interface Answer {
  /** What would have happened to it. */
  readonly title: Message;
  /** What Hookswitch showed then, and from when on; `null` if nothing was observed. */
  readonly showed: Message | null;
  /** What else shows it: who had set it, when it was read, and when the agent was told. */
  readonly proof: Sentences;
  /** `null`: nothing was observed. */
  readonly facts: Facts | null;
}

/**
 * The answer about a moment, by what was known then.
 *
 * @param stretches of all days: a moment's stretch may have begun the day before
 * @param now this machine's clock, ms
 */
export function answerAt(
  stretches: readonly Stretch[],
  history: History,
  moment: number,
  now: number,
): Answer {
  const time = { moment };
  const stretch = stretchAt(stretches, moment);
  if (stretch === null || stretch.facts === null) {
    const title = moment >= now ? message("answerToCome", { time }) : message("answerNotObserved", { time });
    const proof = stretch === null ? [] : around(stretch, moment, now);
    return { title, showed: null, proof, facts: null };
  }
  const { facts, to } = stretch;
  return {
    title: titleOf(facts, moment),
    showed: showedOf(stretch, facts, moment),
    proof: [
      ...setByWords(history, moment, now),
      ...readAt(facts),
      ...told(history, stretches, stretch),
      ...(to < now && isNear(to, moment) ? [message("answerUntil", { time: { moment: to } })] : []),
    ],
    facts,
  };
}

/** What changed in the minute that begins with this moment: a call's minute may mean any second of it. */
export function changesWithin(stretches: readonly Stretch[], moment: number): readonly Stretch[] {
  return stretches.filter(({ from }) => from > moment && from < moment + 60_000);
}

function titleOf({ reach, softphone }: Facts, moment: number): Message {
  const time = { moment };
  const isSure = softphone === "registered";
  switch (reach) {
    case "both":
      return isSure ? message("answerBoth", { time }) : message("answerPerhapsBoth", { time });
    case "phone":
      return message("answerPhone", { time });
    case "softphone":
      return isSure ? message("answerSoftphone", { time }) : message("answerPerhapsSoftphone", { time });
    case "nobody":
      return message("answerNobody", { time });
    case "unknown":
      return message("answerNotKnown", { time });
  }
}

function showedOf({ from }: Stretch, { title, why }: Facts, moment: number): Message {
  const words = { sentences: [message("asSentence", { words: title }), ...why] };
  if (!isNear(from, moment)) return message("answerShowedLong", { words });
  return message("answerShowed", { time: { moment: from }, words });
}

function setByWords(history: History, moment: number, now: number): Sentences {
  const change = setBy(history, moment, now);
  if (change === null) return [];
  const time = { moment: change.at };
  if (change.by === "elsewhere") return [message("answerSeenChanged", { time })];
  return [message("answerSetAt", { time, words: switchedWords(change) })];
}

function readAt({ readAt: at }: Facts): Sentences {
  return at === null ? [] : [message("answerReadAt", { time: { moment: at } })];
}

/** What the agent was told since calls began to fare as in this stretch, whatever else has changed. */
function told({ records }: History, stretches: readonly Stretch[], stretch: Stretch): Sentences {
  const from = sameSince(stretches, stretch);
  return records
    .filter((record) => record.kind === "told")
    .filter(({ at }) => at >= from && at < stretch.to && isNear(at, stretch.from))
    .map(toldWords);
}

/** When the agent was told, and what. */
export function toldWords({ at, words }: Told): Message {
  return message("answerToldAt", { time: { moment: at }, words: { sentences: words } });
}

function sameSince(stretches: readonly Stretch[], { facts: last, from: end }: Stretch): number {
  const isSame = ({ facts }: Stretch): boolean =>
    facts?.reach === last?.reach && facts?.softphone === last?.softphone;
  let since = end;
  for (const one of stretches.filter(({ from }) => from < end).reverse()) {
    if (!isSame(one)) break;
    since = one.from;
  }
  return since;
}

/** A time of day is told only of what is near: it is no date. */
function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= LONGEST_TOLD;
}

/** Why nothing was observed, and for how long. */
function around({ from, to }: Stretch, moment: number, now: number): Sentences {
  const why = message("whyNotObserved");
  if (to >= now || !isNear(from, moment) || !isNear(to, moment)) return [why];
  return [message("notObservedFromTo", { from: { moment: from }, to: { moment: to } }), why];
}
