import { createHash } from "node:crypto";
import { connect } from "node:net";
import { SIP_DOMAIN } from "./hosts.ts";
import { header, methodOf, type SipMessage, sipReader, sipText, statusOf, token } from "./sip-message.ts";

/** A softphone without a browser, over plain TCP: the least that registers and rings. */
export interface TcpSoftphone {
  /**
   * Registers for `expires` seconds; 0 signs off.
   *
   * @returns the status of the registrar's last answer: 200, or 401 if it refuses the password
   */
  register(expires: number): Promise<number>;
  /** Closes the connection without signing off. */
  drop(): void;
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/**
 * Connects to a registrar.
 *
 * @param port the registrar's TCP port
 * @param answer the status with which it answers each call after 180 Ringing; null lets it ring on
 */
export async function tcpSoftphone(
  account: { readonly user: string; readonly password: string },
  port: number,
  answer: { status: number; reason: string } | null = null,
): Promise<TcpSoftphone> {
  const { user, password } = account;
  const uri = `sip:${SIP_DOMAIN}`;
  const address = `sip:${user}@${SIP_DOMAIN}`;
  const callId = token();
  const tag = token();
  let sequence = 0;
  let invite: SipMessage | null = null;
  let hear: (message: SipMessage) => void = () => undefined;
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  const own = `sip:${user}@127.0.0.1:${socket.localPort};transport=tcp`;

  function reply(request: SipMessage, status: string): void {
    const kept = ["via", "record-route", "from", "call-id", "cseq"].flatMap((name) =>
      (request.headers.get(name) ?? []).map((value) => [name, value] as const),
    );
    const to = header(request, "to");
    const tagged = to.includes("tag=") ? to : `${to};tag=${tag}`;
    socket.write(sipText(`SIP/2.0 ${status}`, [...kept, ["To", tagged], ["Contact", `<${own}>`]]));
  }

  socket.on(
    "data",
    sipReader((message) => {
      if (statusOf(message) !== null) return hear(message);
      const method = methodOf(message);
      if (method === "INVITE") {
        invite = message;
        reply(message, "180 Ringing");
        if (answer !== null) reply(message, `${answer.status} ${answer.reason}`);
      } else if (method === "CANCEL" && invite !== null) {
        reply(message, "200 OK");
        reply(invite, "487 Request Terminated");
      }
    }),
  );

  /** Sends one REGISTER, and resolves with its answer. */
  function ask(expires: number, authorization: readonly (readonly [string, string])[]): Promise<SipMessage> {
    sequence += 1;
    const heard = new Promise<SipMessage>((resolve) => {
      hear = resolve;
    });
    socket.write(
      sipText(`REGISTER ${uri} SIP/2.0`, [
        ["Via", `SIP/2.0/TCP 127.0.0.1:${socket.localPort};branch=z9hG4bK${token()};rport`],
        ["Max-Forwards", "70"],
        ["From", `<${address}>;tag=${tag}`],
        ["To", `<${address}>`],
        ["Call-ID", callId],
        ["CSeq", `${sequence} REGISTER`],
        ["Contact", `<${own}>`],
        ["Expires", String(expires)],
        ...authorization,
      ]),
    );
    return heard;
  }

  return {
    async register(expires) {
      const challenge = await ask(expires, []);
      const asked = header(challenge, "www-authenticate");
      const [realm = "", nonce = ""] = ["realm", "nonce"].map(
        (name) => new RegExp(`${name}="([^"]*)"`).exec(asked)?.[1] ?? "",
      );
      const response = md5(`${md5(`${user}:${realm}:${password}`)}:${nonce}:${md5(`REGISTER:${uri}`)}`);
      const fields = { username: user, realm, nonce, uri, response };
      const digest = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
      const last = await ask(expires, [["Authorization", `Digest ${digest.join(", ")}`]]);
      return statusOf(last) ?? 0;
    },
    drop: () => socket.destroy(),
  };
}
