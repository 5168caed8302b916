/**
 * Tells a key that is held from one that is pressed again: the browser reports every repeat as a press of its own. Times are
 * those of a clock that nobody sets, in ms.
 */

/**
 * How long a held key may wait before it begins to repeat: 1.8 s on macOS at its slowest, 1 s on Windows, 0.66 s on X11.
 * What comes later is a press.
 */
const LONGEST_DELAY = 2_000;

/**
 * Once it repeats, a held key is heard of again before this a few times over: 25 times a second on X11, some 30 times on
 * Windows and macOS. Nobody presses a key again and again as fast.
 */
export const QUIET = 200;

/** What looks for quiet later than this was held up by a busy machine, and so may be what there is to hear. */
const LATE = 50;

/** What was heard last of a command. */
export interface KeyTrail {
  readonly command: string;
  /** When. */
  readonly at: number;
  /** How many are held back: each may be a press, or be where the key begins to repeat. */
  readonly held: number;
  /** The last was the repeat of a held key. */
  readonly repeats: boolean;
  /** When to look whether it is quiet since, as `again` said; `null` where nothing is held back. */
  readonly lookAt: number | null;
  /** The look was late, and is made once more. */
  readonly isSecondLook: boolean;
}

/** What to make of an event, or of the quiet after it. */
export interface Heard {
  readonly trail: KeyTrail;
  /** How many presses to carry out now. */
  readonly presses: number;
  /** When to ask `afterQuiet`; `null` where there is nothing to ask. */
  readonly again: number | null;
}

/**
 * What to make of an event. The first of a command is a press at once. One soon after is held back for as long as a repeat
 * would take to come: followed by another it was a repeat, as is all that follows as fast, else it was a press. Another
 * command in between is intention, and overtakes what is held back.
 */
export function afterEvent(before: KeyTrail | null, command: string, now: number): Heard {
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
 * What to make of the quiet after an event.
 *
 * @param lookAt the moment for which this look was planned; nothing is made of it where more was heard since
 */
export function afterQuiet(trail: KeyTrail, lookAt: number, now: number): Heard {
  if (trail.lookAt !== lookAt) return { trail, presses: 0, again: null };
  if (now - lookAt > LATE && !trail.isSecondLook) {
    const again = now + LATE;
    return { trail: { ...trail, lookAt: again, isSecondLook: true }, presses: 0, again };
  }
  return { trail: { ...trail, held: 0, lookAt: null }, presses: trail.held, again: null };
}
