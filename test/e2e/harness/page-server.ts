import { createServer } from "node:https";
import { makeCertificate } from "../../emulator/certificate.ts";
import { listeningPort } from "../../emulator/http.ts";

/** Serves one page over HTTPS, under whatever host name. */
export interface PageServer {
  /** Of its certificate, for `trustOnly`. */
  readonly spkiHash: string;
  /** For Chromium's --host-resolver-rules: leads each of the hosts here. */
  resolverRules(...hosts: string[]): string;
  /** How many requests for `/held` wait. */
  holding(): number;
  /** Answers every request for `/held` that has come, and each one that comes. */
  release(): void;
  close(): Promise<void>;
}

/** Starts the server. A request for `/held` is not answered: a page whose script waits for it hangs. */
export async function startPageServer(html: string): Promise<PageServer> {
  const held: (() => void)[] = [];
  let isHolding = true;
  const { cert, key, spkiHash } = await makeCertificate();
  const server = createServer({ cert, key }, ({ url }, response) => {
    const answer = (): void =>
      void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
    if (url === "/held" && isHolding) held.push(answer);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    spkiHash,
    resolverRules: (...hosts) =>
      hosts.map((host) => `MAP ${host}:443 127.0.0.1:${listeningPort(server)}`).join(", "),
    holding: () => held.length,
    release() {
      isHolding = false;
      for (const answer of held.splice(0)) answer();
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
