import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { INITIAL_PACE } from "../../src/core/polling/pace.ts";
import { asItems, type Items } from "../../src/store/items.ts";
import { DEMO, type Emulator, startEmulator } from "../emulator/emulator.ts";
import { resolverRules } from "../emulator/server.ts";
import type { Api } from "../emulator/store.ts";
import { expectNextRead, REGULAR, saidOf, timed, waitOf, whenFaded } from "../wire-faults/expectations.ts";
import {
  inBrowser,
  isGoodRead,
  type Saying,
  SENTENCES,
  type Strike,
  sentenceOf,
  type WireFault,
  type WireFaultGroup,
} from "../wire-faults/row.ts";
import { stored } from "./agent-view.ts";
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { type Middlebox, startMiddlebox } from "./harness/middlebox.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { badge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

/** Longer than a request's timeout of 10 s, with time for a slow machine. */
const PATIENCE = 30_000;
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
    const [title, why, problems, { text }] = await Promise.all([
      popup.locator(".hero-title").innerText(),
      popup.locator(".hero-why").allInnerTexts(),
      popup.locator("[role=alert] .alert-problem").allInnerTexts(),
      badge(handle.keeper),
    ]);
    return {
      sentence: sentenceOf(title, why.join(" ")),
      badge: text,
      problem: problems.length === 0 ? null : problems.join(" / "),
    };
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
    else emulator.faults.always(timed(how, Date.now()), { api });
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
    // Under a verdict that holds, only an agent who asks is told of a failed check.
    await popup.getByRole("button", { name: "Check now" }).click();
    const problem = saidOf(shown, how);
    const wanted = { sentence: SENTENCES[shown.saying], badge: shown.badge, problem };
    await untilShown(popup, wanted, since, isGoodRead(shown));
    const { known, plannedAt } = await standingPlan();
    const delay = expectNextRead(shown, waitOf(how), known, since, plannedAt);
    if (shown.fades) expect(whenFaded(known)).toEqual({ sentence: SENTENCES["no answer"], badge: "?" });
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

/** The tests of what of the rows is struck in a browser, group by group. */
export function describeFaults(groups: readonly WireFaultGroup[], bench: () => FaultBench): void {
  for (const { title, rows } of groups) {
    const here = rows.filter((row) => inBrowser(row).length > 0);
    if (here.length === 0) continue;
    describe(title, () => {
      it.for(here.map((row) => [row.name, row] as const))("%s", async ([, row]) => {
        for (const how of inBrowser(row)) await bench().lookAt(row, how);
      });
    });
  }
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
