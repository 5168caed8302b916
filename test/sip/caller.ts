import { connect } from "node:net";
import { SIP_DOMAIN } from "./hosts.ts";
import { header, methodOf, type SipMessage, sipReader, sipText, statusOf, token } from "./sip-message.ts";

/** What became of a call. */
export interface CallOutcome {
  /** Milliseconds from the INVITE to the first 180 Ringing; null if it never rang. */
  readonly rangAfter: number | null;
  /** How many phones rang at least: the number of different ones that sent 180. */
  readonly ringing: number;
  /** The last answer's status: 200 answered, 480 …; null if none came in time. The caller itself ends a call that rings on with 487. */
  readonly status: number | null;
  /** That answer's words, such as "Not Registered"; empty if none came. */
  readonly reason: string;
}

export interface CallOptions {
  /** The registrar's TCP port. */
  readonly port: number;
  /** After how many milliseconds the caller hangs up. Default 10,000. */
  readonly patience?: number;
  /** Called at the first 180 Ringing. */
  readonly onRinging?: () => void;
}

/** How long the end of a call that the caller has given up is waited for, ms. */
const END_MS = 2_000;

/**
 * An offer that a browser accepts: without encryption and ICE it answers none. The fingerprint and the secrets are nobody's,
 * since no media flow.
 */
const OFFER = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 0",
  "c=IN IP4 127.0.0.1",
  "a=rtcp-mux",
  "a=ice-ufrag:rigg",
  "a=ice-pwd:nobody-connects-to-this-one",
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`,
  "a=setup:actpass",
  "a=mid:0",
  "a=sendrecv",
  "a=rtpmap:111 opus/48000/2",
  "a=rtpmap:0 PCMU/8000",
  "",
].join("\r\n");

/** Calls a user: one INVITE over TCP to the registrar, without a browser. Hangs up as soon as somebody answers. */
export function call(user: string, options: CallOptions): Promise<CallOutcome> {
  const { port, patience = 10_000, onRinging } = options;
  const target = `sip:${user}@${SIP_DOMAIN}`;
  const callId = token();
  const branch = `z9hG4bK${token()}`;
  const from = `"Caller" <sip:+911140000000@pstn.example>;tag=${token()}`;
  const ringing = new Set<string>();
  let rangAfter: number | null = null;

  return new Promise((resolve, reject) => {
    const started = performance.now();
    const socket = connect(port, "127.0.0.1");
    let last: NodeJS.Timeout | undefined;

    /** A request within the call; the first INVITE by default. */
    function send(method: string, to = `<${target}>`, uri = target, route: readonly string[] = []): void {
      const address = `127.0.0.1:${socket.localPort}`;
      // CANCEL and the ACK of a refusal belong to the INVITE's transaction, the others are their own.
      const id = uri === target ? branch : `z9hG4bK${token()}`;
      const headers: (readonly [string, string])[] = [
        ["Via", `SIP/2.0/TCP ${address};branch=${id};rport`],
        ["Max-Forwards", "70"],
        ["From", from],
        ["To", to],
        ["Call-ID", callId],
        ["CSeq", `${method === "BYE" ? 2 : 1} ${method}`],
        ["Contact", `<sip:caller@${address};transport=tcp>`],
        ...route.map((each) => ["Route", each] as const),
      ];
      if (method === "INVITE") headers.push(["Content-Type", "application/sdp"]);
      socket.write(sipText(`${method} ${uri} SIP/2.0`, headers, method === "INVITE" ? OFFER : ""));
    }

    function end(status: number | null, reason: string): void {
      clearTimeout(giveUp);
      clearTimeout(last);
      socket.end();
      resolve({ rangAfter, ringing: ringing.size, status, reason });
    }

    const giveUp = setTimeout(() => {
      send("CANCEL");
      last = setTimeout(() => end(null, ""), END_MS);
    }, patience);

    function hear(message: SipMessage): void {
      const status = statusOf(message);
      if (status === null || methodOf(message) !== "INVITE") return;
      const to = header(message, "to");
      if (status === 180) {
        ringing.add(to);
        if (rangAfter === null) {
          rangAfter = Math.round(performance.now() - started);
          onRinging?.();
        }
      }
      if (status < 200) return;
      if (status >= 300) send("ACK", to);
      else {
        const contact = /<([^>]+)>/.exec(header(message, "contact"))?.[1] ?? target;
        const route = [...(message.headers.get("record-route") ?? [])].reverse();
        send("ACK", to, contact, route);
        send("BYE", to, contact, route);
      }
      end(status, /^SIP\/2\.0 \d+ (.*)$/.exec(message.start)?.[1] ?? "");
    }

    socket.on("connect", () => send("INVITE"));
    socket.on("error", (error) => {
      clearTimeout(giveUp);
      clearTimeout(last);
      reject(error);
    });
    socket.on("data", sipReader(hear));
  });
}
