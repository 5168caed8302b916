import { CLOCK_TOLERANCE } from "../devices/status.ts";

/** When the server accepts requests again, for reads and for writes. This machine's clock, ms. */
export interface ServerWaits {
  readonly readUntil: number | null;
  readonly writeUntil: number | null;
  /** When the server last set them, or a clock change moved them; `null` if unknown. */
  readonly since: number | null;
}

/** The server's waits for requests outside the saved account, by budget (`budgetOf`). */
export type WaitsElsewhere = Readonly<Record<string, ServerWaits>>;

export const NO_WAITS: ServerWaits = { readUntil: null, writeUntil: null, since: null };

/** The waits with one that the server has just set. It never shortens a longer one; `null` removes one. */
export function withWait(
  waits: ServerWaits,
  added: Partial<Pick<ServerWaits, "readUntil" | "writeUntil">>,
  now: number,
): ServerWaits {
  const { readUntil = waits.readUntil, writeUntil = waits.writeUntil } = added;
  return {
    readUntil: readUntil && Math.max(readUntil, waits.readUntil ?? 0),
    writeUntil: writeUntil && Math.max(writeUntil, waits.writeUntil ?? 0),
    since: now,
  };
}

/**
 * Until when reads must wait after an answer, by this machine's clock (ms); `null` for no wait. Another request may have been told
 * to wait since that one was sent.
 *
 * @param told until when the answer asks to wait; `null` if it does not
 */
export function readWaitAfter({ readUntil }: ServerWaits, told: number | null, now: number): number | null {
  const stillWanted = readUntil !== null && readUntil > now ? readUntil : 0;
  return Math.max(told ?? 0, stillWanted) || null;
}

/**
 * The waits by a clock that may have been set back since. If it was, nothing tells how much of a wait has passed. Each then
 * begins again with its full length, but not with the time by which the clock was set back.
 */
export function waitsBy(waits: ServerWaits, now: number): ServerWaits {
  const { since, readUntil, writeUntil } = waits;
  if (since === null || now >= since - CLOCK_TOLERANCE) return waits;
  const again = (until: number | null): number | null => until && now + Math.max(0, until - since);
  return { readUntil: again(readUntil), writeUntil: again(writeUntil), since: now };
}

/** The end of the later wait (this machine's clock, ms); 0 if there is none. */
export function waitForAny({ readUntil, writeUntil }: ServerWaits): number {
  return Math.max(readUntil ?? 0, writeUntil ?? 0);
}

/** The waits outside the account, with those of one budget replaced. Waits that are over are dropped. */
export function withElsewhere(
  elsewhere: WaitsElsewhere,
  budget: string,
  waits: ServerWaits,
  now: number,
): WaitsElsewhere {
  const all = Object.entries({ ...elsewhere, [budget]: waits });
  return Object.fromEntries(all.filter(([, each]) => waitForAny(waitsBy(each, now)) > now));
}

/** The waits outside the account by a clock that may have been set back (`waitsBy`); the same object if it was not. */
export function elsewhereBy(elsewhere: WaitsElsewhere, now: number): WaitsElsewhere {
  const all = Object.entries(elsewhere).map(([budget, each]) => [budget, waitsBy(each, now)] as const);
  return all.every(([budget, each]) => each === elsewhere[budget]) ? elsewhere : Object.fromEntries(all);
}
