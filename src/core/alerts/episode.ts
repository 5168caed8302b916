import type { AlertsMemory } from "./alerts-memory.ts";
import type { Reach } from "./reach.ts";

type Known = Pick<AlertsMemory, "suspected" | "episode" | "over">;

/** What is known now, as far as an episode depends on it. */
export interface ReachNow {
  readonly reach: Reach;
  /** Whether it needs no second reading. */
  readonly isCertain: boolean;
  /** Whether a press of the agent's own has led to it. */
  readonly isOwn: boolean;
  /** When the devices were read, ms; `null` if they were not. */
  readonly readAt: number | null;
  /** Whether the agent was told of the episode, and may be told of its end now. */
  readonly tellsEnd: boolean;
  /** This machine's clock, ms. */
  readonly now: number;
}

/** So many readings must agree before an episode begins. */
const AGREEING = 2;
/** An episode's end is told if it lasted longer than this, ms. */
const LONG = 60_000;

/** The episode now: none, one that goes on, one that begins, or one that has just ended. */
export function nextEpisode({ suspected, episode, over }: Known, known: ReachNow): Known {
  const { reach, now } = known;
  if (reach === "well" || reach === "unsure") {
    const isTold = episode !== null && known.tellsEnd && now - episode.since > LONG;
    return { suspected: null, episode: null, over: isTold ? episode : over };
  }
  if (episode !== null) return { suspected: null, episode, over: null };
  if (reach === "open") return { suspected: null, episode: null, over: null };
  const after = counted(suspected, known.readAt);
  const begins = !known.isOwn && (known.isCertain || (after?.reads ?? 0) >= AGREEING);
  return begins
    ? { suspected: null, episode: { since: now }, over: null }
    : { suspected: after, episode: null, over: null };
}

/** A reading that was counted already is not counted again. */
function counted(before: Known["suspected"], readAt: number | null): Known["suspected"] {
  if (readAt === null || before?.readAt === readAt) return before;
  return { reads: (before?.reads ?? 0) + 1, readAt };
}
