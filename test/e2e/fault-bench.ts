import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { badge as badgeOf } from "../../src/core/devices/badge.ts";
import { evidenceExpiresAt, verdict } from "../../src/core/devices/verdict.ts";
import { INITIAL_PACE } from "../../src/core/polling/pace.ts";
import { asItems, type Items } from "../../src/store/items.ts";
import { DEMO, type Emulator, startEmulator } from "../emulator/emulator.ts";
import type { Fault } from "../emulator/faults.ts";
import { resolverRules } from "../emulator/server.ts";
import type { Api } from "../emulator/store.ts";
import { verdictSentence } from "../unit/english.ts";
import { stored } from "./agent-view.ts";
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { type Middlebox, startMiddlebox } from "./harness/middlebox.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { badge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { type Saying, SENTENCES, type Shown, type Strike, type WireFault } from "./wire-faults.ts";

/** Longer than a request's timeout of 10 s, with time for a slow machine. */
const PATIENCE = 30_000;
/** The next read after a good one is this long after it; ms. A lone agent's turn. */
const REGULAR = { least: 30_000, most: 31_000 } as const;
/** A backoff is at random between the base and twice as much at the first failure, and doubles with each up to the cap; ms. */
const BACKOFF_BASE = 30_000;
const BACKOFF_CAP = 90_000;
/** The first try after credentials were refused, ms. */
const FIRST_TRY = { least: 60_000, most: 75_000 } as const;
/** After a 429 a read goes out of its way now and then, by up to so much; ms. */
const OUT_OF_ITS_WAY = 60_000;
/** A wait that is named by a moment is told in whole seconds, and counted from a little before the read; ms. */
const CLOCK_STEP = 2_000;
const TWO_MINUTES = 120_000;
/** A longer wait that a server asks for is not waited out, ms. */
const LONGEST_WAITED_OUT = 70_000;
/** How often a strike is made before it is no chance that its backoff is as short as the regular wait: about 1 of 30 is. */
const MOST_TRIES = 7;

/** What stays or becomes of an account that faults are tried on. */
export interface Ground {
  readonly api: Api;
  /** Prepares the server before the agent signs in. */
  readonly arrange?: (emulator: Emulator) => void;
  /** Signs the agent in. */
  readonly setUp: (handle: Hookswitch) => Promise<void>;
  /** What is shown while all is well. */
  readonly well: { readonly saying: Saying; readonly badge: string };
  /** The hosts that a redirect names: they must be sent nothing. */
  readonly elsewhere: readonly string[];
}

/** What the agent has before the eyes. */
interface View {
  readonly sentence: string;
  readonly badge: string;
  readonly problem: string | null;
}

/** One browser for all rows; each stands on the good read with which the one before has ended. */
export interface FaultBench {
  readonly emulator: Emulator;
  readonly handle: Hookswitch;
  /** Strikes, looks at what is shown, ends the fault, and sees that the next look is good again. */
  lookAt(row: WireFault, how: Strike): Promise<void>;
  /** Starts another browser on the same profile, which finds no server at all, and looks. */
  lookWithoutNames(row: WireFault): Promise<void>;
  close(): Promise<void>;
}

const SECRETS = [DEMO.integrations.token, DEMO.ccm.apiToken, DEMO.ccm.apiKey];

/** Starts an emulator, what goes wrong before it, and a browser in which the agent is signed in. */
export async function startFaultBench(ground: Ground): Promise<FaultBench> {
  const { api, setUp, well, elsewhere } = ground;
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-faults-"));
  const emulator: Emulator = await startEmulator();
  ground.arrange?.(emulator);
  const middlebox: Middlebox = await startMiddlebox(emulator.port);
  let handle = await launchHookswitch({
    emulator: { resolverRules: resolverRules(middlebox.port) },
    trustOnly: emulator.spkiHash,
    profile,
  });
  await listen(handle);
  await setUp(handle);

  async function items(): Promise<Items> {
    const { local, session } = await stored(handle);
    return asItems({ ...local, ...session });
  }

  /** What is known, and when the plan in it was written down, epoch ms: a few ms late, and never early. */
  async function standingPlan(): Promise<{ known: Items; plannedAt: number }> {
    return await until("the plan to be heard of", async () => {
      const known = await items();
      const planned = await handle.keeper.evaluate<Planned[]>("globalThis.planned");
      // Of hundreds of plans at random, an earlier one may have named the same millisecond.
      const plan = planned.filter(({ nextReadAt }) => nextReadAt === known.status.nextReadAt).at(-1);
      return plan && { known, plannedAt: plan.at };
    });
  }

  async function view(popup: Page): Promise<View> {
    const [sentence, problems, { text }] = await Promise.all([
      popup.locator("[role=status] .verdict-sentence").innerText(),
      popup.locator("[role=alert] .alert-problem").allInnerTexts(),
      badge(handle.keeper),
    ]);
    return { sentence, badge: text, problem: problems.length === 0 ? null : problems.join(" / ") };
  }

  /** Waits until a read that was begun after `since` has ended and the popup and the badge show `wanted`. */
  async function untilShown(popup: Page, wanted: View, since: number, isGood: boolean): Promise<void> {
    let last: View | null = null;
    await until(
      "what is expected to be shown",
      async () => {
        last = await view(popup);
        if (JSON.stringify(last) !== JSON.stringify(wanted)) return false;
        const { status } = await items();
        return isGood ? (status.reading?.takenAt ?? 0) >= since : status.failure !== null;
      },
      PATIENCE,
    ).catch(async (error: unknown) => {
      const { status } = await items();
      expect({ ...last, failure: status.failure }, String(error)).toEqual(wanted);
      throw error;
    });
  }

  async function strike(how: Strike): Promise<void> {
    if (how.kind === "line") await middlebox.set(how.line);
    else if (how.kind === "offline") await goOffline(handle);
    else emulator.faults.always(timed(how), { api });
  }

  /** Mends what a row that failed has left behind, so that the next one can still say something. */
  async function startWell(): Promise<void> {
    const { status, pace, waits } = await items();
    // What earlier rows have left in the pace and in the count of failures would change when the next read comes.
    const isFresh = pace.period === INITIAL_PACE.period && pace.refusedInRow === 0;
    const isWell =
      status.failure === null &&
      status.failuresInARow === 0 &&
      status.reading !== null &&
      waits.readUntil === null &&
      handle.context.pages().length === 1;
    if (isWell && isFresh) return;
    for (const page of handle.context.pages()) if (page !== handle.keeper) await page.close();
    emulator.faults.clear();
    await middlebox.set("pass");
    await goOnline(handle);
    await signInAnew();
  }

  async function signInAnew(): Promise<void> {
    await handle.keeper.evaluate("chrome.runtime.sendMessage({ type: 'sign-out' })");
    await setUp(handle);
  }

  /** Ends the fault. The next look must be good again, with no restart of anything. */
  async function recover(popup: Page, wait: number | null): Promise<void> {
    emulator.faults.clear();
    await middlebox.set("pass");
    await goOnline(handle);
    const check = popup.getByRole("button", { name: "Check now" });
    const isWaitedOut = wait !== null && wait <= LONGEST_WAITED_OUT;
    if (wait !== null) {
      // The agent's own look does not overrule the server's wait.
      const from = emulator.requests.length;
      await check.click();
      await until("the check to end", async () => (await check.getAttribute("aria-disabled")) === "false");
      expect(emulator.requests.length).toBe(from);
    }
    if (isWaitedOut) {
      const { waits } = await items();
      const over = (): boolean => Date.now() > (waits.readUntil ?? 0);
      await until("the end of the server's wait", over, wait + PATIENCE);
    }
    const since = Date.now();
    // Signing out forgets a longer wait with all the rest.
    if (wait === null || isWaitedOut) await check.click();
    else await signInAnew();
    await untilShown(
      popup,
      { sentence: SENTENCES[well.saying], badge: well.badge, problem: null },
      since,
      true,
    );
  }

  async function lookAt(row: WireFault, how: Strike): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const delay = await lookOnce(row, how);
      // One that is as short as the regular wait does not show that it is a backoff.
      if (row.shown.next !== "backoff" || delay > REGULAR.most) return;
      expect(tries, "how often the next read was in 30 s").toBeLessThan(MOST_TRIES);
    }
  }

  /** @returns how long after the status was written down the next read is, ms */
  async function lookOnce(row: WireFault, how: Strike): Promise<number> {
    const { shown, holds, lacks } = row;
    await startWell();
    const from = emulator.requests.length;
    const impostorFrom = middlebox.impostorRequests();
    await strike(how);
    const since = Date.now();
    const popup = await handle.openPopup();
    const problem = shown.problem?.replace("{status}", statusOf(how)) ?? null;
    const wanted = { sentence: SENTENCES[shown.saying], badge: shown.badge, problem };
    await untilShown(popup, wanted, since, shown.problem === null);
    const { known, plannedAt } = await standingPlan();
    const delay = expectNextRead(shown, waitOf(how), known, since, plannedAt);
    if (shown.fades) expect(later(known)).toEqual({ sentence: SENTENCES["no answer"], badge: "?" });
    const text = await popup.locator("body").innerText();
    if (holds !== undefined) expect(text).toContain(holds);
    if (lacks !== undefined) expect(text).not.toMatch(lacks);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expectNothingElsewhere(from, impostorFrom);
    await recover(popup, shown.next === "as asked" ? waitOf(how) : null);
    await popup.close();
    return delay;
  }

  /** Neither a redirect nor an impostor has got the credentials, or anything at all. */
  function expectNothingElsewhere(from: number, impostorFrom: number): void {
    const requests = emulator.requests.slice(from);
    expect(requests.filter(({ host }) => elsewhere.includes(host))).toEqual([]);
    expect(requests.filter(({ path, query }) => "again" in query || path === "/login")).toEqual([]);
    expect(middlebox.impostorRequests()).toBe(impostorFrom);
  }

  return {
    emulator,
    get handle() {
      return handle;
    },
    lookAt,
    async lookWithoutNames({ shown }) {
      await handle.close();
      const since = Date.now();
      handle = await launchHookswitch({ profile, trustOnly: emulator.spkiHash });
      await listen(handle);
      const popup = await handle.openPopup();
      const { saying, badge: text, problem } = shown;
      await untilShown(popup, { sentence: SENTENCES[saying], badge: text, problem }, since, false);
      // The worker may have read, and planned, before the keeper listened; the popup has it read again.
      const { known, plannedAt } = await standingPlan();
      expectNextRead(shown, 0, known, since, plannedAt);
    },
    async close() {
      await handle.close();
      await middlebox.close();
      await emulator.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What a server that strikes so asks for, ms. */
function waitOf(how: Strike): number {
  const headers = how.kind === "status" || how.kind === "body" ? (how.headers ?? {}) : {};
  const seconds = Number(headers["retry-after"]);
  return seconds > 0 ? seconds * 1000 : TWO_MINUTES;
}

interface Planned {
  readonly at: number;
  readonly nextReadAt: number | null;
}

/** Has the keeper note when each plan of the next read is written down. */
async function listen({ keeper }: Hookswitch): Promise<void> {
  await keeper.evaluate(`{
    globalThis.planned = [];
    chrome.storage.onChanged.addListener(({ status }) => {
      if (status?.newValue) planned.push({ at: Date.now(), nextReadAt: status.newValue.nextReadAt });
    });
  }`);
}

/** Waits that are named by a moment are counted from the strike. */
function timed(fault: Fault): Fault {
  if (fault.kind !== "status") return fault;
  const at = Date.now() + TWO_MINUTES;
  const headers = Object.fromEntries(
    Object.entries(fault.headers ?? {}).map(([name, value]) => {
      if (value === "a date in two minutes") return [name, new Date(at).toUTCString()];
      return [name, value === "in two minutes" ? String(Math.floor(at / 1000)) : value];
    }),
  );
  return { ...fault, headers };
}

/**
 * When the status will be read next, against what the row says. The bounds are those of the documentation, with no more room
 * than the time between the strike and the plan.
 *
 * @param wait what the server has asked for, ms
 * @param since a moment before the read, epoch ms
 * @param planned when the plan was written down, epoch ms
 * @returns how long after that the next read is, ms
 */
function expectNextRead(
  { next }: Shown,
  wait: number,
  { status, pace }: Items,
  since: number,
  planned: number,
): number {
  const at = status.nextReadAt ?? 0;
  const isKnownShort = pace.refusedInRow > 0;
  const ceiling = Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** status.failuresInARow);
  const { least, most } = {
    "30 s": { least: since + REGULAR.least, most: planned + REGULAR.most },
    seldom: { least: since + FIRST_TRY.least, most: planned + FIRST_TRY.most },
    backoff: {
      least: since + BACKOFF_BASE,
      most: planned + Math.max(ceiling, isKnownShort ? REGULAR.most + OUT_OF_ITS_WAY : 0),
    },
    // At random in the period after it, or all who were told the same would come at once. A moment may be told in whole seconds.
    "as asked": { least: since + wait - CLOCK_STEP, most: planned + wait + CLOCK_STEP + status.period },
  }[next];
  const off = `${next}: ${at - since} ms after the strike, ${at - planned} ms after the plan`;
  expect(at, off).toBeGreaterThanOrEqual(least);
  expect(at, off).toBeLessThanOrEqual(most);
  return at - planned;
}

/** What is shown when nothing good has been read for three periods. */
function later(known: Items): { sentence: string; badge: string } {
  const judged = verdict({ ...known, now: (evidenceExpiresAt(known.status) ?? 0) + 1 });
  return { sentence: verdictSentence(judged, known.settings), badge: badgeOf(judged).text };
}

function statusOf(how: Strike): string {
  return "status" in how ? String(how.status ?? "") : "500";
}
