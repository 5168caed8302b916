import type { Account, CcmOffice } from "../account.ts";
import type { Source } from "../credentials.ts";
import { offersSignIn } from "../sign-in/sign-in.ts";
import { signInUrlOf } from "../sign-in/sign-in-url.ts";
import { agreesWith, givenAccount, givesCredentials, namedAccount, type Policy } from "./policy.ts";

/** What a policy makes of the saved account. `connect` changes nothing if the account and its credentials are already saved. */
export type PolicyStep =
  | { readonly do: "nothing" }
  | { readonly do: "connect"; readonly account: Account }
  /** To find the agent's user by the email address of the browser's profile. */
  | { readonly do: "find"; readonly office: CcmOffice }
  /** The account came from the policy, or from the page that it names, and is no longer the policy's. */
  | { readonly do: "sign-out" };

/**
 * Decides what to do with the account under this policy. An account that the agent has connected with credentials of their own is
 * left alone, until the policy has a whole one.
 *
 * @param from where the saved account's credentials come from
 * @param signedOut whether the agent has signed out
 */
export function nextStep(
  policy: Policy | null,
  saved: Account | null,
  from: Source,
  signedOut: boolean,
): PolicyStep {
  const given = givenAccount(policy);
  const account = givesCredentials(policy) ? namedAccount(given, saved) : null;
  if (account !== null) return { do: "connect", account };
  if (saved !== null) {
    const isNamed = signInUrlOf(policy) !== null && agreesWith(given, saved);
    const isWithdrawn = from === "policy" || (from === "organisation" && !isNamed);
    return { do: isWithdrawn ? "sign-out" : "nothing" };
  }
  const office = signedOut ? null : searchedOffice(policy);
  return office === null ? { do: "nothing" } : { do: "find", office };
}

/** Where the agent is to be found by the email address of the browser's profile; `null` if the policy does not ask for it. */
function searchedOffice(policy: Policy | null): CcmOffice | null {
  const given = givenAccount(policy);
  if (policy?.UserIdFromProfileEmail !== true || given?.api !== "ccm" || !givesCredentials(policy))
    return null;
  const { region, accountSid } = given;
  return region && accountSid ? { region, accountSid } : null;
}

/** Whether an agent without an account is signed in automatically. */
export function signsInByItself(policy: Policy | null): boolean {
  return offersSignIn(policy) || searchedOffice(policy) !== null;
}

/** Whether the agent may not connect or leave this account by themselves. */
export function isFixed(policy: Policy | null, account: Account): boolean {
  const given = givenAccount(policy);
  return givesCredentials(policy) && given?.userId !== undefined && agreesWith(given, account);
}
