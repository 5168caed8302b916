import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { launchHookswitch } from "../test/e2e/harness/launch.ts";
import { startMiddlebox } from "../test/e2e/harness/middlebox.ts";
import { startPageServer } from "../test/e2e/harness/page-server.ts";
import { startEmulator } from "../test/emulator/emulator.ts";
import { resolverRules } from "../test/emulator/server.ts";
import type { Api } from "../test/emulator/store.ts";
import { ensureBrowser } from "./browser.ts";
import { buildExtension } from "./build.ts";
import { Agent } from "./soak/agent.ts";
import { comeToRest } from "./soak/calm.ts";
import { Chronicle } from "./soak/chronicle.ts";
import { Exotel } from "./soak/exotel.ts";
import { turnOnRules } from "./soak/rules.ts";
import { workShift } from "./soak/shift.ts";
import { SITES, watchTab } from "./soak/softphone-tab.ts";
import { type Parts, planStorm, rage } from "./soak/storm.ts";
import { Watch } from "./soak/watch.ts";

/**
 * Runs the built extension in a real Chromium for a long time, among faults, deaths of its worker and changes made elsewhere,
 * all at random, and fails where what must always hold does not.
 */

const LONGEST_STORM = 75_000; // ms
/** Every so many storms, one ends in a fault that outlasts what was read before. A short run has no time for it. */
const FADES_EVERY = 5;
const SHORTEST_FADING = 5; // min
/** Where more of the deeds cannot be done, the soak is not what it says; a part of all. */
const MOST_UNDONE = 0.2;
/** The rules at the beginning of a round. */
const RULES_ON = {
  ringsWhenDropped: true,
  ringsWhileLocked: true,
  hours: "inside",
  outsideHours: "phone",
} as const;
const APIS: Readonly<Record<string, readonly Api[]>> = {
  ic: ["integrations"],
  ccm: ["ccm"],
  older: ["older"],
  all: ["integrations", "ccm", "older"],
};

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    api: { type: "string", default: "all" },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const apis = APIS[values.api];
if (!(minutes > 0) || !Number.isSafeInteger(seed) || apis === undefined) {
  throw new Error("Usage: npm run soak -- [--minutes N] [--seed S] [--api ic|ccm|older|all]");
}

/** Storm after storm, each followed by calm, until the time is over; then a shift. */
async function soak(parts: Parts, watch: Watch, apis: readonly Api[]): Promise<void> {
  const { agent, chronicle, exotel } = parts;
  // In a short run every API has its turn.
  const longest = Math.min(LONGEST_STORM, (minutes * 60_000) / 4);
  const passed = (): number => (Date.now() - chronicle.began) / 60_000;
  for (let round = 0; round < apis.length || passed() < minutes; round += 1) {
    const api = apis[round % apis.length] ?? "integrations";
    chronicle.note(`* round ${round}: ${api}`);
    exotel.forgetChanges(api);
    await agent.signIn(api);
    await watchTab(parts, api, (seed + round) % 2 === 1);
    await turnOnRules(parts, RULES_ON);
    const fades = minutes >= SHORTEST_FADING && round % FADES_EVERY === FADES_EVERY - 1;
    await rage(parts, planStorm(seed + round, api, longest, fades));
    await comeToRest(parts, watch, api);
    console.log(`${passed().toFixed(1)} min: round ${round} (${api}), ${chronicle.violations} violations`);
  }
  // Its switches are counted.
  await turnOnRules(parts, { ...RULES_ON, ringsWhenDropped: false, ringsWhileLocked: false });
  await workShift(parts, apis);
  await comeToRest(parts, watch, apis.at(-1) ?? "integrations");
}

const again = `--minutes ${minutes} --seed ${seed} --api ${values.api}`;
console.log(`The same again: npm run soak -- ${again}`);
await ensureBrowser();
await buildExtension();
const chronicle = new Chronicle();
const emulator = await startEmulator();
const middlebox = await startMiddlebox(emulator.port);
const site = await startPageServer("<!doctype html><title>Softphone</title>");
const handle = await launchHookswitch({
  emulator: { resolverRules: `${resolverRules(middlebox.port)}, ${site.resolverRules(...SITES)}` },
  trustOnly: `${emulator.spkiHash},${site.spkiHash}`,
});
try {
  const exotel = new Exotel(emulator, chronicle);
  const agent = new Agent({ handle, exotel, chronicle });
  const parts = { handle, middlebox, exotel, agent, chronicle };
  const watch = new Watch(parts);
  const stop = await watch.start();
  await soak(parts, watch, apis).finally(stop);
} finally {
  await handle.close();
  await site.close();
  await middlebox.close();
  await emulator.close();
}
if (middlebox.impostorRequests() > 0) {
  chronicle.violate("credentials", "a server with another certificate was sent a request");
}
const { counts } = chronicle;
const undone = (counts.get("not done") ?? 0) / (counts.get("done or not") ?? 1);
if (undone > MOST_UNDONE) chronicle.violate("the soak itself", "too many deeds could not be done");
for (const [kind, times] of [...counts].sort()) console.log(`${String(times).padStart(8)}  ${kind}`);
console.log(`Soak (${again}): ${chronicle.violations} violations.`);
if (chronicle.violations > 0) process.exitCode = 1;
