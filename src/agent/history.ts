import { type Account, sameAccount } from "../core/account.ts";
import { factsOf, holdUntil } from "../core/history/facts.ts";
import { nextRecord, type Observation } from "../core/history/next-record.ts";
import type { Told } from "../core/history/record.ts";
import type { Sentences } from "../core/message.ts";
import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/** Records what would have happened to a call. What cannot be recorded is missing there, as something that nobody observed. */
export interface History {
  /** Takes note of what is known now. Call it whenever that may have changed. */
  observe(items: Items): void;
  /** Records that the agent was told, by more than badge and popup. */
  told(words: Sentences): void;
}

/** How long to wait before anything is read or written, ms: what the worker was started for comes first. */
const WRITE_AFTER = 250;
/** How often to record that nothing has changed, ms. */
const MARK_EVERY = 60_000;

/** @param state is not waited for: `observe` is called once it is loaded */
export function createHistory(platform: Platform, state: State): History {
  const { history: database, now } = platform;
  let owner: Account | null = null;
  /** The observation before; `unread` until the database was asked for it. */
  let before: Observation | null | "unread" = "unread";
  let waiting: (Observation | Told)[] = [];
  let markedAt = 0;
  /** Whether the browser was closed before the next observation, or something could not be recorded. */
  let isFirst = false;
  let isForgotten = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other. If one fails, what it should have recorded is a gap. */
  function inTurn(work: () => Promise<void>): void {
    last = last.then(work).catch(() => {
      before = "unread";
      isFirst = true;
    });
  }

  function add(one: Observation | Told): void {
    waiting.push(one);
    if (waiting.length === 1) platform.after(WRITE_AFTER, () => inTurn(write));
  }

  async function write(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const mine = owner;
    if (mine === null || batch.length === 0) return;
    let known = before === "unread" ? await database.last(mine) : before;
    for (const one of batch) {
      if ("kind" in one) {
        if (known !== null) await database.write(mine, one, known);
        continue;
      }
      const record = nextRecord(known, one, isFirst);
      isFirst = false;
      known = one;
      await database.write(mine, record, one);
      markedAt = one.seen;
    }
    // Meanwhile the agent may have signed out.
    if (owner === mine) before = known;
  }

  function forget(): void {
    owner = null;
    before = "unread";
    waiting = [];
    if (isForgotten) return;
    isForgotten = true;
    platform.after(WRITE_AFTER, () => inTurn(() => database.forget()));
  }

  function isKnown(one: Observation): boolean {
    if (before === "unread" || waiting.length > 0 || nextRecord(before, one, isFirst) !== null) return false;
    return one.seen >= markedAt && one.seen < markedAt + MARK_EVERY;
  }

  function observe(items: Items): void {
    const { account, settings } = items;
    if (account === null || !settings.keepsHistory) {
      forget();
      return;
    }
    isForgotten = false;
    if (!sameAccount(account, owner)) {
      waiting = [];
      before = "unread";
    }
    owner = account;
    const input = { ...items, now: now() };
    const facts = factsOf(input);
    // Nothing is known at the browser's start and for a new account.
    if (facts === null) {
      isFirst = true;
      return;
    }
    const one = { facts, seen: input.now, holds: holdUntil(facts, input) };
    if (isKnown(one)) before = one;
    else add(one);
  }

  // The first reading may come before anything is painted.
  void state.loaded.then(() => observe(state.items));
  return {
    observe,
    told(words) {
      if (state.items.account !== null && state.items.settings.keepsHistory)
        add({ kind: "told", at: now(), words });
    },
  };
}
