import { pause } from "../../test/e2e/harness/wait.ts";
import { startWorker, stopWorker, workerIsRunning } from "../../test/e2e/harness/worker.ts";
import { badgeOf, endingProblem, holdsSecret } from "./judge.ts";
import { privateMemory } from "./memory.ts";
import type { SoakApi } from "./plan.ts";
import type { Parts, Storm } from "./storm.ts";
import type { Sight, Watch } from "./watch.ts";

/**
 * What the extension gets beyond the moment that it has planned for itself, ms: a whole period of its alarm, of which a worker
 * may have died just after it had rung, and what a loaded machine takes.
 */
const PATIENCE = 90_000;
/** A read that is planned for later than this is not waited for: the agent looks, as anybody would; ms. */
const LONGEST_WAIT_FOR_A_READ = 35_000;
const POLL = 250;
/** How often memory is measured at each rest; the least counts. */
const MEASUREMENTS = 4;
/** Memory is tidied up so often, until it has not become less for so long; ms. */
const TIDY_EVERY = 500;
const SETTLED = 2_000;
/** What counts as less, kB. */
const LESS = 100;
const STORED_CREDENTIALS = ["vault.credentials", "vault.staged"];

/**
 * Ends every fault, waits until the extension shows the truth again by itself, and judges how things have ended.
 *
 * The agent looks, by opening the popup, only where the extension waits for that: after refused credentials, after a server's
 * wait, and where the backoff is longer than a soak can wait. Nothing is reloaded or restarted.
 */
export async function comeToRest(parts: Parts, storm: Storm, watch: Watch, api: SoakApi): Promise<void> {
  const { exotel, agent, chronicle, handle } = parts;
  chronicle.note("* all is calm");
  await agent.closePopup();
  await storm.calm();
  const began = Date.now();
  const { api: current } = await watch.look();
  // The storm may have kept the agent from entering what is good now.
  if (current !== api || !agent.hasGoodCredentials(api)) await signIn(parts, api);
  const last = await untilTrue(parts, watch, api, began);
  if (last === null) return;
  chronicle.count("calm phases");
  chronicle.count("calm: seconds until the truth was shown", Math.round((Date.now() - began) / 1000));
  const ending = {
    on: exotel.on(api),
    wish: watch.wish,
    toldAt: watch.toldAt,
    outsideAt: exotel.outsideAt(api),
    lastChangeBy: exotel.lastChangeBy(api),
  };
  const problem = endingProblem(ending);
  if (problem !== null) chronicle.violate("switches", problem);
  chronicle.mended("switches");

  const popup = await agent.openPopup();
  await untilSwitchesShow(parts, api);
  const options = await handle.openOptions();
  await options.getByRole("button", { name: "Save and connect" }).waitFor();
  const stored: { local: object; session: object } = await handle.keeper.evaluate(
    "Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then(([local, session]) => ({ local, session }))",
  );
  for (const [area, items] of Object.entries(stored)) {
    for (const [key, value] of Object.entries(items)) {
      if (STORED_CREDENTIALS.includes(key)) continue;
      if (holdsSecret(JSON.stringify([key, value]), exotel.secrets)) {
        chronicle.violate("credentials", `one is stored in ${area} as ${key}`);
      }
    }
  }
  for (const page of [popup, options]) {
    const texts: string[] = await page.evaluate(() => [
      document.documentElement.outerHTML,
      document.title,
      location.href,
      ...[...document.querySelectorAll("input")].map(({ value }) => value),
    ]);
    if (texts.some((text) => holdsSecret(text, exotel.secrets))) {
      chronicle.violate("credentials", `one stands in ${page.url()}`);
    }
  }
  const { targetInfos } = await handle.browserCdp.send("Target.getTargets", { filter: [{}] });
  if (holdsSecret(JSON.stringify(targetInfos), exotel.secrets)) {
    chronicle.violate("credentials", "in an address or a title");
  }
  await options.close();
  await agent.closePopup();
}

/**
 * Private memory, kB, with no page open, no worker, and garbage and caches given back until nothing more comes of it; the
 * least of some lives of the worker. What a worker that lives on keeps is measured in the shift.
 */
export async function memoryAtRest(parts: Parts): Promise<number | null> {
  const { handle, exotel } = parts;
  const found: number[] = [];
  for (let time = 0; time < MEASUREMENTS; time += 1) {
    exotel.cut();
    await startWorker(handle);
    await stopWorker(handle);
    exotel.cut();
    const least = await tidied(parts);
    if (least === null) return null;
    found.push(least);
  }
  await startWorker(handle);
  return Math.min(...found);
}

/** Private memory, kB, once it has not become less for a while, however often it is tidied up. */
async function tidied({ handle }: Parts): Promise<number | null> {
  const { keeperCdp } = handle;
  let least = Number.POSITIVE_INFINITY;
  for (let since = Date.now(); Date.now() - since < SETTLED; await pause(TIDY_EVERY)) {
    await keeperCdp.send("HeapProfiler.collectGarbage");
    await keeperCdp.send("Memory.simulatePressureNotification", { level: "critical" });
    const now = await privateMemory(handle);
    if (now === null) return null;
    // An alarm may have started it.
    if (now > least - LESS || (await workerIsRunning(handle))) continue;
    least = now;
    since = Date.now();
  }
  return least;
}

async function signIn({ agent, chronicle }: Parts, api: SoakApi): Promise<void> {
  if (await agent.signIn(api, true)) chronicle.count("signed in");
  else chronicle.violate("recovery", "signing in without any fault has failed");
}

/** Waits until badge and journal are as they should be, by a read that was made since `began`. */
async function untilTrue(
  { exotel, agent, chronicle }: Parts,
  watch: Watch,
  api: SoakApi,
  began: number,
): Promise<Sight | null> {
  let deadline = began + PATIENCE;
  for (;;) {
    const sight = await watch.look();
    const now = Date.now();
    const truth = badgeOf(exotel.facts(api));
    if (sight.badge === truth && sight.journal === null && sight.takenAt >= began) {
      chronicle.mended("recovery");
      return sight;
    }
    const wait = Math.max(sight.waits?.readUntil ?? 0, sight.waits?.writeUntil ?? 0);
    const planned = Math.max(wait, sight.nextReadAt ?? 0, sight.journal?.phase.retryAt ?? 0);
    const isFar = sight.credentials !== "present" || planned - began > LONGEST_WAIT_FOR_A_READ;
    if (isFar && wait <= now && agent.popup === null) {
      chronicle.count("calm: the agent looked");
      chronicle.note("* the agent looks");
      await agent.openPopup();
    }
    if (agent.popup === null) deadline = Math.max(deadline, Math.min(planned, now + 60_000) + PATIENCE);
    if (now > deadline) {
      const state = JSON.stringify({ ...sight, began });
      chronicle.violate("recovery", `the badge should be ${truth}: ${state}`);
      return null;
    }
    await pause(POLL);
  }
}

/** Waits until the popup's switches show the devices as they are. */
async function untilSwitchesShow({ agent, exotel, chronicle }: Parts, api: SoakApi): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  const kinds = { pstn: "PSTN phone", sip: "SIP softphone" } as const;
  for (;;) {
    const wanted = Object.values(exotel.facts(api)).map(
      ({ kind, on }) => `${kinds[kind]}: ${on ? "on" : "off"}`,
    );
    const shown = await agent.switches();
    if (JSON.stringify(shown) === JSON.stringify(wanted)) break;
    if (Date.now() > deadline) {
      return chronicle.violate(
        "switches in the popup",
        `${shown.join(", ")} instead of ${wanted.join(", ")}`,
      );
    }
    await pause(POLL);
  }
}
