import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

/** Debian's packages, of 28 MB together. */
const PACKAGES = "kamailio kamailio-tls-modules kamailio-websocket-modules";

/** Where Debian installs it is not on everybody's PATH. */
const folders = (): string[] => [
  ...(process.env.PATH ?? "").split(delimiter),
  "/usr/sbin",
  "/usr/local/sbin",
];

/**
 * Says why no registrar can be started on this machine, and how to install it.
 *
 * @returns null if it can
 */
export function kamailioProblem(searched = folders()): string | null {
  if (executable(searched) !== null) return null;
  return [
    "Real calls need kamailio, a SIP registrar. On Debian, install it with:",
    "",
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${PACKAGES}`,
    "  sudo systemctl disable --now kamailio",
    "",
    "The second command ends the service that the package starts. The tests start their own, on loopback.",
  ].join("\n");
}

function executable(searched: readonly string[]): string | null {
  for (const path of searched.map((folder) => join(folder, "kamailio"))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return null;
}

/** A running kamailio. */
export interface Kamailio {
  /** What it has logged so far, one entry a line. */
  readonly log: readonly string[];
  /** Null while it runs. */
  exitCode(): number | null;
  /** Ends it, and resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts kamailio under a shell that ends it when this process does, however it ends: by itself, kamailio would go on.
 *
 * @throws Error if kamailio is not installed; the message says how to install it
 */
export async function startKamailio(args: readonly string[]): Promise<Kamailio> {
  const problem = kamailioProblem();
  if (problem !== null) throw new Error(problem);
  const script = 'exec 3<&0; "$@" & own=$!; { read -r _ <&3; kill "$own"; } & wait "$own"';
  const child: ChildProcessWithoutNullStreams = spawn(
    "sh",
    ["-c", script, "sh", executable(folders()) ?? "", ...args],
    {
      stdio: "pipe",
    },
  );
  const ended = once(child, "close");
  const log: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  child.stdout.resume();
  // The shell's reader ends with its input.
  child.once("exit", () => child.stdin.end());
  child.stdin.on("error", () => undefined);
  return {
    log,
    exitCode: () => child.exitCode,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
