import { POLICY_KEYS } from "./keys.ts";
import { wanted } from "./values.ts";

/** The table of all keys in `docs/deploy.md`. */
export function policyTable(): string {
  const rows = POLICY_KEYS.map((key) => `| \`${key.name}\` | ${wanted(key)} | ${key.description} |`);
  return ["| Key | Value | What it sets |", "|---|---|---|", ...rows].join("\n");
}
