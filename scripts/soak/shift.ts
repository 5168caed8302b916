import type { Page } from "playwright-core";
import { until } from "../../test/e2e/harness/wait.ts";
import { startWorker } from "../../test/e2e/harness/worker.ts";
import type { Fault } from "../../test/emulator/faults.ts";
import type { ShiftSample } from "./judge.ts";
import { kept, privateMemory, workerLife } from "./memory.ts";
import type { SoakApi } from "./plan.ts";
import type { Parts } from "./storm.ts";

/** After each of them is measured. */
const PARTS = 6;
/** In each part. As many in all as in four hours with one every 30 s. */
const READS = 80;
/** In each part, and for each API. */
const POPUPS = 4;
/** Every so manieth read fails. */
const FAILS = 10;
const FAULTS: readonly Fault[] = [
  { kind: "status", status: 500 },
  { kind: "body", body: "<!doctype html><title>Guest Wi-Fi</title>", contentType: "text/html" },
  { kind: "outage" },
];
const PATIENCE = 60_000;

/**
 * An agent's working hours in fast motion: one life of the worker, with a popup and the options page open all the time, and
 * others opened and closed. Nothing dies in it, so that whatever is kept from one read, switch, failure, sign-in or popup to
 * the next adds up, and shows.
 *
 * @returns what was measured after each part of the work, all of them alike
 */
export async function workShift(parts: Parts, apis: readonly SoakApi[]): Promise<readonly ShiftSample[]> {
  const { handle, exotel, agent, chronicle } = parts;
  chronicle.note("* a shift without deaths");
  // So much in so short a time would use up the account's budget, and the period would grow.
  exotel.emulator.store.account().rateLimit.userManagementPerMinute = 1_000_000;
  await startWorker(handle);
  const life = await workerLife(handle);
  const popup = await agent.openPopup();
  const options = await handle.openOptions();
  const samples: ShiftSample[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    for (const api of apis) {
      if (!(await agent.signIn(api, false)))
        chronicle.violate("recovery", "signing in in a shift has failed");
      await work(parts, api, Math.round(READS / apis.length));
    }
    samples.push({ ...(await kept(handle)), processes: await privateMemory(handle) });
    const minutes = ((Date.now() - chronicle.began) / 60_000).toFixed(1);
    console.log(
      `${minutes} min: part ${part + 1} of ${PARTS} of the shift, ${chronicle.violations.length} violations`,
    );
  }
  await options.close();
  if (popup.isClosed() || life === null || life !== (await workerLife(handle))) {
    chronicle.violate("the soak itself", "the worker or the popup has not lived through the shift");
  }
  return samples;
}

async function work(parts: Parts, api: SoakApi, reads: number): Promise<void> {
  const { handle, exotel, agent, chronicle } = parts;
  const { faults } = exotel.emulator;
  const host = api === "ic" ? "integrations" : "ccm";
  // Every other switch fails, and the last one goes well, so that no alert is left.
  for (const device of ["softphone", "phone", "softphone", "phone"] as const) {
    const fails = device === "softphone";
    const fault = fails ? faults.once({ kind: "status", status: 500 }, { api: host, method: "PUT" }) : null;
    if (await agent.press(device, false)) chronicle.count("presses");
    await readOnce(handle.keeper);
    await untilEnded(handle.keeper);
    fault?.remove();
  }
  for (let read = 1; read <= reads; read += 1) {
    const fault = read % FAILS === 0 ? FAULTS[(read / FAILS) % FAULTS.length] : undefined;
    if (fault !== undefined) faults.once(fault, { api: host, method: "GET" });
    await readOnce(handle.keeper);
  }
  for (let opened = 0; opened < POPUPS; opened += 1) {
    const popup = await handle.openPopup();
    await popup.getByRole("status").first().waitFor({ timeout: PATIENCE });
    await popup.close();
    chronicle.count("popups opened");
  }
  // The last one is good: what is measured is the same state each time.
  await readOnce(handle.keeper);
  await untilEnded(handle.keeper);
}

/** Reads, as opening the popup and its button do; ends when the read, or the switch that is under way, has ended. */
async function readOnce(keeper: Page): Promise<void> {
  await keeper.evaluate("chrome.runtime.sendMessage({ type: 'refresh' })");
}

/** Waits until no switch is under way. */
async function untilEnded(keeper: Page): Promise<void> {
  await until(
    "a switch to end",
    async () => {
      const { journal = null }: { journal?: unknown } = await keeper.evaluate(
        "chrome.storage.local.get('journal')",
      );
      return journal === null;
    },
    PATIENCE,
  );
}
