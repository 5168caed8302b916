import { DEMO } from "../../emulator/store.ts";

const { apiKey, apiToken } = DEMO.ccm;

/** The keys, tokens and passwords of the emulator's accounts, and what CCM's header holds of them. */
export const DEMO_SECRETS: readonly string[] = [
  ...Object.values(DEMO).flatMap((api) =>
    Object.entries(api).flatMap(([key, value]) =>
      /token|key|secret|password/i.test(key) ? [String(value)] : [],
    ),
  ),
  `${apiKey}:${apiToken}`,
];

/** Whether any of the secrets stands in a text, as it is, in Base64 or percent-encoded. */
export function holdsSecret(text: string, secrets: Iterable<string> = DEMO_SECRETS): boolean {
  return [...secrets].some((secret) =>
    [secret, btoa(secret), encodeURIComponent(secret)].some((form) => text.includes(form)),
  );
}
