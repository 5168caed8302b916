import { type Finding, finding, looksLikeId } from "./finding.ts";

/** The credentials that a request's header or a curl line has: a bearer token, HTTP Basic, or the older bare token. */
export function inAuthorization(text: string): Finding[] {
  return [...bearer(text), ...bare(text), ...basic(text), ...curlUser(text)];
}

function bearer(text: string): Finding[] {
  // In "Bearer token: …" the word belongs to the label.
  const scheme = /\bBearer[ \t]+["']?(?!token(?![\w.+~/-]))([^\s"']+)/gi;
  return [...text.matchAll(scheme)].flatMap(([, token = ""]) =>
    looksLikeId(token) || /[^a-z]/i.test(trimmed(token)) ? finding("appToken", trimmed(token)) : [],
  );
}

/** The older contract of Integrations Core takes the token without a scheme. */
function bare(text: string): Finding[] {
  const header = /\bAuthorization["']?[ \t]*[:=][ \t]*["']?(?!Bearer\b|Basic\b)([^\s"']+)(?:["']|[ \t]*$)/gim;
  return [...text.matchAll(header)].flatMap(([, token = ""]) =>
    looksLikeId(trimmed(token)) ? finding("appToken", trimmed(token)) : [],
  );
}

function basic(text: string): Finding[] {
  return [...text.matchAll(/\bBasic[ \t]+["']?([a-z\d+/]+={0,2})/gi)].flatMap(([, encoded = ""]) => {
    const pair = /^([^:]+):(.+)$/s.exec(decodeBase64(encoded) ?? "");
    return pair === null ? [] : [...finding("apiKey", pair[1]), ...finding("apiToken", pair[2])];
  });
}

function curlUser(text: string): Finding[] {
  const option =
    /(?:^|\s)(?:-u(?:[ \t]+|(?=["']))|--user[ \t=]+)(?:"([^":\n]+):([^"\n]+)"|'([^':\n]+):([^'\n]+)'|([^\s:"']+):([^\s"']+))/g;
  return [...text.matchAll(option)].flatMap(([, ...parts]) => {
    const [key, token] = parts.filter((part) => part !== undefined);
    return [...finding("apiKey", key), ...finding("apiToken", token)];
  });
}

function trimmed(token: string): string {
  return token.replace(/[.,:;)\]]+$/, "");
}

function decodeBase64(encoded: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
