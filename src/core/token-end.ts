import type { Credentials } from "./credentials.ts";

/** When the account's app token ends, as far as that can be known. */
export interface TokenEnd {
  /** ms since the epoch; by Exotel's clock if the token itself says it. */
  readonly at: number;
  /**
   * `token`: the token says so (the claim `exp` of a JWT, RFC 7519). `saved`: 90 days after Hookswitch first had it. It may have been
   * made long before, so this is the latest moment, not the likely one.
   */
  readonly from: "token" | "saved";
}

/** How many days before its end the agent is warned. */
export type TokenWarning = 14 | 7 | 1;

const DAY = 86_400_000;
/** How long an app token of Integrations Core lives (Exotel's documentation of `v2/integrations/token`). */
const LIFE = 90 * DAY;
/** The last one first. */
const WARNINGS: readonly TokenWarning[] = [1, 7, 14];
/** The last moment with a date, ms (ECMAScript, "Time Values"). */
const LAST_DATE = 8.64e15;

/**
 * When these credentials end. `null` for CCM, whose keys end when somebody revokes them.
 *
 * @param savedAt when Hookswitch first had them, by this machine's clock (ms)
 */
export function tokenEndOf(credentials: Credentials, savedAt: number): TokenEnd | null {
  if (credentials.api === "ccm") return null;
  const stated = statedEnd(credentials.appToken);
  return stated === null ? { at: savedAt + LIFE, from: "saved" } : { at: stated, from: "token" };
}

/** The warning that is due, which is the last one whose moment has come. `null` before the first, and once the token has ended. */
export function dueWarning(end: TokenEnd | null, now: number): TokenWarning | null {
  if (end === null || now >= end.at) return null;
  return WARNINGS.find((days) => now >= end.at - days * DAY) ?? null;
}

/** The moment of the next warning, ms; `null` if there is none to come. */
export function nextWarningAt(end: TokenEnd | null, now: number): number | null {
  if (end === null) return null;
  const toCome = WARNINGS.map((days) => end.at - days * DAY).filter((at) => at > now);
  return toCome.at(-1) ?? null;
}

/** The claim `exp` of a JWT, in ms; `null` if this is no JWT, or it has no `exp` that is a date. */
function statedEnd(token: string): number | null {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  try {
    const claims: unknown = JSON.parse(atob((parts[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    const { exp } = claims as { readonly exp?: unknown };
    return typeof exp === "number" && exp > 0 && exp * 1_000 <= LAST_DATE ? exp * 1_000 : null;
  } catch {
    return null;
  }
}
