import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Chromium's own log of what its network stack is asked for, by whatever part of the browser. */
export interface NetLog {
  /** The argument that makes a browser write it. */
  readonly arg: string;
  /**
   * The addresses that an origin asked for, in their order; loopback, other extensions and the browser itself are other
   * origins. Only once the browser has ended, as a person would end it.
   */
  urlsOf(origin: string): string[];
  /** The whole log as text, without the values of headers that hold credentials: the browser leaves these out. */
  text(): string;
  remove(): void;
}

interface Log {
  events: { params?: { initiator?: string; url?: string } }[];
}

export function netLog(): NetLog {
  const directory = mkdtempSync(join(tmpdir(), "hookswitch-net-log-"));
  const file = join(directory, "log.json");
  const text = () => {
    if (!existsSync(file)) throw new Error("The browser has written no log of its network");
    return readFileSync(file, "utf8");
  };
  return {
    arg: `--log-net-log=${file}`,
    urlsOf(origin) {
      const { events } = JSON.parse(text()) as Log;
      return events.flatMap(({ params }) =>
        params?.initiator === origin && params.url !== undefined ? [params.url] : [],
      );
    },
    text,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
