/**
 * JSON in which every number reads as it is written.
 *
 * A JavaScript number rounds what is longer than about 16 digits, and an ID that is rounded is another one's. So a long
 * integer becomes a text of its digits. A number that is written in another way than JavaScript writes it (`1e3`, `4.0`)
 * becomes a list of it, which no schema takes for an ID. Everything else is as `JSON.parse` has it.
 *
 * @throws SyntaxError where the text is no JSON
 */
export function parseExactly(text: string): unknown {
  const json: unknown = JSON.parse(text);
  const exact = text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : exactly(token)));
  return exact === text ? json : JSON.parse(exact);
}

/** In valid JSON, all that begins like one is one. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function exactly(number: string): string {
  if (String(Number(number)) === number) return number;
  return /^-?\d+$/.test(number) ? `"${number}"` : `[${number}]`;
}
