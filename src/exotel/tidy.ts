const LONGEST = 300;

/**
 * A server's words made fit to be shown as text: no control or direction-changing characters,
 * which could make a name or a message read as something else, and no more than 300 characters.
 * `null` where nothing is left.
 *
 * @param secrets what a server may echo and nobody is to see: each is left out, percent-encoded too
 */
export function tidy(words: string | null | undefined, secrets: readonly string[] = []): string | null {
  if (typeof words !== "string") return null;
  const plain = words
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const clean = secrets
    // A gateway may quote a header percent-encoded. Half a surrogate pair, which is no text, cannot be.
    .flatMap((secret) => [secret, encodeURIComponent(secret.replace(/\p{Cs}/gu, ""))])
    .filter((secret) => secret !== "")
    // The longer first: one may be a part of the other, whose rest would be left.
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, "…"), plain);
  if (clean === "") return null;
  // A cut may not leave half a surrogate pair.
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1).replace(/\p{Cs}$/u, "")}…` : clean;
}
