import { connect, type Socket } from "node:net";

/** A connection to Firefox's remote control. */
export interface Marionette {
  /**
   * Sends a command, such as `WebDriver:Navigate`, and resolves with its value.
   *
   * @throws with what Firefox says if it fails
   */
  send<T = unknown>(command: string, params?: object): Promise<T>;
  close(): void;
}

interface Failure {
  readonly error: string;
  readonly message: string;
}

/** What a packet begins with: its length in bytes, and a colon. */
const LENGTH = /^(\d+):/;

/** Connects to a Firefox that was started with `--marionette`. */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = connect(port, "127.0.0.1");
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const open = new Map<number, (failure: Error | null, value?: unknown) => void>();
  let last = 0;

  eachPacket(socket, (packet) => {
    // The first one greets, and is no answer.
    if (!Array.isArray(packet)) return;
    const [, id, failure, value] = packet as [number, number, Failure | null, unknown];
    open.get(id)?.(failure && new Error(`${failure.error}: ${failure.message}`), value);
    open.delete(id);
  });
  const fail = (error: Error): void => {
    for (const settle of open.values()) settle(error);
    open.clear();
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("Firefox has ended the connection")));

  return {
    send<T>(command: string, params: object = {}) {
      return new Promise<T>((resolve, reject) => {
        const id = ++last;
        open.set(id, (failure, answer) => {
          if (failure) reject(failure);
          else resolve(inner<T>(answer));
        });
        const packet = JSON.stringify([0, id, command, params]);
        socket.write(`${Buffer.byteLength(packet)}:${packet}`);
      });
    },
    close: () => socket.destroy(),
  };
}

/** Most answers hold only a value. */
function inner<T>(answer: unknown): T {
  const isWrapped = typeof answer === "object" && answer !== null && "value" in answer;
  return (isWrapped ? answer.value : answer) as T;
}

function eachPacket(socket: Socket, take: (packet: unknown) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const [head = "", length] = LENGTH.exec(rest.toString("latin1", 0, 20)) ?? [];
      const end = head.length + Number(length);
      if (head === "" || rest.length < end) return;
      const packet = rest.toString("utf8", head.length, end);
      rest = rest.subarray(end);
      take(JSON.parse(packet));
    }
  });
}
