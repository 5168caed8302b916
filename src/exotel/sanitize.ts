const MAX_LENGTH = 300;

/** Characters that separate words: line breaks, controls, lone surrogates, and the blank Braille pattern. */
const BREAKS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u2800]/gu;
/** Controls that are not white space, and lone surrogates. */
const CONTROLS = /(?!\s)[\p{Cc}\p{Cs}]/gu;

/** Invisible characters. They can reverse the direction of a text, or hide that two texts differ. */
const INVISIBLE = "[\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]";
const VISIBLE = `(?!${INVISIBLE})`;
/** The invisible characters that words and emoji need: joiners, variation selectors, and the tags of a flag. */
const NEEDED =
  "[\\u034F\\u180B-\\u180F\\u200C\\u200D\\uFE00-\\uFE0F\\u{E0020}-\\u{E007F}\\u{E0100}-\\u{E01EF}]";
/** The scripts in which a joiner changes how a word is written: those with joined letters, and the Indic ones (ISO 15924). */
const JOINING_SCRIPTS =
  "Arab Syrc Mong Nkoo Adlm Rohg Deva Beng Guru Gujr Orya Taml Telu Knda " +
  "Mlym Sinh Mymr Khmr Bali Java Sund Cakm Newa Tirh Gran";
const AFTER_JOINING = `(?<=${VISIBLE}[${JOINING_SCRIPTS.replace(/(\w+) ?/g, "\\p{scx=$1}")}])(?<=[\\p{L}\\p{M}])`;
/** The places where words and emoji need them. */
const IN_PLACE = [
  // A joiner between letters or marks changes the word. U+200D also stands at the end of a word, where older Malayalam and
  // Bengali texts write a consonant without its vowel.
  `${AFTER_JOINING}(?:\\u200D|\\u200C(?=${VISIBLE}[\\p{L}\\p{M}]))`,
  // U+034F between marks keeps their order, as in Hebrew.
  `(?<=${VISIBLE}\\p{M})\\u034F(?=${VISIBLE}\\p{M})`,
  `(?<=${VISIBLE}\\p{sc=Mongolian})[\\u180B-\\u180F]`,
  // A variation selector; after a digit, # or *, only in a key cap.
  `(?<=${VISIBLE}(?![\\d#*])[\\p{Emoji}\\p{Lo}\\p{M}\\p{Sm}])[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]`,
  "(?<=[\\d#*])\\uFE0F(?=\\u20E3)",
  "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]\\uFE0F?)\\u200D(?=\\p{Extended_Pictographic})",
  "\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{1,6}\\u{E007F}",
];

/** Compiled on first use: that takes some ms, which would delay the worker's start. */
const patterns = once(() => ({
  invisible: new RegExp(INVISIBLE, "gu"),
  neverNeeded: new RegExp(`(?!${NEEDED})${INVISIBLE}`, "gu"),
  /** Matches every invisible character; the group captures those that are needed. */
  inPlace: new RegExp(`(${IN_PLACE.join("|")})|${INVISIBLE}`, "gu"),
}));

function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

/** Printable ASCII, as nearly every text is: it needs no search. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Makes a server's words safe to show as text: at most 300 characters, without invisible characters that could make them read as
 * something else. The invisible characters that words and emoji need stay. Returns `null` if nothing is left.
 *
 * @param secrets removed from the words, even if the server has percent-encoded them or broken them over lines
 */
export function sanitize(words: string | null | undefined, secrets: readonly string[] = []): string | null {
  if (typeof words !== "string") return null;
  const secretPatterns = secrets
    .map((secret) => withoutInvisible(secret).replace(/\s/g, ""))
    .filter((secret) => secret !== "")
    // Longest first: a shorter secret may be part of a longer one, and the rest of that would stay.
    .sort((a, b) => b.length - a.length)
    .map(inAnyForm);
  // Invisible characters could hide a secret from the search.
  const searched = secretPatterns.length === 0 ? "" : withoutInvisible(words);
  const redacted = secretPatterns.reduce((text, secret) => text.replace(secret, "…"), searched);
  const clean = redacted === searched ? singleSpaced(withNeeded(words)) : redacted;
  return clean === "" ? null : clean.length > MAX_LENGTH ? shorten(clean) : clean;
}

/** White space, percent-encoded or not: a server may break a long text over lines. */
const SPACES = "(?:\\s|%20|%0[9aAdD])*";

/** Matches every form of a secret that a server may echo: each character plain or percent-encoded, white space anywhere. */
function inAnyForm(secret: string): RegExp {
  return new RegExp(
    [...secret].map((one) => `(?:\\u{${hex(one.codePointAt(0))}}|${percentEncoded(one)})`).join(SPACES),
    "gu",
  );
}

function percentEncoded(character: string): string {
  const code = [...new TextEncoder().encode(character)]
    .map((byte) => `%${hex(byte).padStart(2, "0")}`)
    .join("");
  return [...code]
    .map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join("\\s*");
}

function hex(number = 0): string {
  return number.toString(16);
}

/** The words without the invisible characters that they do not need. */
function withNeeded(words: string): string {
  if (PLAIN.test(words)) return words;
  return words
    .replace(patterns().neverNeeded, "")
    .replace(/([\u200C\u200D])[\u200C\u200D]+/g, "$1")
    .replace(patterns().inPlace, "$1");
}

/** The words without any invisible character. */
function withoutInvisible(words: string): string {
  return singleSpaced(
    PLAIN.test(words) ? words : words.replace(CONTROLS, "").replace(patterns().invisible, ""),
  );
}

function singleSpaced(words: string): string {
  return words.replace(BREAKS, " ").replace(/\s+/g, " ").trim();
}

/** The beginning of a long text, with an ellipsis. It never ends within a grapheme, a character as a person sees it. */
function shorten(text: string): string {
  const at =
    new Intl.Segmenter().segment(text.slice(0, 2 * MAX_LENGTH)).containing(MAX_LENGTH - 1)?.index ?? 0;
  // A grapheme longer than the limit is cut all the same.
  return `${text.slice(0, at || MAX_LENGTH - 1).replace(/\p{Cs}$/u, "")}…`;
}
