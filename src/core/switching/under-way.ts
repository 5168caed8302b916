import type { Assignment } from "../devices/device.ts";
import { intended, type Journal } from "./journal.ts";

/** A switch that goes well takes a second or two on CCM, which needs three requests. Longer than this, ms, it is in trouble. */
const SHORTLY = 6_000;

/**
 * Where the switch under way leads, while it goes well; `null` if there is none. A switch that was set back, is being undone or
 * takes too long no longer counts: then the state that it has left matters. Nor does one that lacks only the confirming read: its
 * answers already tell the devices' state.
 *
 * @param now this machine's clock, ms
 */
export function switchUnderWay(journal: Journal | null, now: number): Assignment | null {
  if (journal === null || journal.failures > 0 || journal.compensatesFor !== null || journal.answered)
    return null;
  const { askedAt } = journal.waiting ?? journal;
  return now < askedAt || now - askedAt > SHORTLY ? null : intended(journal);
}
