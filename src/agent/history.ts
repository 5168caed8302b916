import { type Account, sameAccount } from "../core/account.ts";
import { dayBefore } from "../core/history/days.ts";
import { factsOf, holdUntil } from "../core/history/facts.ts";
import { nextRecord, type Observation } from "../core/history/next-record.ts";
import type { Switched, Told } from "../core/history/record.ts";
import { todayOf } from "../core/history/today.ts";
import { NOTHING_WATCHED, type Watched, whoSwitched } from "../core/history/who-switched.ts";
import type { Sentences } from "../core/message.ts";
import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/** Records what would have happened to a call. What cannot be recorded counts as not observed. */
export interface History {
  /** Takes note of what is known now. Call it whenever that may have changed. */
  observe(items: Items): void;
  /** Records that the agent was told, by more than badge and popup. */
  told(words: Sentences): void;
}

type Recorded = Observation | Told | Switched;

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
  let waiting: Recorded[] = [];
  let watched: Watched = NOTHING_WATCHED;
  let markedAt = 0;
  /** Whether the browser was closed before the next observation, or something could not be recorded. */
  let isFirst = false;
  let isForgotten = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other. If one fails, what it should have recorded was not observed. */
  function inTurn(work: () => Promise<void>): void {
    last = last.then(work).catch(() => {
      before = "unread";
      isFirst = true;
      forgetToday();
    });
  }

  function add(one: Recorded): void {
    waiting.push(one);
    if (waiting.length === 1) platform.after(WRITE_AFTER, () => inTurn(write));
  }

  async function write(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const mine = owner;
    if (mine === null || batch.length === 0) return;
    let known = before === "unread" ? await database.last(mine) : before;
    let isChanged = false;
    for (const one of batch) {
      if ("kind" in one) {
        if (known !== null) await database.write(mine, one, known);
        isChanged = true;
        continue;
      }
      const record = nextRecord(known, one, isFirst);
      isFirst = false;
      known = one;
      await database.write(mine, record, one);
      markedAt = one.seen;
      isChanged ||= record !== null;
    }
    // Meanwhile the agent may have signed out.
    if (owner === mine) before = known;
    if (known !== null && (isChanged || !isSummedUp(known.seen))) await sumUp(mine);
  }

  function isSummedUp(moment: number): boolean {
    return state.items.today?.from === dayBefore(moment, 0).from;
  }

  /** The popup shows the day in short, and reads no database. */
  async function sumUp(mine: Account): Promise<void> {
    const today = await database.read(mine).then(
      (history) => todayOf(history, now()),
      () => null,
    );
    if (owner === mine) await state.set({ today });
  }

  function forgetToday(): void {
    if (state.items.today !== null) void state.set({ today: null });
  }

  function begin(account: Account | null): void {
    owner = account;
    before = "unread";
    waiting = [];
    watched = NOTHING_WATCHED;
  }

  function forget(): void {
    begin(null);
    if (isForgotten) return;
    isForgotten = true;
    platform.after(WRITE_AFTER, () => {
      forgetToday();
      inTurn(() =>
        database.forget().catch(() => {
          isForgotten = false;
        }),
      );
    });
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
    if (!sameAccount(account, owner)) begin(account);
    const input = { ...items, now: now() };
    const facts = factsOf(input);
    const [seen, switched] = whoSwitched(watched, items);
    watched = seen;
    // Nothing is known at the browser's start and for a new account.
    if (facts === null) {
      isFirst = true;
      return;
    }
    const one = { facts, seen: input.now, holds: holdUntil(facts, input) };
    if (isKnown(one)) before = one;
    else add(one);
    if (switched !== null) add({ ...switched, at: input.now });
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
