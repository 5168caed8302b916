import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../e2e/harness/wait.ts";
import { makeCertificate } from "../emulator/certificate.ts";
import { listeningPort } from "../emulator/http.ts";
import { startKamailio } from "./kamailio.ts";

/** Where a call to a user rings, as the registrar has it. */
export interface Contact {
  /** Its SIP address. */
  readonly address: string;
  /** Seconds until it expires. */
  readonly expires: number;
  /** When it last registered, epoch ms; whole seconds. */
  readonly lastModified: number;
}

export interface RegistrarOptions {
  /** Whether it keeps a contact until it expires, even if its connection is closed. It drops it at once by default. */
  readonly keepContacts?: boolean;
  /** The longest registration that it grants, seconds. */
  readonly maxExpires?: number;
  /** How long it takes a digest nonce, seconds. */
  readonly nonce?: number;
  /** Passwords by user name. */
  readonly users?: Readonly<Record<string, string>>;
}

export interface Registrar {
  /** The port of 127.0.0.1 for SIP over WebSocket (wss). */
  readonly wssPort: number;
  /** The port of 127.0.0.1 for SIP over TCP. */
  readonly tcpPort: number;
  /** A user's contacts: what a call would ring now. */
  contacts(user: string): Promise<readonly Contact[]>;
  /** Takes all of a user's contacts out of the location table. */
  removeContacts(user: string): Promise<void>;
  /** Starts it anew on the same ports, with other options if there are any. Its location table is empty then. */
  restart(changes?: RegistrarOptions): Promise<void>;
  stop(): Promise<void>;
}

/** What `ul.lookup` answers. */
interface Found {
  readonly Contacts: readonly {
    readonly Contact: { Address: string; Expires: number; "Last-Modified": number };
  }[];
}

/** How long it may take to answer after its start, ms. */
const START_MS = 20_000;

/**
 * Starts kamailio on free ports of 127.0.0.1.
 *
 * @throws Error if it is not installed; the message says how to install it
 */
export async function startRegistrar(options: RegistrarOptions = {}): Promise<Registrar> {
  let current = options;
  const [wssPort, tcpPort] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-registrar-"));
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const { cert, key } = await makeCertificate();
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  function args(): string[] {
    const { keepContacts = false, maxExpires = 300, nonce = 300 } = current;
    const defines = [
      `CERT="${certFile}"`,
      `KEY="${keyFile}"`,
      `MAX_EXPIRES=${maxExpires}`,
      `NONCE=${nonce}`,
      ...(keepContacts ? ["KEEP_CONTACTS"] : []),
    ];
    return [
      // In the foreground, with its log on stderr.
      ...["-DD", "-E"],
      // Megabytes shared and for each process.
      ...["-m", "32", "-M", "4"],
      ...["-Y", folder, "-f", join(import.meta.dirname, "kamailio.cfg")],
      ...["-l", `tls:127.0.0.1:${wssPort}`, "-l", `tcp:127.0.0.1:${tcpPort}`],
      ...defines.flatMap((define) => ["-A", define]),
    ];
  }

  async function rpc<T>(method: string, ...params: readonly string[]): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${tcpPort}/rpc`, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as {
      result: T;
      error?: { code: number; message: string };
    };
    if (error !== undefined) throw new RpcError(`${method}: ${error.message}`, error.code);
    return result;
  }

  async function start() {
    const started = await startKamailio(args());
    try {
      await until(
        () => `kamailio to answer; its log:\n${started.log.join("\n")}`,
        () => {
          if (started.exitCode() !== null) throw new Error(`kamailio ended:\n${started.log.join("\n")}`);
          return rpc("core.version").then(
            () => true,
            () => false,
          );
        },
        START_MS,
      );
      for (const [name, password] of Object.entries(current.users ?? {}))
        await rpc("htable.sets", "users", name, password);
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  let kamailio = await start().catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  return {
    wssPort,
    tcpPort,
    async contacts(user) {
      const { Contacts } = await rpc<Found>("ul.lookup", "location", user).catch(ifUnknown({ Contacts: [] }));
      return Contacts.map(({ Contact }) => ({
        address: Contact.Address,
        expires: Contact.Expires,
        lastModified: Contact["Last-Modified"] * 1000,
      }));
    },
    async removeContacts(user) {
      await rpc("ul.rm", "location", user).catch(ifUnknown(undefined));
    },
    async restart(changes = {}) {
      await kamailio.stop();
      current = { ...current, ...changes };
      kamailio = await start();
    },
    async stop() {
      await kamailio.stop();
      removeFolder();
    },
  };
}

class RpcError extends Error {
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** Handles the error that `ul.…` commands give for a user who has no contact. */
function ifUnknown<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof RpcError && (error.code === 404 || error.code === 500)) return instead;
    throw error;
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = listeningPort(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
