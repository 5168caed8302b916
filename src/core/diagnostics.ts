import type { Account } from "./account.ts";
import type { Source } from "./credentials.ts";
import type { Decision, DecisionInput } from "./decisions.ts";
import type { Device } from "./devices/device.ts";
import { verdict } from "./devices/verdict.ts";
import type { Failure } from "./failure.ts";
import type { Policy } from "./policy/policy.ts";
import type { Pace } from "./polling/pace.ts";
import type { ServerWaits } from "./polling/server-waits.ts";
import { privateTexts, withoutPrivate } from "./private-texts.ts";
import type { SetUpSeen } from "./set-up/seen.ts";
import type { SignInTries } from "./sign-in/sign-in.ts";
import { signInUrlOf } from "./sign-in/sign-in-url.ts";
import { addressToKeep } from "./softphone-tab/page-address.ts";
import type { TokenEnd } from "./token-end.ts";

/** What the browser says of itself and of Hookswitch. */
export interface Environment {
  readonly version: string;
  readonly userAgent: string;
  readonly language: string;
  readonly timeZone: string;
  readonly isOnline: boolean;
  readonly isPinned: boolean | null;
  readonly mayNotify: boolean | null;
  /** The keys that are set, as in `switch-device Alt+Shift+S`. */
  readonly keys: readonly string[];
  readonly permissions: readonly string[];
  readonly origins: readonly string[];
}

/** Of what is stored, what the diagnostics are made from. */
export type DiagnosedItems = DecisionInput & {
  readonly policy: Policy | null;
  readonly accountFrom: Source;
  readonly signInTries: SignInTries;
  readonly signedOut: boolean;
  readonly keepSignedIn: boolean;
  readonly keyWorks: boolean;
  readonly setUpSeen: SetUpSeen;
  readonly tokenEnd: TokenEnd | null;
  readonly pace: Pace;
  readonly waits: ServerWaits;
  readonly pausedUntil: number | null;
  readonly decisions: readonly Decision[];
};

/**
 * What somebody who looks for a fault needs to know, as text. It is always in English, for support, in the words of the code. It
 * holds no credential, and no name, number, SIP address or ID of the agent or the account. Of what Exotel has said, it holds only
 * references and codes.
 */
export function diagnostics(items: DiagnosedItems, environment: Environment): string {
  const hide = withoutPrivate(privateTexts(items));
  const { status, settings, softphoneTabs, decisions, now } = items;
  const { softphonePage, ...others } = settings;
  const tabs = softphoneTabs.map(({ id: _id, ...tab }) => JSON.stringify(tab));
  return [
    `Hookswitch ${environment.version}, ${time(now)} (${environment.timeZone})`,
    "",
    line("browser", environment.userAgent),
    line("language", environment.language),
    line("network, as the browser says", environment.isOnline ? "online" : "offline"),
    line("permissions", environment.permissions.join(", ")),
    line("hosts allowed", environment.origins.join(", ")),
    line("keys", environment.keys.join(", ")),
    line("pinned to the toolbar", environment.isPinned),
    line("notifications allowed", environment.mayNotify),
    line("seen to work", seen(items)),
    "",
    line("API", apiOf(items.account)),
    line("policy sets", items.policy && Object.keys(items.policy).map(reference).join(", ")),
    line("account from", items.accountFrom),
    line("kept signed in", items.keepSignedIn),
    line("credentials", status.credentials),
    line("signed in with the organisation", signedIn(items)),
    line("token ends", items.tokenEnd && `${time(items.tokenEnd.at)}, known from: ${items.tokenEnd.from}`),
    line("verdict", JSON.stringify(verdict(items))),
    line("last good read", status.reading && time(status.reading.takenAt)),
    line("Exotel's clock then", time(status.reading?.serverTime ?? null)),
    line("counts for, s", status.countsFor / 1_000),
    line("next read", time(status.nextReadAt)),
    line("failures in a row", status.failuresInARow),
    line("last failure", status.failure && hide(failureWords(status.failure))),
    ...(status.reading?.devices ?? []).map((device, index) =>
      line(`device ${index + 1}`, deviceWords(device)),
    ),
    ...(tabs.length === 0
      ? [line("softphone's tab", null)]
      : tabs.map((tab) => line("softphone's tab", tab))),
    line("switch under way", items.journal && `${items.journal.phase.name}, by ${items.journal.origin}`),
    line("paused until", time(items.pausedUntil)),
    line("for a while until", time(items.rules?.forAWhile?.until ?? null)),
    ...Object.entries(items.rules?.records ?? {}).map(([name, { since, overruledAt, pausedUntil }]) =>
      line(
        `rule ${name}`,
        `since ${time(since)}, overruled ${time(overruledAt)}, paused until ${time(pausedUntil)}`,
      ),
    ),
    line("pace", JSON.stringify(items.pace)),
    line("waits", JSON.stringify(items.waits)),
    line("softphone page", softphonePage && (hide(addressToKeep(softphonePage) ?? "") || "set")),
    ...Object.entries(others).map(([name, value]) => line(`setting ${name}`, JSON.stringify(value))),
    "",
    `Last decisions (${decisions.length}, the oldest first)`,
    ...decisions.map((one) => hide(decisionWords(one))),
    "",
  ].join("\n");
}

function line(name: string, value: string | number | boolean | null): string {
  const words = value === true ? "yes" : value === false ? "no" : (value ?? "not known, or none");
  return `${name}: ${words}`;
}

function time(at: number | null): string {
  return at === null ? "none" : new Date(at).toISOString();
}

function apiOf(account: Account | null): string | null {
  return account?.api === "ccm" ? `ccm, ${account.region}` : (account?.api ?? null);
}

function seen({ keyWorks, setUpSeen: { lockAt, notificationAt } }: DiagnosedItems): string {
  return `key ${keyWorks ? "yes" : "no"}, lock ${time(lockAt)}, notification ${time(notificationAt)}`;
}

/** Only whether there is such a sign-in, what came of it, and when it ends: neither its address nor its words. */
function signedIn({ policy, accountFrom, signedOut, signInTries }: DiagnosedItems): string {
  const isSet = signInUrlOf(policy) === null ? "not set" : "set";
  const { failure, endsAt, nextAt } = signInTries;
  const last = failure ?? (accountFrom === "organisation" ? "signed in" : "not signed in");
  return `${isSet}, ${last}${signedOut ? ", signed out by the agent" : ""}, ends ${time(endsAt)}, next try ${time(nextAt)}`;
}

function deviceWords({ kind, on, registration, verified, busy, lastSeenAt, address }: Device): string {
  const has = address === null ? "no address" : "with an address";
  return `${kind}, on ${on}, ${registration}, verified ${verified}, busy ${busy}, last seen ${time(lastSeenAt)}, ${has}`;
}

function failureWords({ kind, status, cause, code, requestId, flaw, waitUntil }: Failure): string {
  const details = [
    kind,
    status !== null && `HTTP ${status}`,
    cause,
    code !== null && `code ${reference(code)}`,
    flaw?.id,
    waitUntil !== null && `wait until ${time(waitUntil)}`,
    requestId !== null && `request_id ${reference(requestId)}`,
  ];
  return details.filter(Boolean).join(", ");
}

function decisionWords({ at, what, is, why, requestId, times }: Decision): string {
  const details = [
    `${time(at)} ${what}: ${is}`,
    why,
    requestId !== null && `request_id ${reference(requestId)}`,
    times > 1 && `${times} times`,
  ];
  return details.filter(Boolean).join("; ");
}

/** Exotel's reference or code, where it has the form of one: a server may write anything there. */
function reference(text: string): string {
  return /^[\w.:-]{1,64}$/.test(text) ? text : "(of another form)";
}
