import { type Message, message } from "../core/message.ts";
import { ExotelError } from "./exotel-error.ts";
import { sanitize } from "./sanitize.ts";

/**
 * Tells an answer of Exotel's from that of an intermediary, such as a captive portal, a proxy or a gateway. Neither API ever
 * sends a web page, a redirect, or anything but JSON.
 */

/** The failure of a redirect, or of another answer with a status from 300 to 399; `null` for all other answers. */
export function asRedirect(response: Response): ExotelError | null {
  // The type of a redirect that the browser does not follow. Its status is hidden: 0.
  const isOpaque = response.type === "opaqueredirect";
  if (!isOpaque && (response.status < 300 || response.status >= 400)) return null;
  return new ExotelError("intermediary", {
    status: response.status || null,
    flaw: isOpaque ? message("flawRedirect") : null,
  });
}

/** The failure of a body that is too long, or not text. A web page comes from an intermediary, anything else from anyone. */
export function unreadable(response: Response, flaw: Message): ExotelError {
  return isWebPage(response) ? fromIntermediary(response, message("flawWebPage")) : malformed(response, flaw);
}

/** The failure of a body that is text, but not valid JSON. */
export function notJson(text: string, response: Response, secrets: readonly string[]): ExotelError {
  if (text.trim() === "") return malformed(response, message("flawEmpty"));
  const type = contentType(response, secrets);
  // How the text begins says more than its type: pages are also sent as JSON, and damaged JSON as a page.
  const start = text.trimStart().charAt(0);
  if (start === "{" || start === "[") return malformed(response, message("flawInvalidJson"));
  const isXml = /^\s*<\?xml/i.test(text) || type?.endsWith("xml");
  if (isWebPage(response) || (start === "<" && !isXml))
    return fromIntermediary(response, message("flawWebPage"));
  const saysJson = type?.endsWith("json");
  if (saysJson && !isXml) return malformed(response, message("flawInvalidJson"));
  return fromIntermediary(
    response,
    type === null || saysJson ? message("flawNotJson") : message("flawNotJsonType", { type }),
  );
}

/** Whether the answer's type is a web page's. */
export function isWebPage(response: Response): boolean {
  return ["text/html", "application/xhtml+xml"].includes(contentType(response) ?? "");
}

function contentType(response: Response, secrets: readonly string[] = []): string | null {
  return sanitize(response.headers.get("Content-Type")?.split(";")[0], secrets);
}

/** The failure of an answer that an intermediary has sent. */
function fromIntermediary({ status }: Response, flaw: Message): ExotelError {
  return new ExotelError("intermediary", { status, flaw });
}

/** The failure of an answer that may be Exotel's, but is unusable. */
function malformed({ status }: Response, flaw: Message): ExotelError {
  return new ExotelError("malformed", { status, flaw });
}
