import { lifeOfEvidence } from "../core/devices/verdict.ts";
import { OTHER_KEYS, type StoredArea, type VERSION } from "./items.ts";
import { isRecord, migrateStatus } from "./migrate-api.ts";
import { migrateJournal } from "./migrate-journal.ts";

type Migration = (stored: StoredArea) => StoredArea;

/** The migrations from each version to the next. A damaged item stays damaged, and its schema refuses it. */
const MIGRATIONS = [from0] as const satisfies Migration[] & { length: typeof VERSION };

/** Brings what an area holds, of any version, into the present shape. */
export function migrate(stored: StoredArea): StoredArea {
  return MIGRATIONS.slice(versionOf(stored)).reduce(
    (shape: StoredArea, step: Migration) => step(shape),
    stored,
  );
}

function versionOf({ [OTHER_KEYS.version]: version }: StoredArea): number {
  return typeof version === "number" && version > 0 ? version : 0;
}

/** Version 0.1.0 stored no version number. It lacked several fields, and stored English sentences instead of messages. */
function from0(stored: StoredArea): StoredArea {
  return withEach(stored, {
    journal: migrateJournal,
    pace: (pace) => withFields(pace, { limit: limitOf(pace) }),
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

/** The account's limit, which 0.1.0 kept in the pace with the rest of what it had seen of the budget. */
function limitOf(pace: unknown): unknown {
  return isRecord(pace) && isRecord(pace.seen) ? pace.seen.limit : null;
}

/** Adds `flaw` to the failure of a status: 0.1.0 had `detail` only. */
function withFlaw(status: unknown): unknown {
  if (!isRecord(status) || !isRecord(status.failure)) return status;
  return { ...status, failure: { flaw: null, ...status.failure } };
}

/** Changes these items, if they are stored. */
function withEach(
  stored: StoredArea,
  changes: Readonly<Record<string, (item: unknown) => unknown>>,
): StoredArea {
  const changed = Object.entries(changes).filter(
    ([key]) => stored[key] !== undefined && stored[key] !== null,
  );
  return { ...stored, ...Object.fromEntries(changed.map(([key, change]) => [key, change(stored[key])])) };
}

/** Adds the fields that an item lacks. A value that is not an object stays as it is. */
function withFields(item: unknown, fields: object): unknown {
  return typeof item === "object" && item !== null ? { ...fields, ...item } : item;
}
