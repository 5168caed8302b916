import { areDevicesKnown, type Verdict, verdict } from "../devices/verdict.ts";
import { isSameJson } from "../same-json.ts";
import { nextWarningAt } from "../token-end.ts";
import { ALERT_KINDS } from "./alert.ts";
import type { AlertFacts } from "./alert-facts.ts";
import type { AlertsMemory, Remembered } from "./alerts-memory.ts";
import { nextEpisode } from "./episode.ts";
import { type AlertEffect, effectOf, nextNotification } from "./notification.ts";
import { occasionOf } from "./occasions.ts";
import { excuseEndsAt, ownPress } from "./own-press.ts";
import { quietUntil } from "./quiet.ts";
import { isCertain, type Reach, reachOf } from "./reach.ts";

/** What to remember (the same objects where nothing has changed), and what to do once that is stored. */
interface AlertsDecision {
  readonly memory: Remembered;
  readonly effects: readonly AlertEffect[];
}

/** What the agent is to be told now. */
export function decide(before: Remembered, facts: AlertFacts): AlertsDecision {
  const { now } = facts;
  const judged = verdict(facts);
  const reach = reachOf(judged, facts);
  const quiet = quietUntil(facts);
  const course = courseOf(before, judged, reach, quiet !== null, facts);
  const kinds = { ...before.alerts.kinds };
  const told = { ...before.alertsTold };
  for (const kind of ALERT_KINDS) {
    // The notification of the episode says the same already.
    const isSaid = kind === "credentials" && kinds.reach.shown !== null;
    const occasion = isSaid ? null : occasionOf(kind, judged, { ...course, reach }, facts);
    kinds[kind] = nextNotification(kinds[kind], told[kind], occasion, quiet !== null, now);
    if (occasion === null && !isSaid) told[kind] = null;
  }
  const nextAt = earliest(now, [
    quiet,
    course.suspected && course.press && excuseEndsAt(course.press),
    nextWarningAt(facts.tokenEnd, now),
    ...Object.values(kinds).map(({ laterUntil }) => laterUntil),
  ]);
  const memory: Remembered = {
    alerts: asBefore(before.alerts, { ...course, kinds, nextAt }),
    alertsTold: asBefore(before.alertsTold, told),
  };
  return { memory, effects: ALERT_KINDS.flatMap((kind) => effectOf(kind, kinds[kind])) };
}

type Course = Pick<AlertsMemory, "press" | "suspected" | "episode" | "over">;

/** The agent's press and the episode, as they go on. */
function courseOf(
  { alerts, alertsTold }: Remembered,
  judged: Verdict,
  reach: Reach,
  isQuiet: boolean,
  facts: AlertFacts,
): Course {
  const { journal, rules, status, now } = facts;
  const reading = areDevicesKnown(facts) ? status.reading : null;
  // Once all was well, whatever comes is no longer of the agent's own making.
  const isFine = journal === null && (reach === "well" || reach === "unsure");
  const press = isFine ? null : ownPress(alerts.press, journal, rules, reading, now);
  const isTold = alerts.kinds.reach.shown !== null || alertsTold.reach === String(alerts.episode?.since);
  const episode = nextEpisode(alerts, {
    reach,
    isCertain: isCertain(judged, facts),
    isOwn: press !== null && journal === null,
    readAt: reading?.takenAt ?? null,
    tellsEnd: isTold && !isQuiet,
    now,
  });
  return { press, ...episode };
}

/** What was before, if it says the same. */
function asBefore<T>(before: T, after: T): T {
  return isSameJson(before, after) ? before : after;
}

function earliest(now: number, moments: readonly (number | null)[]): number | null {
  const toCome = moments.filter((at) => at !== null && at > now && at !== Number.POSITIVE_INFINITY);
  return toCome.length === 0 ? null : Math.min(...(toCome as number[]));
}
