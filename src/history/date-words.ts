import { locale, t } from "../browser/i18n.ts";
import type { Day } from "../core/history/days.ts";

/** A day as in "Friday, November 27"; today is called so. */
export function dayName(day: Day, daysBack: number): string {
  return daysBack === 0 ? t("historyToday") : dateOf(day);
}

/** A day's date, as in "Friday, November 27". */
export function dateOf({ from }: Day): string {
  return new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long" }).format(from);
}

/** A moment as in "2:32:10 PM". */
export function timeOf(moment: number): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(moment);
}

/** A full hour as in "2 PM". */
export function hourOf(moment: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: "numeric" }).format(moment);
}

/** A day's date for a file's name, as in "2026-11-27". */
export function dateForFile({ from }: Day): string {
  const date = new Date(from);
  const digits = (number: number): string => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`;
}
