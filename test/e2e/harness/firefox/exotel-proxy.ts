import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { HOSTS } from "../../../emulator/emulator.ts";

/** A proxy, as `network.proxy.*` takes it. */
export interface ExotelProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a proxy that leads Exotel's host names to an emulator and refuses every other: Firefox cannot map names as Chromium's
 * `--host-resolver-rules` do. It relays TLS as it is.
 *
 * @param emulatorPort the emulator's HTTPS port on 127.0.0.1
 */
export async function startExotelProxy(emulatorPort: number): Promise<ExotelProxy> {
  const known = new Set(Object.values(HOSTS).map((host) => `${host}:443`));
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  };

  const server = createServer((_request, response) => response.writeHead(403).end());
  server.on("connection", keep);
  server.on("connect", ({ url = "" }, socket: Socket) => {
    if (!known.has(url)) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const onward = connect(emulatorPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    keep(onward);
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
    socket.once("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
