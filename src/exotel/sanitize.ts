const LONGEST = 300;

/** White space that breaks a line, and what is no character: the words on its two sides are two. */
const BREAKS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u2800]/gu;
const CONTROLS = /(?!\s)[\p{Cc}\p{Cs}]/gu;

/** What nobody sees, though it can turn the direction of a text, or hide that two are different. */
const UNSEEN = "[\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]";
const SEEN = `(?!${UNSEEN})`;
/** What of it has a place in words and emoji: joiners, variation selectors, and the tags of a flag. */
const PLACED =
  "[\\u034F\\u180B-\\u180F\\u200C\\u200D\\uFE00-\\uFE0F\\u{E0020}-\\u{E007F}\\u{E0100}-\\u{E01EF}]";
/** The scripts in which a joiner changes how a word is written: those that join their letters, and those of India's family. */
const JOINING =
  "Arabic Syriac Mongolian Nko Adlam Hanifi_Rohingya Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada " +
  "Malayalam Sinhala Myanmar Khmer Balinese Javanese Sundanese Chakma Newa Tirhuta Grantha";
const JOINED = `(?<=${SEEN}[${JOINING.replace(/(\w+) ?/g, "\\p{scx=$1}")}])(?<=[\\p{L}\\p{M}])`;
const PLACES = [
  // Between letters or marks they change the word; U+200D also behind the last one, which is how Malayalam and Bengali
  // once wrote a bare consonant.
  `${JOINED}(?:\\u200D|\\u200C(?=${SEEN}[\\p{L}\\p{M}]))`,
  // Between marks it keeps their order, as in Hebrew.
  `(?<=${SEEN}\\p{M})\\u034F(?=${SEEN}\\p{M})`,
  `(?<=${SEEN}\\p{sc=Mongolian})[\\u180B-\\u180F]`,
  // A plain digit is an emoji by itself in nothing but a key cap.
  `(?<=${SEEN}(?![\\d#*])[\\p{Emoji}\\p{Lo}\\p{M}\\p{Sm}])[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]`,
  "(?<=[\\d#*])\\uFE0F(?=\\u20E3)",
  "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]\\uFE0F?)\\u200D(?=\\p{Extended_Pictographic})",
  "\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{1,6}\\u{E007F}",
];

/** Made when first needed: they take the browser some ms, which a starting worker has not. */
const patterns = once(() => ({
  allUnseen: new RegExp(UNSEEN, "gu"),
  withoutAPlace: new RegExp(`(?!${PLACED})${UNSEEN}`, "gu"),
  /** All, with the group for what is in its place. */
  inPlace: new RegExp(`(${PLACES.join("|")})|${UNSEEN}`, "gu"),
}));

function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

/** Nearly every text: all of it is seen. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * A server's words made fit to be shown as text: nothing that is not seen and could make a name or a message read as
 * something else, and no more than 300 characters. What the words of a script and emoji are made of stays.
 * `null` where nothing is left.
 *
 * @param secrets what a server may echo and nobody is to see: each is left out, percent-encoded and wrapped too
 */
export function sanitize(words: string | null | undefined, secrets: readonly string[] = []): string | null {
  if (typeof words !== "string") return null;
  const hidden = secrets
    .map((secret) => bare(secret).replace(/\s/g, ""))
    .filter((secret) => secret !== "")
    // The longer first: one may be a part of the other, whose rest would be left.
    .sort((a, b) => b.length - a.length)
    .map(inAnyForm);
  // What hides a secret from the search belongs to no word.
  const naked = hidden.length === 0 ? "" : bare(words);
  const found = hidden.reduce((text, secret) => text.replace(secret, "…"), naked);
  const clean = found === naked ? spaced(inPlace(words)) : found;
  return clean === "" ? null : clean.length > LONGEST ? cut(clean) : clean;
}

/** White space, percent-encoded too: a server may wrap what is long. */
const SPACES = "(?:\\s|%20|%0[9aAdD])*";

/** A secret as a server may write it: each character as it is or percent-encoded, as a gateway does, and white space anywhere. */
function inAnyForm(secret: string): RegExp {
  return new RegExp(
    [...secret].map((one) => `(?:\\u{${hex(one.codePointAt(0))}}|${percent(one)})`).join(SPACES),
    "gu",
  );
}

function percent(character: string): string {
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

function inPlace(words: string): string {
  if (PLAIN.test(words)) return words;
  return words
    .replace(patterns().withoutAPlace, "")
    .replace(/([\u200C\u200D])[\u200C\u200D]+/g, "$1")
    .replace(patterns().inPlace, "$1");
}

/** A text without anything that is not seen. */
function bare(words: string): string {
  return spaced(PLAIN.test(words) ? words : words.replace(CONTROLS, "").replace(patterns().allUnseen, ""));
}

function spaced(words: string): string {
  return words.replace(BREAKS, " ").replace(/\s+/g, " ").trim();
}

/** The beginning of a long text, up to the end of a whole character as it is seen, with a mark. */
function cut(text: string): string {
  const at = new Intl.Segmenter().segment(text.slice(0, 2 * LONGEST)).containing(LONGEST - 1)?.index ?? 0;
  // A character that is longer than the text may be is no character.
  return `${text.slice(0, at || LONGEST - 1).replace(/\p{Cs}$/u, "")}…`;
}
