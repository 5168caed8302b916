import { type Message, message } from "./message.ts";

/** A time of day is no date: nothing longer ago than this, ms, is told as one. */
export const LONGEST_TOLD = 12 * 3_600_000;

/** An age in ms, as in "12 s ago". A negative age means a wrong clock, and -Infinity an unknown age: the message says so. */
export function ago(ms: number): Message {
  if (ms === Number.NEGATIVE_INFINITY) return message("agoUnknown");
  if (ms < -2_000) return message("agoInFuture");
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 1) return message("agoNow");
  if (seconds < 60) return message("agoSeconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return message("agoMinutes", { count: minutes });
  const hours = Math.round(minutes / 60);
  if (hours < 48) return message("agoHours", { count: hours });
  return message("agoDays", { count: Math.round(hours / 24) });
}

/** A wait in ms, as in "40 s" or "3 min", rounded up. */
export function wait(ms: number): Message {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 90
    ? message("spanSeconds", { count: seconds })
    : message("spanMinutes", { count: Math.ceil(seconds / 60) });
}

/** A period in ms, rounded, as in "30 s", "5 min" or "2 h". */
export function period(ms: number): Message {
  const minutes = ms / 60_000;
  if (minutes < 1.5) return message("spanSeconds", { count: Math.round(ms / 1_000) });
  if (minutes < 90) return message("spanMinutes", { count: Math.round(minutes) });
  return message("spanHours", { count: Math.round(minutes / 60) });
}
