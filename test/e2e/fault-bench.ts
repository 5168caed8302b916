import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { INITIAL_PACE } from "../../src/core/polling/pace.ts";
import { asItems, type Items } from "../../src/store/items.ts";
import { DEMO, type Emulator, startEmulator } from "../emulator/emulator.ts";
import { resolverRules } from "../emulator/server.ts";
import { expectNextRead, saidOf, timed, waitOf, whenFaded } from "../wire-faults/expectations.ts";
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
import { type Hookswitch, launchHookswitch } from "./harness/launch.ts";
import { type Middlebox, startMiddlebox } from "./harness/middlebox.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { until } from "./harness/wait.ts";

/** Longer than a request's timeout of 10 s, with time for a slow machine. */
const PATIENCE = 30_000;

/** What stays or becomes of an account that faults are tried on. */
export interface Ground {
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

/** The same, and all that is known, in one look: the page, the badge and the storage are each asked once. */
interface Look {
  readonly view: View;
  readonly text: string;
  readonly items: Items;
  /** Whether the popup waits for a check to end. */
  readonly isChecking: boolean;
}

/**
 * One browser and one popup for all rows of every API: what costs time is to start and to open them. Each row stands on the good
 * read with which the one before has ended.
 */
export interface FaultBench {
  readonly emulator: Emulator;
  readonly handle: Hookswitch;
  readonly popup: Page;
  /** Signs the agent in there, out of whatever was before. */
  standOn(ground: Ground): Promise<void>;
  /** Strikes, looks at what is shown, ends the fault, and sees that the next look is good again. */
  lookAt(row: WireFault, how: Strike): Promise<void>;
  /** Checks, and sees that all is well. */
  checkWell(): Promise<void>;
  /** Starts another browser on the same profile, which finds no server at all, and looks. */
  lookWithoutNames(row: WireFault): Promise<void>;
  close(): Promise<void>;
}

const SECRETS = [DEMO.integrations.token, DEMO.ccm.apiToken, DEMO.ccm.apiKey];

/** The button whose press has the popup ask, in the popup. */
const CHECK = "document.querySelector(\"button[title='Check now']\")";

/** Starts an emulator, what goes wrong before it, and a browser. */
export async function startFaultBench(): Promise<FaultBench> {
  const profile = mkdtempSync(join(tmpdir(), "hookswitch-faults-"));
  const emulator: Emulator = await startEmulator();
  const middlebox: Middlebox = await startMiddlebox(emulator.port);
  let handle = await launchHookswitch({
    emulator: { resolverRules: resolverRules(middlebox.port) },
    trustOnly: emulator.spkiHash,
    profile,
  });
  let popup = await handle.openPopup();
  let ground: Ground | null = null;

  /** What is shown while all is well. */
  function wellShown(): View {
    if (ground === null) throw new Error("the agent is not signed in");
    const { saying, badge } = ground.well;
    return { sentence: SENTENCES[saying], badge, problem: null };
  }

  async function look(): Promise<Look> {
    const { title, why, problems, badge, stored, ...rest } = await popup.evaluate<Seen>(`(async () => {
      const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.innerText);
      const [local, session, badge] = await Promise.all([
        chrome.storage.local.get(), chrome.storage.session.get(), chrome.action.getBadgeText({}),
      ]);
      return {
        title: texts(".hero-title").join(" "),
        why: texts(".hero-why").join(" "),
        problems: texts("[role=alert] .alert-problem"),
        text: document.body.innerText,
        isChecking: ${CHECK}?.ariaDisabled !== "false",
        badge,
        stored: { ...local, ...session },
      };
    })()`);
    const problem = problems.length === 0 ? null : problems.join(" / ");
    return { ...rest, view: { sentence: sentenceOf(title, why), badge, problem }, items: asItems(stored) };
  }

  /** Waits until a read that was begun after `since` has ended and the popup and the badge show `wanted`. */
  async function untilShown(wanted: View, since: number, isGood: boolean): Promise<Look> {
    let last: Look | null = null;
    return await until(
      () => `what is expected to be shown: ${JSON.stringify(last?.items.status)}`,
      async () => {
        last = await look();
        const { status } = last.items;
        const isRead = isGood ? (status.reading?.takenAt ?? 0) >= since : status.failure !== null;
        return isRead && !last.isChecking && JSON.stringify(last.view) === JSON.stringify(wanted) && last;
      },
      PATIENCE,
    ).catch((error: unknown) => {
      expect(last?.view, String(error)).toEqual(wanted);
      throw error;
    });
  }

  /** Under a verdict that holds, only an agent who asks is told of a failed check. */
  async function check(wanted: View, isGood: boolean): Promise<Look> {
    const since = Date.now();
    // The popup itself waits for the check's end: what is asked of it meanwhile costs more than the check.
    await popup.evaluate(`new Promise((resolve) => {
      ${CHECK}.click();
      const deadline = Date.now() + ${PATIENCE};
      const timer = setInterval(() => {
        if (${CHECK}?.ariaDisabled === "true" && Date.now() < deadline) return;
        clearInterval(timer);
        resolve();
      }, 10);
    })`);
    return await untilShown(wanted, since, isGood);
  }

  async function strike(how: Strike): Promise<void> {
    if (how.kind === "line") await middlebox.set(how.line);
    else if (how.kind === "offline") await goOffline(handle);
    else emulator.faults.always(timed(how, Date.now()));
  }

  async function endStrike({ kind }: Strike): Promise<void> {
    emulator.faults.clear();
    if (kind === "line") await middlebox.set("pass");
    if (kind === "offline") await goOnline(handle);
  }

  /** Mends what a row that failed has left behind, so that the next one can still say something. */
  async function startWell(): Promise<void> {
    const { view, items, isChecking } = await look();
    const { status, pace, waits } = items;
    // What earlier rows have left in the pace and in the count of failures would change when the next read comes.
    const isFresh = pace.period === INITIAL_PACE.period && pace.refusedInRow === 0;
    const isWell =
      JSON.stringify(view) === JSON.stringify(wellShown()) &&
      status.failure === null &&
      status.failuresInARow === 0 &&
      waits.readUntil === null &&
      !isChecking;
    if (!isWell || !isFresh) await signInAnew();
  }

  async function signInAnew(): Promise<void> {
    emulator.faults.clear();
    await middlebox.set("pass");
    await goOnline(handle);
    await popup.close();
    await handle.keeper.evaluate("chrome.runtime.sendMessage({ type: 'sign-out' })");
    await ground?.setUp(handle);
    popup = await handle.openPopup();
    await untilShown(wellShown(), 0, true);
  }

  async function lookAt(row: WireFault, how: Strike): Promise<void> {
    const { shown, holds, lacks } = row;
    await startWell();
    const from = emulator.requests.length;
    const impostorFrom = middlebox.impostorRequests();
    await strike(how);
    const since = Date.now();
    const problem = saidOf(shown, how);
    const wanted = { sentence: SENTENCES[shown.saying], badge: shown.badge, problem };
    const { items, text } = await check(wanted, isGoodRead(shown));
    expectNextRead(shown, waitOf(how), items, since, Date.now());
    if (shown.fades) expect(whenFaded(items)).toEqual({ sentence: SENTENCES["no answer"], badge: "?" });
    if (holds !== undefined) expect(text).toContain(holds);
    if (lacks !== undefined) expect(text).not.toMatch(lacks);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expectNothingElsewhere(from, impostorFrom);
    // The next look must be good again, with no restart of anything.
    await endStrike(how);
    await check(wellShown(), true);
  }

  /** Neither a redirect nor an impostor has got the credentials, or anything at all. */
  function expectNothingElsewhere(from: number, impostorFrom: number): void {
    const requests = emulator.requests.slice(from);
    expect(requests.filter(({ host }) => ground?.elsewhere.includes(host))).toEqual([]);
    expect(requests.filter(({ path, query }) => "again" in query || path === "/login")).toEqual([]);
    expect(middlebox.impostorRequests()).toBe(impostorFrom);
  }

  return {
    emulator,
    get handle() {
      return handle;
    },
    get popup() {
      return popup;
    },
    async standOn(next) {
      ground = next;
      await signInAnew();
    },
    lookAt,
    async checkWell() {
      await check(wellShown(), true);
    },
    async lookWithoutNames({ shown }) {
      await handle.close();
      const since = Date.now();
      handle = await launchHookswitch({ profile, trustOnly: emulator.spkiHash });
      popup = await handle.openPopup();
      const { saying, badge, problem } = shown;
      const { items } = await untilShown({ sentence: SENTENCES[saying], badge, problem }, since, false);
      expectNextRead(shown, 0, items, since, Date.now());
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

/** What the popup's page gives of itself and of what is stored. */
interface Seen extends Pick<Look, "text" | "isChecking"> {
  readonly title: string;
  readonly why: string;
  readonly problems: readonly string[];
  readonly badge: string;
  readonly stored: Readonly<Record<string, unknown>>;
}
