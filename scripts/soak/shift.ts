import { journal, order } from "../../test/e2e/agent-view.ts";
import { growth, heapSize } from "../../test/e2e/harness/heap.ts";
import { until } from "../../test/e2e/harness/wait.ts";
import { startWorker, workerTarget } from "../../test/e2e/harness/worker.ts";
import type { Fault } from "../../test/emulator/faults.ts";
import type { Api } from "../../test/emulator/store.ts";
import type { Agent } from "./agent.ts";

/** After each of them is measured. */
const PARTS = 6;
/** In each part. As many in all as in four hours with one every 30 s. */
const READS = 80;
/** In each part, and for each API. */
const POPUPS = 4;
/** Every so manieth read fails. */
const FAILS = 10;
const REFUSAL: Fault = { kind: "status", status: 500 };
const READ_FAULTS: readonly Fault[] = [REFUSAL, { kind: "body", body: "{not json" }, { kind: "outage" }];
const MOST_GROWTH = 0.1;

/**
 * An agent's working hours in fast motion: one life of the worker, with a popup and the options page open all the time, and
 * others opened and closed. Nothing dies in it, so that whatever is kept from one read, switch, failure, sign-in or popup to
 * the next adds up, and shows.
 */
export async function workShift(agent: Agent, apis: readonly Api[]): Promise<void> {
  const { handle, exotel, chronicle } = agent;
  // So much in so short a time would use up the account's budget, and the period would grow.
  exotel.emulator.store.account().rateLimit.userManagementPerMinute = 1_000_000;
  await startWorker(handle);
  const popup = await agent.openPopup();
  const options = await handle.openOptions();
  const life = await workerTarget(handle);
  // All pages of the extension share a heap with the keeper.
  const { targetInfo } = await handle.keeperCdp.send("Target.getTargetInfo");
  const sizes = { worker: [] as number[], pages: [] as number[] };
  for (let part = 0; part < PARTS; part += 1) {
    for (const api of apis) {
      await agent.signIn(api);
      if (agent.signedIn !== api) chronicle.violate("recovery", "signing in in a shift has failed");
      await work(agent, api, Math.round(READS / apis.length));
    }
    sizes.worker.push(await heapSize(handle.browserCdp, life ?? ""));
    sizes.pages.push(await heapSize(handle.browserCdp, targetInfo.targetId));
  }
  await options.close();
  if (popup.isClosed() || life !== (await workerTarget(handle)))
    chronicle.violate("the soak itself", "the worker or the popup has not lived through the shift");
  for (const [who, kept] of Object.entries(sizes)) {
    const list = kept.map((size) => Math.round(size / 1024)).join(", ");
    const text = `the ${who} kept ${list} kB, a growth of ${(growth(kept) * 100).toFixed(1)} %`;
    console.log(`In the shift, ${text}.`);
    if (growth(kept) > MOST_GROWTH) chronicle.violate("memory", text);
  }
}

async function work(agent: Agent, api: Api, reads: number): Promise<void> {
  const { handle, exotel } = agent;
  const { faults } = exotel.emulator;
  /** Reads, as opening the popup does, and waits until no switch is under way. */
  const settle = async (): Promise<void> => {
    await order(handle, { type: "refresh" });
    await until("a switch to end", async () => (await journal(handle)) === null);
  };
  // Every other switch fails, and the last one goes well, so that no alert is left.
  for (const device of ["softphone", "phone", "softphone", "phone"] as const) {
    const fault = device === "softphone" ? faults.once(REFUSAL, { api, method: "PUT" }) : null;
    await agent.press(device, false);
    await settle();
    fault?.remove();
  }
  for (let read = 1; read <= reads; read += 1) {
    const fault = READ_FAULTS[(read / FAILS) % READ_FAULTS.length];
    const struck = fault && faults.once(fault, { api, method: "GET" });
    await settle();
    struck?.remove();
  }
  for (let opened = 0; opened < POPUPS; opened += 1) {
    const popup = await handle.openPopup();
    await popup.getByRole("status").first().waitFor();
    await popup.close();
  }
  // The last one is good: what is measured is the same state each time.
  await settle();
}
