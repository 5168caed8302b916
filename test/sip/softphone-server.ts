import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeCertificate } from "../emulator/certificate.ts";
import { listeningPort } from "../emulator/http.ts";
import { crmSdk } from "./crm-sdk.ts";
import { SIP_DOMAIN, SIP_HOSTS } from "./hosts.ts";

const SDK = dirname(
  fileURLToPath(import.meta.resolve("@exotel-npm-dev/webrtc-client-sdk/dist/exotelsdk.js")),
);
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".wav": "audio/wav" };

export interface SoftphoneServer {
  /** Its port on 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the softphones' pages over HTTPS: with Exotel's SDK as it is published, and with its CRM SDK (`/crm`). The SIP account,
 * and what the CRM SDK asks for it with, are files of their own, so that no password and no token stands in an address.
 */
export async function startSoftphoneServer(
  user: string,
  password: string,
  crm: { readonly token: string; readonly userId: string },
): Promise<SoftphoneServer> {
  const page = readFileSync(join(import.meta.dirname, "softphone.html"));
  const crmPage = readFileSync(join(import.meta.dirname, "crm-softphone.html"));
  /** As the SDK's `initWebrtc` takes it. */
  const account = JSON.stringify({
    userName: user,
    authUser: user,
    displayname: user,
    secret: password,
    sipdomain: SIP_DOMAIN,
    domain: `${SIP_HOSTS.registrar}:443`,
    port: "443",
    security: "wss",
    endpoint: "wss",
  });
  const { cert, key } = await makeCertificate();
  const server = createServer({ cert, key }, (request, response) => {
    const path = new URL(request.url ?? "/", `https://${SIP_HOSTS.page}`).pathname;
    const type = TYPES[extname(path)];
    const send = (contentType: string, body: string | Buffer): void =>
      void response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" }).end(body);
    if (path === "/") return send("text/html; charset=utf-8", page);
    if (path === "/account.json") return send("application/json", account);
    if (path === "/crm") return send("text/html; charset=utf-8", crmPage);
    if (path === "/crm/account.json") return send("application/json", JSON.stringify(crm));
    if (path === "/crm/sdk.js") return void crmSdk().then((script) => send("text/javascript", script));
    if (type === undefined) return void response.writeHead(404).end();
    try {
      // The SDK asks for its sounds beside the page.
      return send(type, readFileSync(join(SDK, basename(path))));
    } catch {
      return void response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: listeningPort(server),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
