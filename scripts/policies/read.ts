import { readFileSync } from "node:fs";
import type { PolicyValues } from "./keys.ts";
import { policyProblems } from "./values.ts";

/**
 * Reads an administrator's policy: a file of JSON that holds keys and values.
 *
 * @throws Error with a sentence for each thing that is wrong
 */
export function readPolicy(file: string): PolicyValues {
  const text = readFileSync(file, "utf8");
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
  const problems = policyProblems(policy);
  if (problems.length > 0) throw new Error(problems.map((problem) => `${file}: ${problem}`).join("\n"));
  return policy as PolicyValues;
}
