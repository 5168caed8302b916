import { lifeOfEvidence } from "../core/devices/verdict.ts";
import { OTHER_KEYS, type StoredArea, type VERSION } from "./items.ts";
import { isRecord, migrateStatus } from "./migrate-api.ts";
import { migrateJournal } from "./migrate-journal.ts";

type Migration = (stored: StoredArea) => StoredArea;

/** From each version of the shape to the next. What is damaged stays so, for the schemas to refuse. */
const MIGRATIONS = [from0] as const satisfies Migration[] & { length: typeof VERSION };

/** What an area holds, in the present shape, whichever version wrote it. */
export function migrate(stored: StoredArea): StoredArea {
  return MIGRATIONS.slice(versionOf(stored)).reduce(
    (shape: StoredArea, step: Migration) => step(shape),
    stored,
  );
}

function versionOf({ [OTHER_KEYS.version]: version }: StoredArea): number {
  return typeof version === "number" && version > 0 ? version : 0;
}

/** Version 0.1.0 stored no number. It lacked several fields, and held sentences in English where messages are now. */
function from0(stored: StoredArea): StoredArea {
  return withEach(stored, {
    journal: migrateJournal,
    waits: (waits) => withFields(waits, { since: null }),
    status: (status) =>
      withFields(migrateStatus(withFlaw(status)), {
        refusal: null,
        refuted: false,
        countsFor: lifeOfEvidence((status as { readonly period: number }).period),
        elsewhere: {},
        changedAt: null,
      }),
    notice: () => null,
  });
}

/** What its failure was told of in `detail` alone. */
function withFlaw(status: unknown): unknown {
  if (!isRecord(status) || !isRecord(status.failure)) return status;
  return { ...status, failure: { flaw: null, ...status.failure } };
}

/** What is stored, with these items changed where they are there. */
function withEach(
  stored: StoredArea,
  changes: Readonly<Record<string, (item: unknown) => unknown>>,
): StoredArea {
  const changed = Object.entries(changes).filter(
    ([key]) => stored[key] !== undefined && stored[key] !== null,
  );
  return { ...stored, ...Object.fromEntries(changed.map(([key, change]) => [key, change(stored[key])])) };
}

/** An item with the fields that it lacked; what is none stays as it is. */
function withFields(item: unknown, fields: object): unknown {
  return typeof item === "object" && item !== null ? { ...fields, ...item } : item;
}
