import { type Message, message } from "../core/message.ts";
import { ExotelError } from "./exotel-error.ts";
import { sanitize } from "./sanitize.ts";

/**
 * Who has answered: Exotel, or an intermediary such as a captive portal, a proxy or a gateway. Neither API ever sends a web
 * page, a redirect, or anything but JSON.
 */

/** The failure of an answer that an intermediary has sent. */
export function fromIntermediary({ status }: Response, flaw: Message): ExotelError {
  return new ExotelError("intermediary", { status, flaw });
}

/** The failure of an answer that may be Exotel's, and is of no use. */
export function malformed({ status }: Response, flaw: Message): ExotelError {
  return new ExotelError("malformed", { status, flaw });
}

/** The failure of a redirect, or of any other status from 300 to 399; `null` for an answer with another status. */
export function asRedirect(response: Response): ExotelError | null {
  // A redirect that the browser has not followed; it usually hides the status, which is 0 then.
  const isHidden = response.type === "opaqueredirect";
  if (!isHidden && (response.status < 300 || response.status >= 400)) return null;
  return new ExotelError("intermediary", {
    status: response.status || null,
    flaw: isHidden ? message("flawRedirect") : null,
  });
}

/** The failure of a body that is too long, or not text: a web page is an intermediary's, anything else may be anyone's. */
export function unreadable(response: Response, flaw: Message): ExotelError {
  return isWebPage(response) ? fromIntermediary(response, message("flawWebPage")) : malformed(response, flaw);
}

/** The failure of a body that is text, but not valid JSON. */
export function notJson(text: string, response: Response, secrets: readonly string[]): ExotelError {
  if (text.trim() === "") return malformed(response, message("flawEmpty"));
  const type = contentType(response, secrets);
  // How the text begins says more than its type: some send pages as JSON, and some send damaged JSON as a page.
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
