import { POLICY_KEYS, type PolicyKey, type PolicyValues } from "./keys.ts";

/** A policy to start from: agents sign in with the organisation, and each setting is as it would be anyway. */
export function examplePolicy(): PolicyValues {
  const standards = POLICY_KEYS.flatMap(({ name, standard }) =>
    standard === null ? [] : [[name, standard]],
  );
  return { SignInUrl: "https://sign-in.example.com/sign-in", ...Object.fromEntries(standards) };
}

/**
 * What is wrong with an administrator's policy, as sentences; empty if it may be set. A browser says nothing of a key that it does
 * not know, and leaves out a value of another form. The sentences hold no value: it may be a credential.
 */
export function policyProblems(policy: unknown): string[] {
  if (typeof policy !== "object" || policy === null || Array.isArray(policy))
    return ["The policy must be one object of keys and values."];
  return Object.entries(policy).flatMap(([name, value]) => {
    const key = POLICY_KEYS.find((known) => known.name === name);
    if (key === undefined) return [unknownKey(name)];
    return fits(key, value) ? [] : [`${name} must be ${wanted(key)}.`];
  });
}

function unknownKey(name: string): string {
  const meant = POLICY_KEYS.find((key) => key.name.toLowerCase() === name.toLowerCase());
  return meant ? `There is no ${name}: write ${meant.name}.` : `There is no ${name}.`;
}

function fits(key: PolicyKey, value: unknown): boolean {
  if (key.type === "array") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (key.type === "integer")
    return Number.isInteger(value) && Number(value) >= key.least && Number(value) <= key.most;
  if (key.choices !== null) return key.choices.some((choice) => choice === value);
  return typeof value === key.type;
}

/** The form of a key's values, in words. */
export function wanted({ type, choices, least, most }: PolicyKey): string {
  if (choices !== null) return `one of ${choices.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type === "integer") return `a whole number from ${least} to ${most}`;
  return type === "array" ? "a list of texts" : "a text";
}
