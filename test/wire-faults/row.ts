/**
 * What a fault on the wire comes to: the rows of the tests' tables, and of the documentation's (`docs/reliability.md`). What
 * `fetch` itself meets is struck in a browser, all else at the agent over an emulated wire.
 */
import type { Line } from "../e2e/harness/middlebox.ts";
import type { Fault } from "../emulator/faults.ts";

/** The popup's sentence, by the name that the documentation gives it. */
export const SENTENCES = {
  both: "Calls ring on your phone and your softphone.",
  phone: "Calls ring on your phone only.",
  softphone: "Calls ring on your softphone only.",
  nobody: "Calls will not reach you. All your devices are off.",
  "no device": "Calls will not reach you. Exotel has no device for you.",
  unverified: "Calls will not reach you. The device that is on is not verified.",
  unregistered: "Calls ring on your phone only. Your softphone is on, but not registered.",
  "not reported":
    "Calls go to your phone and your softphone. Exotel does not say if the softphone is registered.",
  "unseen for long":
    "Calls go to your phone and your softphone. The softphone was last seen over 10 minutes ago.",
  "seen in the future":
    "Calls go to your phone and your softphone. Exotel says the softphone was last seen in the future. A clock is wrong.",
  "no answer": "Not known: Exotel has not answered lately.",
  offline: "Not known: this computer has no internet. Check your internet connection.",
  refused: "Not known: your app token has ended or is wrong. Enter the new one to check and to switch.",
  "key refused":
    "Not known: Exotel refused your API key or token. Check the key, the token and the region with your administrator.",
  "softphone, not reported": "Calls go to your softphone. Exotel does not say if it is registered.",
  "softphone at least": "Calls ring on your softphone.",
  numberless: "Not known: Exotel gives no number for your phone.",
  "unknown device": "Not known: the device that is on is of a new type.",
  "not said which is on": "Not known: Exotel does not say which device is on.",
  "no such agent": "Not known: Exotel does not show your devices.",
} as const;

/** When calls last went where: the end of a sentence of which the time differs. */
const LAST_KNOWN = / At \S+( [AP]M)?, (calls went to|calls were set to go to|no device could ring)[^.]*\.$/;

/** The popup's sentence from its title and its reason. */
export function sentenceOf(title: string, why: string): string {
  return `${title}. ${why}`
    .replace(/\s+/g, " ")
    .trim()
    .replace(LAST_KNOWN, "")
    .replace(/ since \S+( [AP]M)?\.$/, ".");
}

export type Saying = keyof typeof SENTENCES;

/** When the status is read again by itself. */
export type NextRead =
  /** One period after a good answer. */
  | "30 s"
  /** At random between 30 s and a ceiling of 60 s that doubles with each failure, up to 10 min. */
  | "backoff"
  /** Not before the agent opens the popup, or enters other credentials. */
  | "seldom"
  /** Within a period after the wait that the server asked for. */
  | "as asked";

export interface Shown {
  readonly saying: Saying;
  readonly badge: string;
  /** The first sentence or two of the alert; `null` where there is no alert. `{status}` stands for the HTTP status. */
  readonly problem: string | null;
  readonly next: NextRead;
  /** What was read before still counts until it is 90 s old, and then `no answer` and `?` are shown. */
  readonly fades: boolean;
}

/** One way to make what a row speaks of. */
export type Strike = Fault | { readonly kind: "line"; readonly line: Line } | { readonly kind: "offline" };

export interface WireFault {
  readonly name: string;
  readonly strikes: readonly Strike[];
  readonly shown: Shown;
  /** What the popup must hold beside, and what it must not. */
  readonly holds?: string;
  readonly lacks?: RegExp;
  readonly sample?: Sample;
}

/** What of a row is struck in a browser too where nothing needs one, so that the emulated wire and the real one are seen to agree. */
export type Sample = "first" | "all";

export interface WireFaultGroup {
  readonly title: string;
  readonly rows: readonly WireFault[];
}

/** Statuses that a browser answers itself, or does not tell. */
const BROWSERS_OWN = new Set([300, 304, 407, 408, 421, 425]);

/** Whether the emulated wire can make it: whether a browser's `fetch` has no other part in what comes of it than that wire. */
function isEmulated(strike: Strike): strike is OverEmulatedWire {
  switch (strike.kind) {
    case "status":
    case "body": {
      const { status = 200, headers = {} } = strike;
      return !BROWSERS_OWN.has(status) && !("www-authenticate" in headers);
    }
    case "transform":
    case "silence":
    case "outage":
      return true;
    default:
      return false;
  }
}

export type OverEmulatedWire = Extract<
  Fault,
  { kind: "status" | "body" | "transform" | "silence" | "outage" }
>;

export interface Struck<S extends Strike = Strike> {
  readonly strikes: readonly S[];
  readonly sample?: Sample;
}

/** What of a row is struck in a browser. */
export function inBrowser<S extends Strike>({ strikes, sample }: Struck<S>): readonly S[] {
  return strikes.filter(
    (strike, index) => !isEmulated(strike) || sample === "all" || (sample === "first" && index === 0),
  );
}

/** What of a row is struck over the emulated wire. */
export function overEmulatedWire({ strikes }: Struck): readonly OverEmulatedWire[] {
  return strikes.filter(isEmulated);
}

export const good = (saying: Saying, badge: string): Shown => ({
  saying,
  badge,
  problem: null,
  next: "30 s",
  fades: false,
});

/** The sentence for an answer that is no evidence, before what is wrong with it. */
export const MISREAD = "Hookswitch asked Exotel, but does not understand the answer.";
/** The sentence for what is not Exotel's word, before what is wrong with it. */
export const NOT_EXOTELS = "The answer does not look like one from Exotel.";
/** The same where only its status is known. */
export const notExotels = (status: string): string =>
  `The answer (${status}) does not look like one from Exotel.`;

/** What is shown after a fault that says nothing about the devices, where all was well before. */
export function fadingFrom(saying: Saying, badge: string) {
  const failed = (problem: string): Shown => ({ saying, badge, problem, next: "backoff", fades: true });
  const unusable = (flaw: string): Shown => failed(`${MISREAD} ${flaw}`);
  return {
    failed,
    unusable,
    wrong: (field: string): Shown => unusable(`Its field “${field}” is missing or wrong.`),
    BUSY: failed("Your account has sent Exotel too many requests."),
    ELSEWHERE: failed(`${NOT_EXOTELS} It sends the browser to another address.`),
    NOT_EXOTELS_STATUS: failed(notExotels("{status}")),
    PAGE: failed(`${NOT_EXOTELS} It is a web page.`),
    TIMED_OUT: failed("Exotel did not answer in time."),
    UNREACHABLE: failed("Hookswitch cannot reach Exotel."),
  };
}

/** Whether a read was good after all. */
export const isGoodRead = ({ next, saying }: Shown): boolean => next === "30 s" && saying !== "offline";

/** What is shown once credentials are refused: the verdict tells all of it. */
export const refused = (saying: "refused" | "key refused"): Shown => ({
  saying,
  badge: "KEY",
  problem: null,
  next: "seldom",
  fades: false,
});
export const CREDENTIALS_REFUSED = "Exotel refused your token or key. It is wrong or has ended.";

/** What is shown where the agent's devices may not be read. */
export const accessBlock = (problem: string): Shown => ({
  saying: "no such agent",
  badge: "?",
  problem,
  next: "backoff",
  fades: false,
});
