import { type Message, message } from "../message.ts";

/** How long something lasted, as in "12 s", "9 min" or "7 h 42 min". */
export function duration(ms: number): Message {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return message("spanSeconds", { count: Math.floor(ms / 1_000) });
  if (minutes < 60) return message("spanMinutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0
    ? message("spanHours", { count: hours })
    : message("spanHoursMinutes", { hours, minutes: rest });
}
