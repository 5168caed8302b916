/** Longer texts are cut: nobody is given more. */
const LONGEST = 20_000;

const TAGS =
  "a|abbr|b|blockquote|body|br|code|div|em|font|h[1-6]|head|html|i|li|meta|ol|p|pre|span|strong|table|tbody|td|th|thead|tr|u|ul";
const ENTITIES: Readonly<Record<string, string>> = {
  "&nbsp;": " ",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&apos;": "'",
  "&amp;": "&",
};

/** A pasted text without HTML's tags and entities, invisible characters, typographic quotes, and a shell's broken lines. */
export function plainText(pasted: string): string {
  return pasted
    .slice(0, LONGEST)
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    .replace(/<\/?(?:td|th)\b[^<>]*>/gi, "\t")
    .replace(/<\/?(?:br|p|div|li|tr|h[1-6]|pre)\b[^<>]*>/gi, "\n")
    .replace(new RegExp(`</?(?:${TAGS})\\b[^<>]*>`, "gi"), "")
    .replace(/&(?:nbsp|lt|gt|quot|#39|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(/[\\^`][ \t]*\n/g, " ")
    .replace(/[^\S\n\t]/g, " ");
}
