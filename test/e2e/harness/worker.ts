import type { Browser } from "webextension-polyfill";
import type { Hookswitch } from "./launch.ts";
import { pause, until } from "./wait.ts";

declare const chrome: Browser;

/** The id of the worker's life, in the browser's own list of targets; `undefined` while it is stopped. Does not wake it. */
export async function workerTarget(handle: Hookswitch): Promise<string | undefined> {
  const { targetInfos } = await handle.browserCdp.send("Target.getTargets", { filter: [{}] });
  return targetInfos.find(
    (target) => target.type === "service_worker" && target.url.startsWith(handle.url("")),
  )?.targetId;
}

/** Whether the extension's worker is alive. Does not wake it. */
export async function workerIsRunning(handle: Hookswitch): Promise<boolean> {
  return (await workerTarget(handle)) !== undefined;
}

/** Waits until the worker lives. */
export async function waitForWorkerRunning(handle: Hookswitch, timeoutMs?: number): Promise<void> {
  await until("the worker to run", () => workerIsRunning(handle), timeoutMs);
}

/**
 * Stops the worker at once, as its idle death or the browser's memory pressure would, and resolves when it is gone. Its
 * requests are aborted and no `finally` runs. The next event starts it again. Assert from a page afterwards: Playwright
 * keeps its handle of the worker, and `evaluate` on that hangs until something wakes it.
 */
export async function stopWorker(handle: Hookswitch): Promise<void> {
  await handle.keeperCdp.send("ServiceWorker.enable");
  await until("the worker to stop", async () => {
    // Asked for again at each look, because a worker that has only begun to start lets the command pass unheard.
    await handle.keeperCdp.send("ServiceWorker.stopAllWorkers");
    return !(await workerIsRunning(handle));
  });
}

/** Starts the worker without any event of the extension's, so that only what it does on every start is seen. */
export async function startWorker(handle: Hookswitch): Promise<void> {
  await handle.keeperCdp.send("ServiceWorker.enable");
  await handle.keeperCdp.send("ServiceWorker.startWorker", { scopeURL: handle.url("") });
  await waitForWorkerRunning(handle);
}

/**
 * Lets the alarm `name` fire now and go on with its period. It wakes a stopped worker.
 *
 * @throws Error when the extension has no such alarm; the message lists those there are
 */
export async function fireAlarm(handle: Hookswitch, name: string): Promise<void> {
  const names = await handle.keeper.evaluate(async (wanted) => {
    const all = await chrome.alarms.getAll();
    const alarm = all.find((each) => each.name === wanted);
    if (alarm === undefined) return all.map((each) => each.name);
    const { periodInMinutes } = alarm;
    chrome.alarms.create(wanted, {
      when: Date.now(),
      ...(periodInMinutes === undefined ? {} : { periodInMinutes }),
    });
    return undefined;
  }, name);
  if (names !== undefined) throw new Error(`No alarm ${name}; there are: ${names.join(", ") || "none"}`);
}

/** Further from now than this, a number is no moment of a test, ms. */
const A_WEEK = 604_800_000;

/**
 * Lets `ms` milliseconds pass for the extension, as over a sleep of the machine: the worker is stopped, every moment that it has
 * stored is so much longer ago, and its alarm is so much nearer. One that is due by then rings at once.
 */
export async function sleepMachine(handle: Hookswitch, ms: number): Promise<void> {
  await stopWorker(handle);
  await handle.keeper.evaluate(
    async ([ms, most]) => {
      const now = Date.now();
      const earlier = (value: unknown): unknown => {
        if (typeof value === "number") return Math.abs(value - now) < most ? value - ms : value;
        if (Array.isArray(value)) return value.map(earlier);
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, earlier(each)]));
      };
      for (const area of [chrome.storage.local, chrome.storage.session]) {
        await area.set(earlier(await area.get()) as Record<string, unknown>);
      }
      for (const { name, scheduledTime, periodInMinutes } of await chrome.alarms.getAll()) {
        chrome.alarms.create(name, {
          when: Math.max(scheduledTime - ms, now),
          ...(periodInMinutes === undefined ? {} : { periodInMinutes }),
        });
      }
    },
    [ms, A_WEEK] as const,
  );
}

/** For how long a worker is waited for that may die before it answers, ms. */
const ANSWER_MS = 5_000;

/** The screen is locked or unlocked, as far as the worker hears. The next worker finds it unlocked. */
export async function lockScreen(handle: Hookswitch, presence: "locked" | "active"): Promise<void> {
  await startWorker(handle);
  const told = handle.context.serviceWorkers()[0]?.evaluate(`(() => {
    for (const api of new Set([chrome, globalThis.browser ?? chrome]))
      api.idle.queryState = () => Promise.resolve("${presence}");
    chrome.idle.onStateChanged.dispatch("${presence}");
  })()`);
  await Promise.race([told, pause(ANSWER_MS)]);
}
