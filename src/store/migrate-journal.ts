import { isRecord, migrateApi } from "./migrate-api.ts";

/**
 * A stored journal in the present shape, whichever version wrote it. What is none, or is damaged, stays so for the schema to
 * refuse.
 *
 * Up to 0.1.0, `rule` stood for `api`, `stranded` for `noDeviceOn`, and `retryAt` for the phase. `undoing` held sentences,
 * which tell nothing but that the switch was on its way back.
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
