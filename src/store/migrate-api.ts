/** The API for each `rule`: up to 0.1.0, a reading and a journal named what their API allows instead of the API. */
const API_OF: Readonly<Record<string, string>> = {
  "at-least-one-on": "integrations-core",
  "at-most-one-on": "ccm",
};

/** Replaces `rule` by `api`. A damaged value stays damaged, and its schema refuses it. */
export function migrateApi(stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!("rule" in stored)) return stored;
  const { rule, ...same } = stored;
  return { ...same, api: API_OF[String(rule)] };
}

/** Brings the reading of a stored status, of any version, into the present shape. */
export function migrateStatus(stored: unknown): unknown {
  if (!isRecord(stored) || !isRecord(stored.reading)) return stored;
  return { ...stored, reading: migrateApi(stored.reading) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
