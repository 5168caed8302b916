/**
 * Parses JSON without rounding any number.
 *
 * JavaScript rounds numbers of more than about 16 digits, and a rounded ID is someone else's. So a longer integer becomes a
 * string of its digits. A number that JavaScript would write differently (`1e3`, `4.0`) becomes a list with that number in it,
 * which no schema accepts as an ID. Everything else is as `JSON.parse` returns it.
 *
 * @throws SyntaxError if the text is not valid JSON
 */
export function parseExactly(text: string): unknown {
  const json: unknown = JSON.parse(text);
  const exact = text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : lossless(token)));
  return exact === text ? json : JSON.parse(exact);
}

/** In valid JSON, everything that begins like a string or a number is one. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** A number's token, changed so that parsing it loses nothing. */
function lossless(number: string): string {
  if (String(Number(number)) === number) return number;
  return /^-?\d+$/.test(number) ? `"${number}"` : `[${number}]`;
}
