import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { makeCertificate } from "../../emulator/certificate.ts";

/** What stands between the browser and the server does with a connection. */
export type Line =
  | "pass"
  /** Nobody listens. */
  | "refused"
  /** The connection is reset as soon as it is there. */
  | "reset"
  /** It is reset once the browser has begun the TLS handshake. */
  | "reset in the handshake"
  /** It is closed there, in an orderly way. */
  | "closed in the handshake"
  /** It is answered in plain HTTP. */
  | "no TLS"
  /** The handshake is refused with a TLS alert. */
  | "TLS alert"
  /** Somebody with a certificate of his own answers, with a page that says that all is well. */
  | "other certificate"
  /** The connection stays open, and nothing ever comes. */
  | "silence";

/** A TLS record of two bytes: a fatal alert, handshake failure (RFC 8446, section 6). */
const HANDSHAKE_FAILURE = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]);

export interface Middlebox {
  readonly port: number;
  /** How many requests the server with the other certificate has been sent. */
  impostorRequests(): number;
  /** Treats connections so from now on; those that are open are reset. */
  set(line: Line): Promise<void>;
  close(): Promise<void>;
}

/** Starts a TCP relay on loopback to a server on `target`, that can go wrong below HTTP. */
export async function startMiddlebox(target: number): Promise<Middlebox> {
  let line: Line = "pass";
  let impostorRequests = 0;
  const open = new Set<Socket>();
  const certificate = await makeCertificate();
  const impostor = createHttpsServer(
    { key: certificate.key, cert: certificate.cert },
    (_request: IncomingMessage, response: ServerResponse) => {
      impostorRequests += 1;
      response.end("{}");
    },
  );
  await listen(impostor, 0);
  const impostorPort = portOf(impostor);

  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => open.delete(socket));
    treat(socket);
  });
  const port = await listenOnOwnPort(server);

  function treat(socket: Socket): void {
    switch (line) {
      case "pass":
        relay(socket, target);
        break;
      case "other certificate":
        relay(socket, impostorPort);
        break;
      case "refused":
      case "reset":
        socket.resetAndDestroy();
        break;
      case "reset in the handshake":
        socket.once("data", () => socket.resetAndDestroy());
        break;
      case "closed in the handshake":
        socket.once("data", () => socket.end());
        break;
      case "no TLS":
        socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
        break;
      case "TLS alert":
        socket.once("data", () => socket.end(HANDSHAKE_FAILURE));
        break;
      case "silence":
        socket.resume();
        break;
    }
  }

  /** Joins two connections; an end or a reset of the one becomes that of the other. */
  function relay(socket: Socket, to: number): void {
    const onward = connect({ port: to, host: "127.0.0.1", allowHalfOpen: true });
    socket.pipe(onward);
    onward.pipe(socket);
    onward.on("error", () => socket.resetAndDestroy());
    socket.on("error", () => onward.resetAndDestroy());
    socket.once("close", () => onward.destroy());
    onward.once("close", () => socket.destroySoon());
  }

  return {
    port,
    impostorRequests: () => impostorRequests,
    async set(next) {
      const wasRefused = line === "refused";
      line = next;
      for (const socket of open) socket.resetAndDestroy();
      if (next === "refused" && !wasRefused) await stop(server);
      if (next !== "refused" && wasRefused) await listen(server, port);
    },
    async close() {
      for (const socket of open) socket.resetAndDestroy();
      impostor.closeAllConnections();
      await Promise.all([line === "refused" ? undefined : stop(server), stop(impostor)]);
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Listens on a port below those that systems give out by themselves (from 32,768 on): while nobody listens here, in the line
 * "refused", nobody else is given it.
 */
async function listenOnOwnPort(server: Server): Promise<number> {
  for (let port = 12_000 + (process.pid % 20_000); ; port += 1) {
    try {
      await listen(server, port);
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
