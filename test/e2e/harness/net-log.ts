import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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
  remove(): void;
}

interface Log {
  events: { params?: { initiator?: string; url?: string } }[];
}

export function netLog(): NetLog {
  const directory = mkdtempSync(join(tmpdir(), "hookswitch-net-log-"));
  const file = join(directory, "log.json");
  return {
    arg: `--log-net-log=${file}`,
    urlsOf(origin) {
      const { events } = JSON.parse(readFileSync(file, "utf8")) as Log;
      return events.flatMap(({ params }) =>
        params?.initiator === origin && params.url !== undefined ? [params.url] : [],
      );
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
