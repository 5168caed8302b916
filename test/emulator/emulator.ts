/**
 * Exotel's device APIs on loopback, under their production host names. An independent implementation of the two
 * documents, and of the pages of the older contract, that shares no code with the extension.
 */
import { makeCertificate } from "./certificate.ts";
import { startControl } from "./control.ts";
import { Faults } from "./faults.ts";
import type { Registrations } from "./registrations.ts";
import { type RequestEntry, RequestLog, type RequestPredicate, type WaitOptions } from "./request-log.ts";
import { resolverRules, startServer } from "./server.ts";
import { defaultSeed, type Seed, Store } from "./store.ts";

export { tooManyRequests } from "./faults.ts";
export { DEMO, defaultSeed, HOSTS } from "./store.ts";

export interface EmulatorOptions {
  /** The HTTPS port on 127.0.0.1; a free one by default. */
  port?: number;
  /** The control page's port on 127.0.0.1; a free one by default. */
  controlPort?: number;
  /** The clock, epoch ms. The Date header uses it too. */
  now?: () => number;
  /** Makes the initial state, at the start and at each reset. */
  seed?: Seed;
  /**
   * Whether connections stay open after an answer. Off by default: Chromium silently repeats a request, even a PUT, if a
   * reused connection is reset, so a fault would strike twice.
   */
  keepAlive?: boolean;
  /** Who knows whether a softphone of Integrations Core is registered: a real registrar instead of the store. */
  registrations?: Registrations;
  /** The origin of a softphone's page, which may ask as Exotel's CRM SDK does. A browser lets no other page ask. */
  pagesFrom?: string;
  /** Calls the demo agent's real softphone, and says what came of it. The control page gets a button for it. */
  callSoftphone?: () => Promise<string>;
}

export interface Emulator {
  readonly port: number;
  /** The control page's URL, plain HTTP on 127.0.0.1. */
  readonly controlUrl: string;
  /** For Chromium's --ignore-certificate-errors-spki-list. */
  readonly spkiHash: string;
  /** For Chromium's --host-resolver-rules. */
  readonly resolverRules: string;
  /** PEM, for Node clients as `ca`. */
  readonly certificate: string;
  readonly store: Store;
  readonly faults: Faults;
  /** Every request, in order of arrival. */
  readonly requests: readonly RequestEntry[];
  /** Resolves with the first matching request; rejects after `timeoutMs`. */
  waitForRequest(match: RequestPredicate, options?: WaitOptions): Promise<RequestEntry>;
  /** Restores the store's seed, clears faults and log, and resets held connections. */
  reset(): void;
  /** Closes both servers and every connection. */
  close(): Promise<void>;
}

/** Starts an emulator with its own state, certificate and ports. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, controlPort = 0, now = Date.now, seed = defaultSeed, keepAlive = false } = options;
  const { registrations = null, pagesFrom = null, callSoftphone = null } = options;
  const store = new Store(seed, now);
  const faults = new Faults(store);
  const log = new RequestLog();
  const certificate = await makeCertificate();
  const parts = { certificate, store, faults, log, now, keepAlive, registrations, pagesFrom };
  const server = await startServer(parts, port);
  const reset = (): void => {
    faults.clear();
    store.reset();
    log.clear();
  };
  const control = await startControl({ store, faults, log, now, reset, callSoftphone }, controlPort);
  return {
    port: server.port,
    controlUrl: control.url,
    spkiHash: certificate.spkiHash,
    resolverRules: resolverRules(server.port),
    certificate: certificate.cert,
    store,
    faults,
    requests: log.entries,
    waitForRequest: (match, waitOptions) => log.wait(match, waitOptions),
    reset,
    async close() {
      faults.clear();
      await Promise.all([server.close(), control.close()]);
    },
  };
}
