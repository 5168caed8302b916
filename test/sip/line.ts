import { connect, createServer, type Socket } from "node:net";
import { listeningPort } from "../emulator/http.ts";

/** A TCP line from the browser to the registrar that can go dead as a network does: nothing passes, nothing is closed. */
export interface Line {
  readonly port: number;
  /** From now on nothing passes, neither data nor an end. */
  cut(): void;
  /** New connections pass again. The old ones stay dead. */
  mend(): void;
  close(): Promise<void>;
}

/**
 * Opens a line on a free port of 127.0.0.1.
 *
 * @param to the port of 127.0.0.1 that it leads to
 */
export async function openLine(to: number): Promise<Line> {
  let isCut = false;
  const open = new Set<Socket>();
  const dead = new WeakSet<Socket>();

  function kill(socket: Socket): void {
    dead.add(socket);
    socket.removeAllListeners("data");
    // Unread, it tells neither of data nor of an end.
    socket.pause();
  }

  function join(from: Socket, other: Socket): void {
    open.add(from);
    from.on("data", (data) => other.write(data));
    from.on("error", () => undefined);
    from.once("close", () => {
      open.delete(from);
      if (!dead.has(other)) other.destroy();
    });
    if (isCut) kill(from);
  }

  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: listeningPort(server),
    cut() {
      isCut = true;
      for (const socket of open) kill(socket);
    },
    mend() {
      isCut = false;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
