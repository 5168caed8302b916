/** Writes one line of the log. What is given to it is all that the log holds: never a token, secret, code, cookie or query. */
export type Log = (entry: Readonly<Record<string, string | number>>) => void;

/** What the log says of an error. Its other fields stay out: they can hold a whole answer. */
export function words(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : "unknown error";
}
