import { message } from "../core/message.ts";
import { parseExactly } from "./exact-json.ts";
import { notJson, unreadable } from "./intermediary.ts";

const MAX_BYTES = 256 * 1024;

/**
 * Reads an answer's body as text, and gives up as soon as it is too long. The browser's own `text()` returns an empty string
 * for a body of hundreds of megabytes.
 *
 * @throws ExotelError `malformed` or `intermediary` if the body is too long or not UTF-8
 */
export async function readBody(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MAX_BYTES) {
      await reader.cancel();
      throw unreadable(response, message("flawTooLarge"));
    }
    text += decode(decoder, value, response);
  }
  return text + decode(decoder, undefined, response);
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, response: Response): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw unreadable(response, message("flawNotUtf8"));
  }
}

/**
 * Parses a body's JSON, with every number exactly as written.
 *
 * @throws ExotelError `malformed` or `intermediary` if it is not valid JSON
 */
export function parseBody(text: string, response: Response, secrets: readonly string[]): unknown {
  try {
    return parseExactly(text);
  } catch {
    throw notJson(text, response, secrets);
  }
}
