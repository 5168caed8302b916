import type { Policy } from "../policy/policy.ts";

/** The organisation's address for signing in, from the policy; `null` if it sets none that can be used. */
export function signInUrlOf(policy: Policy | null): string | null {
  const text = policy?.SignInUrl;
  if (typeof text !== "string" || !URL.canParse(text)) return null;
  const { href, protocol, hostname, username, password } = new URL(text);
  // Credentials come back from there. Without TLS, only this machine itself may give them, to try a portal out.
  const isSafe =
    protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1"].includes(hostname));
  return isSafe && username === "" && password === "" ? href : null;
}
