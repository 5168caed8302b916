import type { Socket } from "node:net";
import type { Answer } from "./http.ts";
import { matches, type RequestEntry, type RequestPredicate } from "./request-log.ts";
import type { Api, Store } from "./store.ts";

/** Helpers for a `raw` fault, which writes to the socket itself. Every raw answer closes its connection. */
export interface RawResponder {
  readonly request: RequestEntry;
  /** Aborts when the connection closes, so that a slow writer can stop. */
  readonly signal: AbortSignal;
  /** Carries out the request and returns its regular answer. */
  carryOut(): Answer;
  /** The status line and headers, with the server's Date and `Connection: close`, ready to write. */
  head(status: number, headers?: Record<string, string>): string;
  /** Writes `data`, if given, and ends the answer. */
  end(data?: string | Buffer): void;
  /** Resets the connection. */
  reset(): void;
}

/** What can go wrong. */
export type Fault =
  /** Resets the connection before doing anything. */
  | { kind: "outage" }
  /** Never answers. Does nothing, unless `carryOut`. */
  | { kind: "silence"; carryOut?: boolean }
  /** Waits this long, then carries out the request, even if the client has given up. */
  | { kind: "delay"; ms: number }
  /** Holds the request until `release()`, before or after carrying it out. */
  | { kind: "hold"; at: "before" | "after" }
  /** Carries out the request, then resets the connection, so that the client does not know the outcome. */
  | { kind: "doneButUnheard" }
  /** Answers with a status and the API's own error body, unless `json` gives another. Does nothing, unless `carryOut`. */
  | { kind: "status"; status: number; headers?: Record<string, string>; json?: unknown; carryOut?: boolean }
  /** Answers with any body; status 200 and content type JSON by default. Carries out the request, unless `carryOut` is false. */
  | {
      kind: "body";
      body: string | Buffer;
      status?: number;
      contentType?: string;
      headers?: Record<string, string>;
      carryOut?: boolean;
    }
  /** Changes the JSON of the regular answer. */
  | { kind: "transform"; transform: (json: unknown, request: RequestEntry) => unknown }
  /** Writes the answer to the socket itself, byte by byte if needed. */
  | { kind: "raw"; raw: (socket: Socket, respond: RawResponder) => void };

export interface FaultOptions {
  /** The requests it affects; all by default. */
  match?: RequestPredicate;
  /** How many requests it affects; 1 by default, `Infinity` for a standing fault. */
  times?: number;
  /** Takes effect only after this many matching requests have been carried out since it was added. */
  after?: { match?: RequestPredicate; count?: number };
}

/** An added fault. */
export interface FaultHandle {
  /** False once it is used up or removed. */
  readonly active: boolean;
  /** How many requests it has affected. */
  readonly hits: number;
  /** For a `hold`: resolves with the first request it holds. */
  readonly held: Promise<RequestEntry>;
  /**
   * For a `hold`: releases the held requests and holds no more. Drops a request held before it was carried out if its client
   * has gone, unless `evenIfGone`.
   */
  release(options?: { evenIfGone?: boolean }): void;
  /** Removes the fault and resets the connections of the requests it holds. */
  remove(): void;
}

/** On one request, faults of the same slot exclude each other; faults of different slots combine. */
type Slot = "delay" | "before" | "after" | "transform" | "answer";

type Answering = Exclude<Fault, { kind: "delay" | "hold" | "transform" }>;

/** The faults that affect one request. */
export interface Struck {
  delayMs: number;
  before: Hold | null;
  after: Hold | null;
  transform: ((json: unknown, request: RequestEntry) => unknown) | null;
  answer: Answering | null;
}

/** `go`: continues if the client is still connected. `goAnyway`: always continues. `drop`: resets the connection. */
export type Outcome = "go" | "goAnyway" | "drop";

export interface Hold {
  /** Resolves when the request is released, with how to continue. */
  wait(request: RequestEntry): Promise<Outcome>;
}

class Added implements FaultHandle, Hold {
  hits = 0;
  readonly held: Promise<RequestEntry>;
  readonly fault: Fault;
  readonly slot: Slot;
  readonly #match: RequestPredicate | undefined;
  readonly #after: { match?: RequestPredicate; count?: number } | undefined;
  readonly #drop: (added: Added) => void;
  #left: number;
  #carriedOut = 0;
  #onHeld: (request: RequestEntry) => void = () => {};
  #onRelease: (outcome: Outcome) => void = () => {};
  readonly #released: Promise<Outcome>;

  constructor(fault: Fault, options: FaultOptions, drop: (added: Added) => void) {
    this.fault = fault;
    this.slot = slotOf(fault);
    this.#match = options.match;
    this.#after = options.after;
    this.#left = options.times ?? 1;
    this.#drop = drop;
    this.held = new Promise((resolve) => {
      this.#onHeld = resolve;
    });
    this.#released = new Promise((resolve) => {
      this.#onRelease = resolve;
    });
  }

  get standing(): boolean {
    return this.#left === Number.POSITIVE_INFINITY;
  }

  get active(): boolean {
    return this.#left > 0;
  }

  strikes(request: RequestEntry): boolean {
    if (this.#after !== undefined && this.#carriedOut < (this.#after.count ?? 1)) return false;
    return this.active && matches(this.#match, request);
  }

  strike(): void {
    this.hits += 1;
    this.#left -= 1;
  }

  /** Counts towards `after`. */
  noteCarriedOut(request: RequestEntry): void {
    if (this.#after !== undefined && matches(this.#after.match, request)) this.#carriedOut += 1;
  }

  wait(request: RequestEntry): Promise<Outcome> {
    this.#onHeld(request);
    return this.#released;
  }

  release(options: { evenIfGone?: boolean } = {}): void {
    this.#letGo(options.evenIfGone === true ? "goAnyway" : "go");
  }

  remove(): void {
    this.#letGo("drop");
  }

  #letGo(outcome: Outcome): void {
    this.#left = 0;
    this.#drop(this);
    this.#onRelease(outcome);
  }
}

function slotOf(fault: Fault): Slot {
  switch (fault.kind) {
    case "delay":
    case "transform":
      return fault.kind;
    case "hold":
      return fault.at;
    default:
      return "answer";
  }
}

/**
 * The active faults. At most one fault of each slot (delay; hold before; hold after; transform; answer) affects a request:
 * first one-shot faults in the order they were added, then standing ones.
 */
export class Faults {
  readonly #store: Store;
  #added: Added[] = [];
  /** Holds that hold requests and have not been released. */
  readonly #holding = new Set<Added>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Adds a fault for the next matching request, unless the options say otherwise. */
  add(fault: Fault, options: FaultOptions = {}): FaultHandle {
    const added = new Added(fault, options, (gone) => {
      this.#added = this.#added.filter((other) => other !== gone);
      this.#holding.delete(gone);
    });
    this.#added.push(added);
    return added;
  }

  /** A fault for the next matching request only. */
  once(fault: Fault, match?: RequestPredicate): FaultHandle {
    return this.add(fault, match === undefined ? {} : { match });
  }

  /** A fault for every matching request until it is removed. */
  always(fault: Fault, match?: RequestPredicate): FaultHandle {
    return this.add(fault, { times: Number.POSITIVE_INFINITY, ...(match === undefined ? {} : { match }) });
  }

  /** Holds the next matching request until `release()`. */
  hold(at: "before" | "after", match?: RequestPredicate): FaultHandle {
    return this.once({ kind: "hold", at }, match);
  }

  /** Removes all faults and resets the connections of held requests. */
  clear(): void {
    for (const added of [...this.#added, ...this.#holding]) added.remove();
  }

  /** Refuses every credential of the API with 401 from now on. */
  expireToken(api: Api = "integrations"): void {
    this.#store.setCredentialsRevoked(api, true);
  }

  /** Undoes `expireToken`. */
  acceptToken(api: Api = "integrations"): void {
    this.#store.setCredentialsRevoked(api, false);
  }

  /** For the server: selects the faults for this request and uses up one-shot faults. */
  strike(request: RequestEntry): Struck {
    const struck: Struck = { delayMs: 0, before: null, after: null, transform: null, answer: null };
    const order = [...this.#added].sort((a, b) => Number(a.standing) - Number(b.standing));
    const taken = new Set<Slot>();
    for (const added of order) {
      if (taken.has(added.slot) || !added.strikes(request)) continue;
      taken.add(added.slot);
      added.strike();
      const { fault } = added;
      if (fault.kind === "delay") struck.delayMs = fault.ms;
      else if (fault.kind === "transform") struck.transform = fault.transform;
      else if (fault.kind === "hold") {
        struck[fault.at] = added;
        this.#holding.add(added);
      } else struck.answer = fault;
      if (!added.active) this.#added = this.#added.filter((other) => other !== added);
    }
    return struck;
  }

  /** For the server: records that a request has been carried out. */
  noteCarriedOut(request: RequestEntry): void {
    for (const added of this.#added) added.noteCarriedOut(request);
  }
}

/**
 * An HTML page with this status, as from a proxy, a login page or a gateway. The request does not reach the server.
 */
export function page(status: number, headers: Record<string, string> = {}): Fault {
  const body = "<!doctype html><title>Welcome to the hotel</title><form>…</form>";
  return { kind: "body", status, body, contentType: "text/html; charset=utf-8", headers, carryOut: false };
}

/** A 429 that tells the wait in one of three ways: seconds, an HTTP date, or the epoch second of the budget's reset. */
export function tooManyRequests(wait: { retryAfter?: number | Date; resetAt?: number }): Fault {
  const { retryAfter, resetAt } = wait;
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) {
    headers["retry-after"] = typeof retryAfter === "number" ? String(retryAfter) : retryAfter.toUTCString();
  }
  if (resetAt !== undefined) headers["x-ratelimit-reset"] = String(resetAt);
  return { kind: "status", status: 429, headers };
}
