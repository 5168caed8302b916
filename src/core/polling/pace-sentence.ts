import { type Message, message } from "../message.ts";
import { paceBounds, type Settings } from "../settings.ts";
import { period as asPeriod } from "../spans.ts";
import type { Pace } from "./pace.ts";

/**
 * Says how often the status is read, and why not more often.
 *
 * @param period the period in effect, `status.period`; ms
 */
export function paceSentence(period: number, pace: Pace, settings: Settings): Message {
  const span = asPeriod(period);
  const { fastest } = paceBounds(settings);
  const fair = Math.max(pace.period, fastest);
  if (period > fair * 1.1) return message("paceAway", { span });
  if (fair < fastest * 1.1) return message("paceEvery", { span });
  return pace.limit === null
    ? message("paceRefused", { span })
    : message("paceShared", { span, limit: pace.limit });
}
