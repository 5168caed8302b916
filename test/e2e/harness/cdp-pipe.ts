import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { NO_BUS } from "./launch.ts";

/** A connection to a browser that attaches to nothing by itself, unlike Playwright's. */
export interface CdpPipe {
  readonly pid: number;
  /** Sends one command; `session` is one that `Target.attachToTarget` with `flatten` gave. */
  send<T>(method: string, params?: object, session?: string): Promise<T>;
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** Starts a browser with DevTools' pipe (file descriptors 3 and 4, messages ended by a zero byte). */
export function startWithPipe(path: string, args: string[]): CdpPipe {
  const child: ChildProcess = spawn(path, ["--remote-debugging-pipe", ...args], {
    // A group of its own, so that it can be ended as a whole.
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: NO_BUS },
  });
  if (child.pid === undefined) throw new Error(`${path} did not start`);
  const toBrowser = child.stdio[3] as Writable;
  const fromBrowser = child.stdio[4] as Readable;
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  let buffered = "";
  fromBrowser.setEncoding("utf8");
  fromBrowser.on("data", (text: string) => {
    const messages = (buffered + text).split("\0");
    buffered = messages.pop() ?? "";
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as Answer;
      const asked = id === undefined ? undefined : waiting.get(id);
      if (id === undefined || asked === undefined) continue;
      waiting.delete(id);
      if (error === undefined) asked.resolve(result as never);
      else asked.reject(new Error(error.message));
    }
  });
  const fail = () => {
    for (const { reject } of waiting.values()) reject(new Error("The browser ended"));
    waiting.clear();
  };
  child.once("exit", fail);
  // A browser that is gone breaks the pipe; whoever waits for an answer is told by `fail`.
  toBrowser.on("error", fail);
  return {
    pid: child.pid,
    send(method, params = {}, session) {
      if (child.exitCode !== null || child.signalCode !== null) {
        return Promise.reject(new Error("The browser ended"));
      }
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        toBrowser.write(
          `${JSON.stringify({ id, method, params, ...(session ? { sessionId: session } : {}) })}\0`,
        );
      });
    },
  };
}
