import type { Alert, AlertKind } from "./alert.ts";
import type { OwnPress } from "./own-press.ts";

/**
 * What is remembered from one event to the next. It is plain JSON, stored to survive the worker's death. Times are this machine's
 * clock, ms.
 */
export interface AlertsMemory {
  /** The agent's last press, while it matters. */
  readonly press: OwnPress | null;
  /** How many readings in a row said that a call would not reach the agent, and the last one's moment; `null` before an episode. */
  readonly suspected: { readonly reads: number; readonly readAt: number } | null;
  /** The time in which a call would not reach the agent as intended. */
  readonly episode: Episode | null;
  /** The episode whose end is told; `null` once that no longer holds. */
  readonly over: Episode | null;
  readonly kinds: Readonly<Record<AlertKind, KindMemory>>;
  /** When the decision may change without anything happening; `null` if it does not. */
  readonly nextAt: number | null;
}

/** All that is remembered, as it is stored. */
export interface Remembered {
  readonly alerts: AlertsMemory;
  readonly alertsTold: Told;
}

/** The last occasion of each kind of which the agent was told. It survives the browser's end, too. */
export type Told = Readonly<Record<AlertKind, string | null>>;

/** A time in which a call would not reach the agent as intended. */
export interface Episode {
  /** When it began. */
  readonly since: number;
}

/** What is remembered of one kind's notification. */
export interface KindMemory {
  /** What the browser shows, or is about to; `null` if nothing, or no longer. */
  readonly shown: { readonly key: string; readonly alert: Alert } | null;
  /** What the browser has not been asked for yet. */
  readonly due: "show" | "update" | "withdraw" | null;
  /** Until when the agent wants to hear nothing of it; `null` if they have not said so. */
  readonly laterUntil: number | null;
}

const QUIET: KindMemory = { shown: null, due: null, laterUntil: null };

export const INITIAL_ALERTS: AlertsMemory = {
  press: null,
  suspected: null,
  episode: null,
  over: null,
  kinds: {
    reach: QUIET,
    well: QUIET,
    muted: QUIET,
    credentials: QUIET,
    token: QUIET,
    switch: QUIET,
    rule: QUIET,
  },
  nextAt: null,
};

export const NOTHING_TOLD: Told = {
  reach: null,
  well: null,
  muted: null,
  credentials: null,
  token: null,
  switch: null,
  rule: null,
};
