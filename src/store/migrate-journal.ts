import { isRecord, migrateApi } from "./migrate-api.ts";

/**
 * Brings a stored journal, of any version, into the present shape. A damaged one stays damaged, and its schema refuses it.
 *
 * Up to 0.1.0, `rule` stood for `api`, `stranded` for `noDeviceOn`, and `retryAt` for the phase. `undoing` held sentences,
 * which say only that the switch was compensating.
 */
export function migrateJournal(stored: unknown): unknown {
  if (!isRecord(stored) || !("stranded" in stored)) return stored;
  const { stranded, undoing, retryAt, answered, turnedOff, ...same } = migrateApi(stored);
  const isCompensating = typeof undoing === "object" && undoing !== null;
  return {
    ...same,
    phase: retryAt === null ? { name: "ready", sure: false } : { name: "waiting-to-retry", retryAt },
    noDeviceOn: stranded,
    compensatesFor: isCompensating ? "interrupted" : undoing,
    answered: answered ?? false,
    turnedOff: turnedOff ?? [],
    attempt: { writes: 0, repeated: false },
  };
}
