import { isSameJson } from "../same-json.ts";
import { ALERT_KINDS, type Alert, type AlertKind, type Occasion } from "./alert.ts";
import type { KindMemory, Remembered } from "./alerts-memory.ts";

/** What to ask of the browser's notifications. Whoever has done it says so (`carriedOut`); until then it comes again. */
export type AlertEffect =
  | { readonly do: "show" | "update"; readonly kind: AlertKind; readonly alert: Alert }
  | { readonly do: "withdraw"; readonly kind: AlertKind };

/** How long `Later` lasts, ms. */
const LATER_FOR = 900_000;

/**
 * One kind's notification: shown once for each occasion, kept up to date, and withdrawn at its end.
 *
 * @param told the last occasion of which the agent was told
 * @param isQuiet whether nothing may be shown now
 * @param now this machine's clock, ms
 */
export function nextNotification(
  before: KindMemory,
  told: string | null,
  occasion: Occasion | null,
  isQuiet: boolean,
  now: number,
): KindMemory {
  const mayNotShow = isQuiet || occasion?.mayShow === false;
  // What the browser has not been asked for yet must wait too.
  const isHeld = mayNotShow && before.due === "show";
  const { shown, due } = isHeld ? { shown: null, due: "withdraw" as const } : before;
  if (occasion === null) return withdrawn({ ...before, shown, due });
  const { key, alert } = occasion;
  if (shown?.key === key) {
    if (isQuiet || isSameJson(shown.alert, alert)) return { ...before, shown, due };
    return { ...before, shown: { key, alert }, due: due === "show" ? due : "update" };
  }
  const left = withdrawn({ ...before, shown, due });
  if (mayNotShow || isLater(before, now)) return left;
  // The time that the agent asked for is over.
  const isAgain = before.laterUntil !== null;
  return isAgain || told !== key ? { shown: { key, alert }, due: "show", laterUntil: null } : left;
}

/** An end that is too far ahead dates from before the clock was set back. */
function isLater({ laterUntil }: KindMemory, now: number): boolean {
  return laterUntil !== null && laterUntil > now && laterUntil <= now + LATER_FOR;
}

function withdrawn(before: KindMemory): KindMemory {
  return before.shown === null ? before : { ...before, shown: null, due: "withdraw" };
}

/** What is still to be asked of the browser. */
export function effectOf(kind: AlertKind, { shown, due }: KindMemory): readonly AlertEffect[] {
  if (due === "withdraw") return [{ do: due, kind }];
  return due === null || shown === null ? [] : [{ do: due, kind, alert: shown.alert }];
}

/**
 * After the browser has done what was asked.
 *
 * @param isThere whether it still shows the notification
 */
export function carriedOut(before: Remembered, effect: AlertEffect, isThere: boolean): Remembered {
  const { kind } = effect;
  const { shown, due, laterUntil } = before.alerts.kinds[kind];
  const isDone = due === effect.do && (effect.do === "withdraw" || isSameJson(shown?.alert, effect.alert));
  if (!isDone) return before;
  const after = withKind(before, kind, { shown: isThere ? shown : null, due: null, laterUntil });
  return shown === null ? after : withTold(after, kind, shown.key);
}

/** After the agent has closed a notification, or pressed something on it: they were told. */
export function closed(before: Remembered, kind: AlertKind): Remembered {
  const { shown } = before.alerts.kinds[kind];
  if (shown === null) return before;
  return withTold(withKind(before, kind, withdrawn(before.alerts.kinds[kind])), kind, shown.key);
}

/**
 * After a look at what the browser shows. What is not there was closed.
 *
 * @param mayDiffer whether the one shown may differ from the one remembered
 */
export function compared(before: Remembered, there: readonly AlertKind[], mayDiffer: boolean): Remembered {
  return ALERT_KINDS.reduce((after, kind) => {
    const { shown, due, laterUntil } = after.alerts.kinds[kind];
    if (shown === null || due !== null) return after;
    if (!there.includes(kind)) return closed(after, kind);
    return mayDiffer ? withKind(after, kind, { shown, due: "update", laterUntil }) : after;
  }, before);
}

/** After `Later`: nothing of that kind for a while, and then once more if there is still reason. `now`: this machine's clock, ms. */
export function later(before: Remembered, kind: AlertKind, now: number): Remembered {
  const after = closed(before, kind);
  return withKind(after, kind, { ...after.alerts.kinds[kind], laterUntil: now + LATER_FOR });
}

function withKind(before: Remembered, kind: AlertKind, is: KindMemory): Remembered {
  const { alerts } = before;
  return { ...before, alerts: { ...alerts, kinds: { ...alerts.kinds, [kind]: is } } };
}

function withTold(before: Remembered, kind: AlertKind, key: string): Remembered {
  return { ...before, alertsTold: { ...before.alertsTold, [kind]: key } };
}
