/** Writes one line of the log. What is given to it is all that the log holds: never a token, secret, code, cookie or query. */
export type Log = (entry: Readonly<Record<string, string | number>>) => void;

/** What the log says of an error. Its other fields stay out: they can hold a whole answer. */
export function words(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  // Why a connection failed, such as ECONNREFUSED, only the cause says.
  const code = error.cause instanceof Error && "code" in error.cause ? ` (${error.cause.code})` : "";
  return `${error.name}: ${error.message}${code}`;
}
