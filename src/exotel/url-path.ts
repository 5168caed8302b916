import { message } from "../core/message.ts";
import { ExotelError } from "./exotel-error.ts";

/**
 * A URL's path from its parts, each percent-encoded.
 *
 * @throws ExotelError `invalid-request` for a part that would change the path's shape
 */
export function urlPath(parts: readonly string[]): string {
  return parts.map(encode).join("/");
}

function encode(part: string): string {
  const changesShape = part === "" || part === "." || part === "..";
  // `encodeURIComponent` throws for a lone surrogate.
  if (changesShape || /\p{Cs}/u.test(part)) {
    throw new ExotelError("invalid-request", { flaw: message("flawUnusableId") });
  }
  return encodeURIComponent(part);
}
