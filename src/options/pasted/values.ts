import type { CcmRegion } from "../../core/account.ts";
import { type Finding, finding, isPlaceholder } from "./finding.ts";
import type { Labelled } from "./labels.ts";

/** The finding of a labelled value, in the form that its field has. */
export function labelledFinding(field: Labelled, value: string): Finding[] {
  switch (field) {
    case "secret":
      // Only that there is one is told.
      return finding(field, value).map(() => ({ field, value: "" }));
    case "region": {
      const region = regionIn(value);
      return region === null ? [] : [{ field, value: region }];
    }
    case "lookup":
    case "contact":
      return finding("lookup", lookupIn(value));
    default:
      return finding(field, value.replace(/^bearer\s+/i, ""));
  }
}

/** The region that a text names; `null` if it names none or both. */
export function regionIn(text: string): CcmRegion | null {
  const isMumbai = /mumbai|\bindia\b|^\s*in\s*$|ccm-api\.in\./i.test(text);
  const isSingapore = /singapore|^\s*sg\s*$|ccm-api\.exotel/i.test(text);
  if (isMumbai === isSingapore) return null;
  return isMumbai ? "mumbai" : "singapore";
}

function lookupIn(text: string): string | undefined {
  return /[^\s@<>"',;:]+@[^\s@<>"',;]+\.\w+/.exec(text)?.[0] ?? /\+?\d[\d ().-]{6,}\d/.exec(text)?.[0];
}

/** The first word of a text, without quotes and punctuation; whether nothing follows it; and where it ends. */
export function firstWord(
  text: string,
): { readonly word: string; readonly isAlone: boolean; readonly end: number } | null {
  const before = /^[\s*_`]*/.exec(text)?.[0].length ?? 0;
  const inside = text.slice(before);
  const quoted = /^(["'])(.*?)\1/.exec(inside);
  if (quoted !== null) return { word: quoted[2] ?? "", isAlone: true, end: before + quoted[0].length };
  const [, scheme = "", word = "", rest = ""] = /^(bearer\s+)?(\S+)(.*)$/is.exec(inside) ?? [];
  if (word === "") return null;
  // A placeholder keeps its closing bracket, by which it is known.
  const bare = isPlaceholder(word) ? word : word.replace(/["'`*.,;:!)\]}>|]+$/, "");
  const isAlone = !/[\p{L}\d]/u.test(rest.replace(/^\s*(?:and|und|&)\s*$/i, ""));
  return { word: bare, isAlone, end: before + scheme.length + word.length };
}
