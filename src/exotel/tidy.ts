const LONGEST = 300;

/**
 * A server's words made fit to be shown as text: no control or direction-changing characters,
 * which could make a name or a message read as something else, and no more than 300 characters.
 * `null` where nothing is left.
 */
export function tidy(words: string | null | undefined): string | null {
  if (typeof words !== "string") return null;
  const clean = words
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return clean === "" ? null : clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}
