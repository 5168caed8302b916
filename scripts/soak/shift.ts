import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import { until } from "../../test/e2e/harness/wait.ts";
import { startWorker } from "../../test/e2e/harness/worker.ts";
import type { Fault } from "../../test/emulator/faults.ts";
import type { Api } from "../../test/emulator/store.ts";
import { growth } from "./judge.ts";
import type { Parts } from "./storm.ts";

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
 * What the engine adds as it goes, even where the program keeps nothing: compiled code with what it has learnt, its object
 * layouts, and what lies outside the heap, where the debugger that is attached keeps a record of every request.
 */
const OF_THE_ENGINE = ["code", "object shape", "hidden", "synthetic", "native"];
const COMMANDS = ["HeapProfiler.collectGarbage", "HeapProfiler.takeHeapSnapshot"];

/**
 * An agent's working hours in fast motion: one life of the worker, with a popup and the options page open all the time, and
 * others opened and closed. Nothing dies in it, so that whatever is kept from one read, switch, failure, sign-in or popup to
 * the next adds up, and shows.
 */
export async function workShift(parts: Parts, apis: readonly Api[]): Promise<void> {
  const { handle, exotel, agent, chronicle } = parts;
  // So much in so short a time would use up the account's budget, and the period would grow.
  exotel.emulator.store.account().rateLimit.userManagementPerMinute = 1_000_000;
  await startWorker(handle);
  const popup = await agent.openPopup();
  const options = await handle.openOptions();
  const life = await workerLife(handle);
  const { targetInfo } = await handle.keeperCdp.send("Target.getTargetInfo");
  // All pages of the extension share a heap with the keeper.
  const kept = [
    { who: "worker", measure: await meter(handle, life), sizes: [] as number[] },
    { who: "pages", measure: await meter(handle, targetInfo.targetId), sizes: [] as number[] },
  ];
  for (let part = 0; part < PARTS; part += 1) {
    for (const api of apis) {
      await agent.signIn(api);
      if (agent.signedIn !== api) chronicle.violate("recovery", "signing in in a shift has failed");
      await work(parts, api, Math.round(READS / apis.length));
    }
    for (const { measure, sizes } of kept) sizes.push(await measure());
  }
  await options.close();
  if (popup.isClosed() || life !== (await workerLife(handle))) {
    chronicle.violate("the soak itself", "the worker or the popup has not lived through the shift");
  }
  for (const { who, sizes } of kept) {
    const list = sizes.map((size) => Math.round(size / 1024)).join(", ");
    const text = `the ${who} kept ${list} kB, a growth of ${(growth(sizes) * 100).toFixed(1)} %`;
    console.log(`In the shift, ${text}.`);
    if (growth(sizes) > MOST_GROWTH) chronicle.violate("memory", text);
  }
}

async function work({ handle, exotel, agent }: Parts, api: Api, reads: number): Promise<void> {
  const { faults } = exotel.emulator;
  /** Reads, as opening the popup does, and waits until no switch is under way. */
  const settle = async (): Promise<void> => {
    await handle.keeper.evaluate("chrome.runtime.sendMessage({ type: 'refresh' })");
    const isIdle = "chrome.storage.local.get({ journal: null }).then(({ journal }) => journal === null)";
    await until("a switch to end", () => handle.keeper.evaluate<boolean>(isIdle));
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

/** The id of the worker's life: a worker that is started anew has another one. */
async function workerLife({ browserCdp, url }: Hookswitch): Promise<string> {
  const { targetInfos } = await browserCdp.send("Target.getTargets", { filter: [{}] });
  const worker = targetInfos.find((each) => each.type === "service_worker" && each.url.startsWith(url("")));
  return worker?.targetId ?? "none";
}

/** @returns what measures how much the program of a target keeps, once garbage is collected; bytes */
async function meter({ browserCdp }: Hookswitch, targetId: string): Promise<() => Promise<number>> {
  // Playwright gives no session with a worker; one of one's own speaks through the browser's.
  const { sessionId } = await browserCdp.send("Target.attachToTarget", { targetId, flatten: false });
  return async () => {
    let snapshot = "";
    let isDone = false;
    const take = (event: { sessionId: string; message: string }): void => {
      if (event.sessionId !== sessionId) return;
      const { id, params } = JSON.parse(event.message) as { id?: number; params?: { chunk?: string } };
      snapshot += params?.chunk ?? "";
      // All pieces come before the reply to the last command.
      isDone ||= id === COMMANDS.length - 1;
    };
    browserCdp.on("Target.receivedMessageFromTarget", take);
    for (const [id, method] of COMMANDS.entries()) {
      const message = JSON.stringify({ id, method });
      await browserCdp.send("Target.sendMessageToTarget", { sessionId, message });
    }
    await until("a heap snapshot", () => isDone);
    browserCdp.off("Target.receivedMessageFromTarget", take);
    return ownBytes(JSON.parse(snapshot));
  };
}

/** The part of V8's heap snapshot that is looked at: a node is a row of numbers, one for each field. */
export interface HeapSnapshot {
  readonly snapshot: { readonly meta: { node_fields: string[]; node_types: (string[] | string)[] } };
  readonly nodes: readonly number[];
}

/** The size of what the program itself keeps in a heap, bytes. */
export function ownBytes({ snapshot, nodes }: HeapSnapshot): number {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const type = fields.indexOf("type");
  const size = fields.indexOf("self_size");
  const names = types[type];
  if (size < 0 || !Array.isArray(names)) throw new Error("The heap snapshot is not as it used to be");
  let sum = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (!OF_THE_ENGINE.includes(names[nodes[node + type] ?? -1] ?? "")) sum += nodes[node + size] ?? 0;
  }
  return sum;
}
