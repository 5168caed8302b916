import type { Socket } from "node:net";
import type { Answer } from "./http.ts";
import { matches, type RequestEntry, type RequestPredicate } from "./request-log.ts";
import type { Api, Store } from "./store.ts";

/** What a `raw` fault answers with: it writes to the socket itself. Every raw answer closes its connection. */
export interface RawResponder {
  readonly request: RequestEntry;
  /** Aborted when the connection is gone, so that a slow writer can stop. */
  readonly signal: AbortSignal;
  /** Does what the request asks, and gives the answer that would have been sent. */
  carryOut(): Answer;
  /** The status line and headers, with the server's Date and `Connection: close`, ready to be written. */
  head(status: number, headers?: Record<string, string>): string;
  /** Ends the answer, after writing `data` if given. */
  end(data?: string | Buffer): void;
  /** Resets the connection. */
  reset(): void;
}

/** What can go wrong. */
export type Fault =
  /** The connection is reset before anything is done. */
  | { kind: "outage" }
  /** There is never an answer. Nothing is done, unless `carryOut`. */
  | { kind: "silence"; carryOut?: boolean }
  /** The request waits this long and is then carried out, even if the client has given up meanwhile. */
  | { kind: "delay"; ms: number }
  /** The request waits for `release()`, before or after it is carried out. */
  | { kind: "hold"; at: "before" | "after" }
  /** The request is carried out, then the connection is reset: the client cannot know. */
  | { kind: "doneButUnheard" }
  /** A status, with the API's own error body unless `json` gives another. Nothing is done, unless `carryOut`. */
  | { kind: "status"; status: number; headers?: Record<string, string>; json?: unknown; carryOut?: boolean }
  /** Any body at all; status 200 and JSON as content type by default. The request is carried out, unless `carryOut` is false. */
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
  /** Writes the answer by itself, byte by byte if it likes. */
  | { kind: "raw"; raw: (socket: Socket, respond: RawResponder) => void };

export interface FaultOptions {
  /** Which requests it strikes; all by default. */
  match?: RequestPredicate;
  /** How many of them; 1 by default, `Infinity` for a standing fault. */
  times?: number;
  /** It strikes only once this many requests of this kind have been carried out since it was added. */
  after?: { match?: RequestPredicate; count?: number };
}

/** A fault that was added. */
export interface FaultHandle {
  /** False once it has struck as often as it may, or was removed. */
  readonly active: boolean;
  /** How many requests it has struck. */
  readonly hits: number;
  /** For a `hold`: resolves with the first request that is being held. */
  readonly held: Promise<RequestEntry>;
  /** For a `hold`: lets go what is held, and holds nothing more. A request held before its effect, whose client has gone by
   * now, is dropped, unless `evenIfGone`. */
  release(options?: { evenIfGone?: boolean }): void;
  /** Takes the fault away; the connections of the requests that it holds are reset. */
  remove(): void;
}

/** Faults of the same slot exclude each other on one request; of different slots, they add up. */
type Slot = "delay" | "before" | "after" | "transform" | "answer";

type Answering = Exclude<Fault, { kind: "delay" | "hold" | "transform" }>;

/** What strikes one request. */
export interface Struck {
  delayMs: number;
  before: Hold | null;
  after: Hold | null;
  transform: ((json: unknown, request: RequestEntry) => unknown) | null;
  answer: Answering | null;
}

/** `go`: goes on if its client is still there. `goAnyway`: goes on in any case. `drop`: its connection is reset. */
export type Outcome = "go" | "goAnyway" | "drop";

export interface Hold {
  /** Resolves when the request is let go, with what becomes of it. */
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
 * The faults in force. A request is struck by at most one fault of each slot (delay; hold before; hold after; transform; and
 * one that answers): one-shot faults first, in the order in which they were added, then standing ones.
 */
export class Faults {
  readonly #store: Store;
  #added: Added[] = [];
  /** Holds that have struck and have not been released. */
  readonly #holding = new Set<Added>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Adds a fault for the next matching request, or as the options say. */
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

  /** Takes away all faults; the connections of the requests that are held are reset. */
  clear(): void {
    for (const added of [...this.#added, ...this.#holding]) added.remove();
  }

  /** From now on every credential of the API is refused with 401. */
  expireToken(api: Api = "integrations"): void {
    this.#store.setCredentialsRevoked(api, true);
  }

  /** Takes `expireToken` back. */
  acceptToken(api: Api = "integrations"): void {
    this.#store.setCredentialsRevoked(api, false);
  }

  /** For the server: what strikes this request; uses up one-shot faults. */
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

  /** For the server: a request has been carried out. */
  noteCarriedOut(request: RequestEntry): void {
    for (const added of this.#added) added.noteCarriedOut(request);
  }
}

/**
 * A page with this status, as a proxy, a network's login or a gateway answers in the server's place, which the request
 * does not come to.
 */
export function page(status: number, headers: Record<string, string> = {}): Fault {
  const body = "<!doctype html><title>SetupPrompt to the hotel</title><form>…</form>";
  return { kind: "body", status, body, contentType: "text/html; charset=utf-8", headers, carryOut: false };
}

/** A 429 with the wait told in one of the three ways: seconds, an HTTP date, or the epoch second of the budget's return. */
export function tooManyRequests(wait: { retryAfter?: number | Date; resetAt?: number }): Fault {
  const { retryAfter, resetAt } = wait;
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) {
    headers["retry-after"] = typeof retryAfter === "number" ? String(retryAfter) : retryAfter.toUTCString();
  }
  if (resetAt !== undefined) headers["x-ratelimit-reset"] = String(resetAt);
  return { kind: "status", status: 429, headers };
}
