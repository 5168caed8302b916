import { CLOCK_TOLERANCE } from "../devices/status.ts";

/** The server's word on when it may be asked again, kept apart for reads and writes. This machine's clock, ms. */
export interface ServerWaits {
  readonly readUntil: number | null;
  readonly writeUntil: number | null;
  /** When they were last told or looked at. Version 0.1.0 did not keep it. */
  readonly since?: number;
}

/** The waits that were told to requests for others than the saved account, by whose budget it is (`budgetOf`). */
export type WaitsElsewhere = Readonly<Record<string, ServerWaits>>;

export const NO_WAITS: ServerWaits = { readUntil: null, writeUntil: null };

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
  if (since === undefined || now >= since - CLOCK_TOLERANCE) return waits;
  const again = (until: number | null): number | null => until && now + Math.max(0, until - since);
  return { readUntil: again(readUntil), writeUntil: again(writeUntil), since: now };
}

/** The later of both, as a moment; 0 where there is none. */
export function waitForAny({ readUntil, writeUntil }: ServerWaits): number {
  return Math.max(readUntil ?? 0, writeUntil ?? 0);
}

/** The waits of others with those of one of them as they are now; what is over is forgotten. */
export function withElsewhere(
  elsewhere: WaitsElsewhere | undefined,
  budget: string,
  waits: ServerWaits,
  now: number,
): WaitsElsewhere {
  const all = Object.entries({ ...elsewhere, [budget]: waits });
  return Object.fromEntries(all.filter(([, told]) => waitForAny(waitsBy(told, now)) > now));
}
