import { holdsSecret } from "../../test/e2e/harness/secrets.ts";
import { askedBy, devicesAt, type Facts, saidBy } from "../../test/emulator/demo-devices.ts";
import { ELSEWHERE } from "../../test/emulator/elsewhere.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import type { RequestEntry } from "../../test/emulator/request-log.ts";
import type { Api } from "../../test/emulator/store.ts";
import type { Chronicle } from "./chronicle.ts";
import { isNone, type Known, knowledge, writeProblem } from "./judge.ts";

/** The scheme of the Authorization header: the log holds no more of it. */
const SCHEMES = { integrations: "bearer", older: "none", ccm: "basic" } as const;

/** The emulated Exotel, watched: what it was asked and answered, and who changed its devices. Times are epoch ms. */
export class Exotel {
  /** When the worker was stopped, or connections were cut. */
  readonly cuts: number[] = [];
  /** When the agent was signing in or out, or tried to. */
  readonly accountChanges: { readonly began: number; ended: number }[] = [];
  /** When the agent last changed the account, or somebody else the devices; and whether the latter left none on. */
  outside = { at: 0, leftNone: false };
  readonly #said = new WeakMap<RequestEntry, Facts | null>();

  constructor(
    readonly emulator: Emulator,
    readonly chronicle: Chronicle,
  ) {
    const transform = (json: unknown, entry: RequestEntry): unknown => {
      this.#said.set(entry, saidBy(json));
      chronicle.note(`${entry.method} is answered: ${JSON.stringify(saidBy(json))}`);
      return json;
    };
    // It is asked of every request as it comes in, before anything strikes it.
    emulator.faults.always({ kind: "transform", transform }, (entry) => this.#cameIn(entry));
  }

  /** What the extension may know of an API's devices at a moment; see `knowledge`. */
  known(api: Api, at: number, read: number, write: number): Known {
    // Older requests no longer count.
    const entries = this.emulator.requests.slice(-600).filter((entry) => entry.api === api);
    const exchanges = entries.map((entry) => {
      const { startedAt, finishedAt, aborted } = entry;
      const end = finishedAt ?? Number.POSITIVE_INFINITY;
      const isOvertaken = this.accountChanges.some(({ began, ended }) => startedAt <= ended && end >= began);
      return { ...entry, said: aborted === false ? (this.#said.get(entry) ?? null) : null, isOvertaken };
    });
    return knowledge(exchanges, this.cuts, at, { read, write });
  }

  /** Does what stops the worker or cuts connections. */
  async cutting(deed: () => Promise<void>): Promise<void> {
    this.cuts.push(Date.now());
    await deed();
    this.cuts.push(Date.now());
  }

  /** Does what changes the account. */
  async changingAccount<T>(deed: () => Promise<T>): Promise<T> {
    const change = { began: Date.now(), ended: Number.POSITIVE_INFINITY };
    this.accountChanges.push(change);
    return await deed().finally(() => {
      change.ended = Date.now();
      this.outside = { ...this.outside, at: change.ended };
    });
  }

  /** The devices as they are. */
  facts(api: Api): Facts {
    return devicesAt(this.emulator.store, api, Date.now());
  }

  /** Somebody else changes the devices. */
  async change(api: Api, name: string): Promise<void> {
    const before = this.facts(api);
    ELSEWHERE[api][name]?.(this.emulator.store);
    const after = this.facts(api);
    if (before.phone === after.phone && before.sip === after.sip) return;
    this.outside = { at: Date.now(), leftNone: isNone(after) };
  }

  /** No text that anybody may see holds a credential. */
  keepSecret(text: string, where: string): void {
    if (holdsSecret(text)) this.chronicle.violate("credentials", `in ${where}`);
  }

  #cameIn(entry: RequestEntry): boolean {
    const { api, host, method, path, headers, startedAt } = entry;
    if (api === null) return false;
    const asks = askedBy(entry);
    if (asks !== null) {
      const known = this.known(api, startedAt, 3_000, 0);
      this.chronicle.judge("writes", writeProblem(api, asks, this.facts(api), known));
    }
    this.chronicle.count(`requests: ${method}`);
    this.chronicle.note(`${method} ${path} ${asks === null ? "" : JSON.stringify(asks)}`);
    this.keepSecret(JSON.stringify(entry), `a request to ${host}: ${path}`);
    if (headers.authorization?.toLowerCase().startsWith(SCHEMES[api]) !== true)
      this.chronicle.violate("credentials", `not as they should be in a request to ${host}: ${path}`);
    return true;
  }
}
