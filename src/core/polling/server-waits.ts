import { CLOCK_TOLERANCE } from "../devices/status.ts";

/** The server's word on when it may be asked again, kept apart for reads and writes. This machine's clock, ms. */
export interface ServerWaits {
  readonly readUntil: number | null;
  readonly writeUntil: number | null;
  /** When they were last told or reckoned anew; `null` where that is not known. */
  readonly since: number | null;
}

/** The waits that were told to requests for others than the saved account, by whose budget it is (`budgetOf`). */
export type WaitsElsewhere = Readonly<Record<string, ServerWaits>>;

export const NO_WAITS: ServerWaits = { readUntil: null, writeUntil: null, since: null };

/** The waits with another one told just now, which takes nothing from a longer one; `null` takes it away. */
export function withWait(
  waits: ServerWaits,
  told: Partial<Pick<ServerWaits, "readUntil" | "writeUntil">>,
  now: number,
): ServerWaits {
  const { readUntil = waits.readUntil, writeUntil = waits.writeUntil } = told;
  return {
    readUntil: readUntil && Math.max(readUntil, waits.readUntil ?? 0),
    writeUntil: writeUntil && Math.max(writeUntil, waits.writeUntil ?? 0),
    since: now,
  };
}

/**
 * The waits by a clock that may have been set back since: each is then as long again as it was, since nothing tells
 * how much of it is over, and no longer by the hour that the clock was set back.
 */
export function waitsBy(waits: ServerWaits, now: number): ServerWaits {
  const { since, readUntil, writeUntil } = waits;
  if (since === null || now >= since - CLOCK_TOLERANCE) return waits;
  const again = (until: number | null): number | null => until && now + Math.max(0, until - since);
  return { readUntil: again(readUntil), writeUntil: again(writeUntil), since: now };
}

/** The later of both, as a moment; 0 where there is none. */
export function waitForAny({ readUntil, writeUntil }: ServerWaits): number {
  return Math.max(readUntil ?? 0, writeUntil ?? 0);
}

/** The waits of others with those of one of them as they are now; what is over is forgotten. */
export function withElsewhere(
  elsewhere: WaitsElsewhere,
  budget: string,
  waits: ServerWaits,
  now: number,
): WaitsElsewhere {
  const all = Object.entries({ ...elsewhere, [budget]: waits });
  return Object.fromEntries(all.filter(([, told]) => waitForAny(waitsBy(told, now)) > now));
}

/** The waits of others by a clock that may have been set back since (`waitsBy`); the same object where it was not. */
export function elsewhereBy(elsewhere: WaitsElsewhere, now: number): WaitsElsewhere {
  const all = Object.entries(elsewhere).map(([budget, told]) => [budget, waitsBy(told, now)] as const);
  return all.every(([budget, told]) => told === elsewhere[budget]) ? elsewhere : Object.fromEntries(all);
}
