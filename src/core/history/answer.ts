import { type Message, message, type Sentences } from "../message.ts";
import type { Facts, History } from "./record.ts";
import { type Stretch, stretchAt } from "./timeline.ts";

/** What is answered about a call at a moment. */
export interface Answer {
  /** What would have happened to it. */
  readonly title: Message;
  /** What Hookswitch showed then, in its words, and from when on; `null` if nothing was observed. */
  readonly showed: { readonly since: number; readonly words: Sentences } | null;
  /** What else shows it, and when the agent was told. */
  readonly proof: Sentences;
  /** `null`: nothing was observed. */
  readonly facts: Facts | null;
}

/**
 * The answer about a moment, by what was known then.
 *
 * @param stretches of the moment's day
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
    return { title, showed: null, proof: stretch === null ? [] : around(stretch, now), facts: null };
  }
  const { facts, from, to } = stretch;
  const words = [message("asSentence", { words: facts.title }), ...facts.why];
  return {
    title: titleOf(facts, moment),
    showed: { since: from, words },
    proof: [...readAt(facts), ...told(history, from, to), ...(to < now ? [endedAt(to)] : [])],
    facts,
  };
}

/** What changed in the minute that begins with this moment: who names a call's minute may mean any second of it. */
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

function readAt({ readAt: at }: Facts): Sentences {
  return at === null ? [] : [message("answerReadAt", { time: { moment: at } })];
}

function told({ records }: History, from: number, to: number): Sentences {
  return records
    .filter(({ kind, at }) => kind === "told" && at >= from && at < to)
    .map(({ at }) => message("answerToldAt", { time: { moment: at } }));
}

function endedAt(to: number): Message {
  return message("answerUntil", { time: { moment: to } });
}

/** Why nothing was observed, and for how long. */
function around({ from, to }: Stretch, now: number): Sentences {
  const why = message("whyNotObserved");
  const span = { from: { moment: from }, to: { moment: to } };
  return to < now ? [message("notObservedFromTo", span), why] : [why];
}
