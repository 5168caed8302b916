import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Where Firefox reads an administrator's policies on Linux. They are the machine's: only one test file may start Firefox. */
const FILE = "/etc/firefox/policies/policies.json";

/**
 * Sets the policies of every Firefox that starts from now on.
 *
 * @returns takes them away again
 * @throws Error when the machine has policies of its own, or this user may not write them
 */
export function setFirefoxPolicies(policies: object): () => void {
  if (existsSync(FILE)) throw new Error(`${FILE} is there already. The test would replace it`);
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify({ policies }));
  return () => rmSync(FILE, { force: true });
}
