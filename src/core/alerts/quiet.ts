import { isPaused } from "../pause.ts";
import { hoursNow } from "../rules/working-hours.ts";
import type { AlertFacts } from "./alert-facts.ts";

type QuietFacts = Pick<AlertFacts, "settings" | "presence" | "pausedUntil" | "wallClock" | "now">;

const EVERY_DAY = "1234567";

/** Until when nothing is to be shown, ms; `null` if something may be. Only an event ends the lock of the screen (`Infinity`). */
export function quietUntil(facts: QuietFacts): number | null {
  const { presence, pausedUntil, now } = facts;
  if (presence === "locked") return Number.POSITIVE_INFINITY;
  return isPaused(pausedUntil, now) ? pausedUntil : quietHoursUntil(facts);
}

function quietHoursUntil({ settings, wallClock, now }: QuietFacts): number | null {
  // Two equal times are a mistake, and must not silence the whole day.
  if (!settings.quietHours || settings.quietFrom === settings.quietUntil) return null;
  const hours = {
    workingDays: EVERY_DAY,
    workingFrom: settings.quietFrom,
    workingUntil: settings.quietUntil,
  };
  const { outsideSince, next } = hoursNow(hours, now, wallClock);
  return outsideSince === null ? next : null;
}
