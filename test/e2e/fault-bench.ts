import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { asItems, type Items } from "../../src/browser/items.ts";
import { badge as badgeOf } from "../../src/core/badge.ts";
import { evidenceExpiresAt, verdict } from "../../src/core/verdict.ts";
import { verdictSentence } from "../../src/core/words.ts";
import { DEMO, type Emulator, startEmulator } from "../emulator/emulator.ts";
import type { Fault } from "../emulator/faults.ts";
import { resolverRules } from "../emulator/server.ts";
import type { Api } from "../emulator/store.ts";
import { stored } from "./agent-view.ts";
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { type Middlebox, startMiddlebox } from "./harness/middlebox.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { badge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { type Saying, SENTENCES, type Shown, type Strike, type WireFault } from "./wire-faults.ts";

/** Longer than a request's timeout of 10 s, with time for a slow machine. */
const PATIENCE = 30_000;

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
  await setUp(handle);

  async function items(): Promise<Items> {
    const { local, session } = await stored(handle);
    return asItems({ ...local, ...session });
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
    const { status } = await items();
    const isWell = status.failure === null && status.reading !== null && handle.context.pages().length === 1;
    if (isWell) return;
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
  async function recover(popup: Page, waits: boolean): Promise<void> {
    emulator.faults.clear();
    await middlebox.set("pass");
    await goOnline(handle);
    const since = Date.now();
    if (waits) {
      // The agent's own look does not overrule the server's wait. Signing out forgets it with all the rest.
      await popup.getByRole("button", { name: "Check now" }).click();
      expect((await items()).status.reading?.takenAt).toBeLessThan(since);
      await signInAnew();
    } else {
      await popup.getByRole("button", { name: "Check now" }).click();
    }
    await untilShown(
      popup,
      { sentence: SENTENCES[well.saying], badge: well.badge, problem: null },
      since,
      true,
    );
  }

  async function lookAt({ shown, holds, lacks }: WireFault, how: Strike): Promise<void> {
    const waits = shown.next === "as asked";
    await startWell();
    const from = emulator.requests.length;
    const impostorFrom = middlebox.impostorRequests();
    await strike(how);
    const since = Date.now();
    const popup = await handle.openPopup();
    const problem = shown.problem?.replace("{status}", statusOf(how)) ?? null;
    const wanted = { sentence: SENTENCES[shown.saying], badge: shown.badge, problem };
    await untilShown(popup, wanted, since, shown.problem === null);
    const known = await items();
    expectNextRead(shown, known, since);
    if (shown.fades) expect(later(known)).toEqual({ sentence: SENTENCES["no answer"], badge: "?" });
    const text = await popup.locator("body").innerText();
    if (holds !== undefined) expect(text).toContain(holds);
    if (lacks !== undefined) expect(text).not.toMatch(lacks);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    // Neither a redirect nor an impostor has got the credentials, or anything at all.
    expect(emulator.requests.slice(from).filter(({ host }) => elsewhere.includes(host))).toEqual([]);
    expect(
      emulator.requests.slice(from).filter(({ path, query }) => "again" in query || path === "/login"),
    ).toEqual([]);
    expect(middlebox.impostorRequests()).toBe(impostorFrom);
    await recover(popup, waits);
    await popup.close();
  }

  return {
    emulator,
    get handle() {
      return handle;
    },
    lookAt,
    async lookWithoutNames({ shown }) {
      await handle.close();
      handle = await launchHookswitch({ profile, trustOnly: emulator.spkiHash });
      const since = Date.now();
      const popup = await handle.openPopup();
      const { saying, badge: text, problem } = shown;
      await untilShown(popup, { sentence: SENTENCES[saying], badge: text, problem }, since, false);
      expectNextRead(shown, await items(), since);
    },
    async close() {
      await handle.close();
      await middlebox.close();
      await emulator.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Waits that are named by a moment are counted from the strike. */
function timed(fault: Fault): Fault {
  if (fault.kind !== "status") return fault;
  const at = Date.now() + 120_000;
  const headers = Object.fromEntries(
    Object.entries(fault.headers ?? {}).map(([name, value]) => {
      if (value === "a date in two minutes") return [name, new Date(at).toUTCString()];
      return [name, value === "in two minutes" ? String(Math.floor(at / 1000)) : value];
    }),
  );
  return { ...fault, headers };
}

/** When the status will be read next, against what the row says, with room for jitter. */
function expectNextRead({ next }: Shown, { status }: Items, since: number): void {
  if (next === "never") {
    expect(status.nextReadAt).toBeNull();
    return;
  }
  const inSeconds = ((status.nextReadAt ?? 0) - since) / 1000;
  const period = status.period / 1000;
  const [least, most] = {
    // Once the account has been short, at the end of the minute that is nearest.
    "30 s": [15, Math.max(60, period * 1.1 + 40)],
    // Now and then a read goes out of its way, by up to a minute, to see the end of the account's minute.
    backoff: [15, 30 * 2 ** status.failuresInARow * 1.5 + 70],
    // Each agent comes back at another part of its own period, or all who were told the same would come at once.
    "as asked": [115, 120 + period + 10],
  }[next] as [number, number];
  expect(inSeconds).toBeGreaterThanOrEqual(least);
  expect(inSeconds).toBeLessThanOrEqual(most);
}

/** What is shown when nothing good has been read for three periods. */
function later(known: Items): { sentence: string; badge: string } {
  const judged = verdict({ ...known, now: (evidenceExpiresAt(known.status) ?? 0) + 1 });
  return { sentence: verdictSentence(judged, known.settings), badge: badgeOf(judged).text };
}

function statusOf(how: Strike): string {
  return "status" in how ? String(how.status ?? "") : "500";
}
