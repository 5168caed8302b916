/** A SIP message as it is on a connection: start line, headers, body. */
export interface SipMessage {
  /** Such as `INVITE sip:a@b SIP/2.0` or `SIP/2.0 180 Ringing`. */
  readonly start: string;
  /** By lower-case name, in the order of arrival. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** The status of an answer; null for a request. */
export function statusOf({ start }: SipMessage): number | null {
  const status = /^SIP\/2\.0 (\d{3}) /.exec(start)?.[1];
  return status === undefined ? null : Number(status);
}

/** The method of a request, or the one that an answer belongs to. */
export function methodOf(message: SipMessage): string {
  return header(message, "cseq").split(" ")[1] ?? "";
}

/** A header's first value; empty if it is missing. */
export function header(message: SipMessage, name: string): string {
  return message.headers.get(name)?.[0] ?? "";
}

/** A message's bytes; adds `Content-Length`. */
export function sipText(start: string, headers: readonly (readonly [string, string])[], body = ""): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [start, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

/** Takes messages out of a stream's pieces, however they are cut. The SIP here is ASCII. */
export function sipReader(onMessage: (message: SipMessage) => void): (piece: Buffer) => void {
  let buffer = "";
  return (piece) => {
    buffer += piece.toString("latin1");
    for (;;) {
      buffer = buffer.replace(/^(\r\n)+/, "");
      const end = buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const [start = "", ...lines] = buffer.slice(0, end).split("\r\n");
      const headers = new Map<string, string[]>();
      for (const line of lines) {
        const [, name = "", value = ""] = /^([^:]+?)\s*:\s*(.*)$/.exec(line) ?? [];
        const key = name.toLowerCase();
        headers.set(key, [...(headers.get(key) ?? []), value]);
      }
      const length = Number(headers.get("content-length")?.[0] ?? 0);
      if (buffer.length < end + 4 + length) return;
      const body = buffer.slice(end + 4, end + 4 + length);
      buffer = buffer.slice(end + 4 + length);
      onMessage({ start, headers, body });
    }
  };
}

let tokens = 0;

/** A token that no other call of this run has: a tag, a branch or a call's name. */
export function token(): string {
  tokens += 1;
  return `${process.pid}-${tokens}`;
}
