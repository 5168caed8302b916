import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { policyDirectory } from "../../test/e2e/harness/packed.ts";

/**
 * A command that runs the command after it with a folder of policies of its own, which no other process sees. `null` where this
 * machine does not allow that: it takes root on Linux.
 */
export function withOwnPolicies(browser: string): readonly string[] | null {
  const folder = policyDirectory(browser);
  const command = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs tmpfs "$0" && exec "$@"', folder];
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return null;
  }
  const [program = "", ...rest] = [...command, "true"];
  return spawnSync(program, rest).status === 0 ? command : null;
}
