import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { launchHookswitch } from "../test/e2e/harness/launch.ts";
import { startMiddlebox } from "../test/e2e/harness/middlebox.ts";
import { startPageServer } from "../test/e2e/harness/page-server.ts";
import { startEmulator } from "../test/emulator/emulator.ts";
import { resolverRules } from "../test/emulator/server.ts";
import { buildExtension } from "./build.ts";
import { Agent } from "./soak/agent.ts";
import { comeToRest } from "./soak/calm.ts";
import { Chronicle } from "./soak/chronicle.ts";
import { Exotel } from "./soak/exotel.ts";
import { isNone } from "./soak/judge.ts";
import { workShift } from "./soak/shift.ts";
import { SITES, watchTab } from "./soak/softphone-tab.ts";
import { planStorm, rage, turnOnRules } from "./soak/storm.ts";
import { Watch } from "./soak/watch.ts";

/**
 * Runs the built extension in a real Chromium for a long time, among faults, deaths of its worker and changes made elsewhere,
 * all at random, and fails where what must always hold does not: storm after storm, each followed by calm, and then a shift.
 */

const LONGEST_STORM = 75_000; // ms
/** Every so many storms, one ends in a fault that outlasts what was read before. A short run has no time for it. */
const FADES_EVERY = 5;
const SHORTEST_FADING = 5; // min
/** Where more of the deeds cannot be done, the soak is not what it says; a part of all. */
const MOST_UNDONE = 0.2;
const APIS = { ic: "integrations", ccm: "ccm", older: "older" } as const;
const ON = { outsideHours: "phone", ringsWhenDropped: true, ringsWhileLocked: true } as const;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    api: { type: "string", default: "all" },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const apis = Object.entries(APIS).flatMap(([name, api]) => (["all", name].includes(values.api) ? [api] : []));
if (!(minutes > 0) || !Number.isSafeInteger(seed) || apis.length === 0)
  throw new Error("Usage: npm run soak -- [--minutes N] [--seed S] [--api ic|ccm|older|all]");
const again = `--minutes ${minutes} --seed ${seed} --api ${values.api}`;
console.log(`The same again: npm run soak -- ${again}`);
await buildExtension();
const chronicle = new Chronicle();
const emulator = await startEmulator();
const middlebox = await startMiddlebox(emulator.port);
const site = await startPageServer("<!doctype html><title>Softphone</title>");
const handle = await launchHookswitch({
  emulator: { resolverRules: `${resolverRules(middlebox.port)}, ${site.resolverRules(...SITES)}` },
  trustOnly: `${emulator.spkiHash},${site.spkiHash}`,
});
const exotel = new Exotel(emulator, chronicle);
const agent = new Agent(handle, middlebox, exotel, chronicle);
const watch = new Watch(agent);

async function soak(): Promise<void> {
  // In a short run every API has its turn.
  const longest = Math.min(LONGEST_STORM, (minutes * 60_000) / 4);
  const passed = (): number => (Date.now() - chronicle.began) / 60_000;
  for (let round = 0; round < apis.length || passed() < minutes; round += 1) {
    const api = apis[round % apis.length] ?? "integrations";
    chronicle.note(`* round ${round}: ${api}`);
    // Each round is judged by itself.
    exotel.outside = { at: 0, leftNone: isNone(exotel.facts(api)) };
    await agent.signIn(api);
    await turnOnRules(agent, { ...ON, softphonePage: null });
    if ((seed + round) % 2 === 1) await watchTab(agent, api);
    const fades = minutes >= SHORTEST_FADING && round % FADES_EVERY === FADES_EVERY - 1;
    await rage(agent, planStorm(seed + round, api, longest, fades));
    await comeToRest(agent, watch, api);
    console.log(`${passed().toFixed(1)} min: round ${round} (${api}), ${chronicle.violations} violations`);
  }
  // Its switches are counted.
  await turnOnRules(agent, { ...ON, ringsWhenDropped: false, ringsWhileLocked: false });
  await workShift(agent, apis);
  await comeToRest(agent, watch, apis.at(-1) ?? "integrations");
}

try {
  await watch.during(soak);
} finally {
  for (const each of [handle, site, middlebox, emulator]) await each.close();
}
if (middlebox.impostorRequests() > 0)
  chronicle.violate("credentials", "a server with another certificate was sent a request");
const { counts } = chronicle;
const undone = (counts.get("not done") ?? 0) / (counts.get("done or not") ?? 1);
if (undone > MOST_UNDONE) chronicle.violate("the soak itself", "too many deeds could not be done");
for (const [kind, times] of [...counts].sort()) console.log(`${String(times).padStart(8)}  ${kind}`);
console.log(`Soak (${again}): ${chronicle.violations} violations.`);
if (chronicle.violations > 0) process.exitCode = 1;
