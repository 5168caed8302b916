import { CREDENTIAL_KEYS, type Policy } from "../core/policy/policy.ts";
import { browser } from "./extension.ts";
import { readManaged } from "./managed-storage.ts";

/**
 * What the browser tells of the administrator's policy (`managed-schema.json`). Of credentials it says only that they are there. A
 * browser that has just started may tell nothing at first and a change later. Never rejects.
 */
export async function readPolicy(): Promise<Policy> {
  const told = await readManaged();
  for (const key of Object.values(CREDENTIAL_KEYS).flatMap((keys) => Object.values(keys)))
    if (key in told) told[key] = told[key] !== "";
  return told;
}

/** Calls back when the administrator's policies change. The browser starts the worker for it. */
export function watchPolicy(changed: () => void): void {
  // Older browsers lack this event, and throwing in the first turn would break the worker. They see changes at the next start.
  browser.storage.managed?.onChanged?.addListener(changed);
}

/** Whether an administrator has installed Hookswitch. Never rejects. */
export async function isInstalledByPolicy(): Promise<boolean> {
  try {
    return (await browser.management.getSelf()).installType === "admin";
  } catch {
    return false;
  }
}
