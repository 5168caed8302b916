/** The minute of a moment, as the value of a time field. */
export function timeFieldValue(moment: number): string {
  const date = new Date(moment);
  const digits = (number: number): string => String(number).padStart(2, "0");
  return `${digits(date.getHours())}:${digits(date.getMinutes())}:00`;
}
