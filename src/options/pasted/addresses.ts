import type { CcmRegion } from "../../core/account.ts";
import { type Finding, finding } from "./finding.ts";

/** The parts of an address of Integrations Core (seed 000), without regard to its host. */
const DEVICES = /\/v2\/integrations\/([^/\s]+)\/apps\/([^/\s]+)\/users\/([^/?#\s]+)/i;

/** The parts of an address of CCM (seed 001), with the credentials that its examples have in it. */
const ACCOUNT =
  /(?:([^:@/\s"'=(<]+):([^@/\s]+))?@?\bccm-api\.(in\.)?exotel\.com(?:\/v2\/accounts\/([^/?#\s]+)(?:\/users\/([^/?#\s]+))?)?/i;

/** Whom a search of CCM's users asks for. */
const LOOKUP = /[?&](?:devices\.contact_uri|email)=([^&#\s]+)/i;

function partsOf([, apiKey, apiToken, isMumbai, accountSid, userId]: RegExpExecArray): Readonly<
  Record<string, string | undefined>
> {
  const region: CcmRegion = isMumbai ? "mumbai" : "singapore";
  return { region, apiKey, apiToken, accountSid, userId };
}

/** What the addresses in a text give. A host alone gives the region. */
export function inAddresses(text: string): Finding[] {
  return text.split(/\s+/).flatMap((word) => inAddress(cut(word)));
}

function inAddress(address: string): Finding[] {
  const [, customerId, appId, userId] = DEVICES.exec(address) ?? [];
  const account = ACCOUNT.exec(address);
  const lookup = account === null ? undefined : LOOKUP.exec(address)?.[1];
  const parts = { ...(customerId ? { customerId, appId, userId } : account && partsOf(account)), lookup };
  try {
    return Object.entries(parts).flatMap(([field, part]) =>
      part === undefined ? [] : finding(field as Finding["field"], decodeURIComponent(part)),
    );
  } catch {
    // A stray percent sign: it may have been meant otherwise.
    return [];
  }
}

/** An address without the quotes or brackets around it, and without the punctuation behind it. */
function cut(word: string): string {
  const start = word.search(/https?:\/\//i);
  const before = start > 0 ? word.charAt(start - 1) : "";
  const address = start > 0 ? word.slice(start) : word;
  const end = { '"': '"', "'": "'", "`": "`", "<": ">", "(": ")", "[": "]" }[before];
  const inside = end === undefined ? address : (address.split(end)[0] ?? "");
  return inside.replace(/^https?:\/\//i, "").replace(/["'`.,;:!?)\]>}]+$/, (marks) =>
    // A placeholder keeps its closing bracket, by which it is known.
    /[{<[(][^{<[(]*$/.test(inside) ? (/^[}>\])]/.exec(marks)?.[0] ?? "") : "",
  );
}
