/**
 * Tells a held key from a key pressed again: the browser reports every repeat as a press of its own. Times come from a
 * monotonic clock, ms.
 */

/**
 * The longest delay before a held key begins to repeat: 1.8 s on macOS at its slowest, 1 s on Windows, 0.66 s on X11. A later
 * event is a press.
 */
const LONGEST_DELAY = 2_000;

/**
 * A held key that repeats sends several events within this time: 25 a second on X11, about 30 on Windows and macOS. Nobody
 * presses a key that fast.
 */
export const QUIET = 200;

/** A look for quiet that comes later than this was held up by a busy machine. So may be the events. */
const LATE = 50;

/** The last events of a command. */
export interface KeyTrail {
  readonly command: string;
  /** When the last event came. */
  readonly at: number;
  /** How many events are held back. Each may be a press, or the first repeat of a held key. */
  readonly held: number;
  /** Whether the last event was the repeat of a held key. */
  readonly repeats: boolean;
  /** When to look whether it has been quiet since; `null` if no event is held back. */
  readonly lookAt: number | null;
  /** Whether the look was late and is made once more. */
  readonly isSecondLook: boolean;
}

/** What an event, or the quiet after it, leads to. */
export interface KeyDecision {
  readonly trail: KeyTrail;
  /** How many presses to carry out now. */
  readonly presses: number;
  /** When to call `afterQuiet`; `null` if there is no need. */
  readonly again: number | null;
}

/**
 * Handles an event. The first event of a command is a press at once. One soon after is held back for as long as a repeat takes
 * to come. If another follows in that time, it was a repeat, and so is every event that follows as fast; otherwise it was a
 * press. An event of another command is deliberate, and drops what is held back.
 */
export function afterEvent(before: KeyTrail | null, command: string, now: number): KeyDecision {
  const held = before?.command === command ? before.held : 0;
  const since = before?.command === command ? now - before.at : Number.POSITIVE_INFINITY;
  const trail = { command, at: now, held: 0, repeats: false, lookAt: null, isSecondLook: false };
  if (since > LONGEST_DELAY && held === 0) return { trail, presses: 1, again: null };
  if (since <= QUIET && (held > 0 || before?.repeats)) {
    return { trail: { ...trail, repeats: true }, presses: 0, again: null };
  }
  const lookAt = now + QUIET;
  return { trail: { ...trail, held: held + 1, lookAt }, presses: 0, again: lookAt };
}

/**
 * Handles the quiet after an event.
 *
 * @param lookAt the moment for which this look was planned; the look does nothing if more events came since
 */
export function afterQuiet(trail: KeyTrail, lookAt: number, now: number): KeyDecision {
  if (trail.lookAt !== lookAt) return { trail, presses: 0, again: null };
  if (now - lookAt > LATE && !trail.isSecondLook) {
    const again = now + LATE;
    return { trail: { ...trail, lookAt: again, isSecondLook: true }, presses: 0, again };
  }
  return { trail: { ...trail, held: 0, lookAt: null }, presses: trail.held, again: null };
}
