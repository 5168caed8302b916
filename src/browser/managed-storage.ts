import { browser } from "./extension.ts";

/** How long the browser is waited for, ms. One that has just started can take minutes, and nothing goes on without an answer. */
const PATIENCE = 10_000;

/**
 * What the administrator's policy (`managed-schema.json`) sets, by its keys. Never rejects: it is empty if there is no policy, for
 * which Firefox rejects, and if the browser does not answer within 10 s.
 *
 * @param keys the only ones to be read, or `null` for all
 */
export async function readManaged(keys: string[] | null = null): Promise<Record<string, unknown>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Record<string, unknown>>((resolve) => {
    timer = setTimeout(() => resolve({}), PATIENCE);
  });
  const told = browser.storage.managed.get(keys).catch(() => ({}));
  return await Promise.race([told, late]).finally(() => clearTimeout(timer));
}
