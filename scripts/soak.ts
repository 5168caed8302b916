import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { launchHookswitch } from "../test/e2e/harness/launch.ts";
import { startMiddlebox } from "../test/e2e/harness/middlebox.ts";
import { startEmulator } from "../test/emulator/emulator.ts";
import { resolverRules } from "../test/emulator/server.ts";
import { ensureBrowser } from "./browser.ts";
import { buildExtension } from "./build.ts";
import { Agent } from "./soak/agent.ts";
import { comeToRest, memoryAtRest } from "./soak/calm.ts";
import { Chronicle } from "./soak/chronicle.ts";
import { Exotel } from "./soak/exotel.ts";
import { type MemorySample, memoryGrowth, type ShiftSample, shiftGrowth } from "./soak/judge.ts";
import { planStorm, type SoakApi } from "./soak/plan.ts";
import { randomFrom } from "./soak/random.ts";
import { workShift } from "./soak/shift.ts";
import { type Parts, Storm } from "./soak/storm.ts";
import { Watch } from "./soak/watch.ts";

/**
 * Runs the built extension in a real Chromium for a long time, among faults, deaths of its worker and changes made elsewhere,
 * all at random, and fails where what must always hold does not.
 */

const USAGE = "npm run soak -- [--minutes N] [--seed S] [--api ic|ccm|both]";
/** A shorter run says how much memory there was, and does not judge it; min. */
const SHORTEST_JUDGED = 12;
const MOST_GROWTH = 0.1;
/** Which part of the storms ends in a fault that outlasts what was read before. */
const FADES = 0.2;
/** Only a longer run has the time for it, ms. */
const LONGEST_WITHOUT_FADING = 4 * 60_000;
/** None of the first rounds does: they must be short, for memory to be measured often in the first minutes. */
const ROUNDS_WITHOUT_FADING = 4;
/** Where more of the deeds cannot be done, the soak is not what it says; a part of all. */
const MOST_UNDONE = 0.2;

const APIS = { ic: ["ic"], ccm: ["ccm"], both: ["ic", "ccm"] } as const;

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly api: keyof typeof APIS;
}

function options(): Options {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "30" },
      seed: { type: "string", default: String(randomInt(2 ** 31)) },
      api: { type: "string", default: "both" },
    },
  });
  const minutes = Number(values.minutes);
  const seed = Number(values.seed);
  if (!(minutes > 0) || !Number.isSafeInteger(seed) || !Object.hasOwn(APIS, values.api)) {
    throw new Error(`Usage: ${USAGE}`);
  }
  return { minutes, seed, api: values.api as keyof typeof APIS };
}

async function soak(chosen: Options): Promise<boolean> {
  const { minutes, seed, api } = chosen;
  const chronicle = new Chronicle();
  const length = minutes * 60_000;
  const memory: MemorySample[] = [];
  const shift: ShiftSample[] = [];
  const emulator = await startEmulator();
  const middlebox = await startMiddlebox(emulator.port);
  const handle = await launchHookswitch({
    emulator: { resolverRules: resolverRules(middlebox.port) },
    trustOnly: emulator.spkiHash,
  });
  try {
    const exotel = new Exotel(emulator, chronicle);
    const agent = new Agent(handle, exotel);
    const parts = { handle, middlebox, exotel, agent, chronicle };
    const storm = new Storm(parts);
    const watch = new Watch(handle, exotel, agent, chronicle);
    await watch.start();
    try {
      memory.push(...(await rounds(parts, storm, watch, chosen)));
      shift.push(...(await workShift(parts, APIS[api])));
      await comeToRest(parts, storm, watch, APIS[api].at(-1) ?? "ic");
    } finally {
      await watch.stop();
    }
    if (middlebox.impostorRequests() > 0) {
      chronicle.violate("credentials", "a server with another certificate was sent a request");
    }
  } finally {
    await handle.close();
    await middlebox.close();
    await emulator.close();
  }
  const undone = chronicle.counted("not done") / Math.max(1, chronicle.counted("deeds"));
  if (undone > MOST_UNDONE) chronicle.violate("the soak itself", "too many deeds could not be done");
  judgeMemory(memory, length, chronicle);
  judgeShift(shift, chronicle);
  console.log(`\nWhat was done, and what came of it (seed ${seed}):`);
  for (const [kind, times] of chronicle.counts()) console.log(`${String(times).padStart(8)}  ${kind}`);
  console.log(`\nTogether: ${totals(chronicle)}.`);
  const { violations } = chronicle;
  const took = ((Date.now() - chronicle.began) / 60_000).toFixed(1);
  console.log(`\nSoak of ${took} min with seed ${seed} (--api ${api}): ${violations.length} violations.`);
  return violations.length === 0;
}

function totals(chronicle: Chronicle): string {
  const all = {
    reads: "requests: reads",
    writes: "requests: writes",
    presses: "presses",
    "switches written down": "switches written down",
    "faults in answers": "fault: ",
    "faults of the connection": "line: ",
    deaths: "deaths",
    "changes elsewhere": "elsewhere: ",
    "calm phases": "calm phases",
  };
  return Object.entries(all)
    .map(([name, beginning]) => `${chronicle.counted(beginning)} ${name}`)
    .join(", ");
}

/** Storm after storm, each followed by calm, until the time is over; gives the memory at rest after each. */
async function rounds(
  parts: Parts,
  storm: Storm,
  watch: Watch,
  { minutes, seed, api: which }: Options,
): Promise<readonly MemorySample[]> {
  const { agent, chronicle, exotel } = parts;
  const apis: readonly [SoakApi, ...SoakApi[]] = APIS[which];
  const length = minutes * 60_000;
  const memory: MemorySample[] = [];
  const ends = chronicle.began + length;
  const seeds = randomFrom(seed);
  // In a short run every API has its turn.
  const longest = Math.min(75_000, length / 4);
  for (let round = 0; round < apis.length || Date.now() < ends; round += 1) {
    const api = apis[round % apis.length] ?? apis[0];
    const random = randomFrom(seeds.between(0, 2 ** 31 - 1));
    chronicle.note(`* round ${round}: ${api}`);
    exotel.forgetChanges(api);
    await agent.signIn(api, false);
    const mayFade = length > LONGEST_WITHOUT_FADING && round >= ROUNDS_WITHOUT_FADING;
    const fades = mayFade && random.chance(FADES);
    const stormy = random.between(Math.round(longest / 2), Math.round(longest));
    const steps = planStorm(random, api, stormy, fades);
    await storm.rage(steps, api, random);
    await comeToRest(parts, storm, watch, api);
    const kilobytes = await memoryAtRest(parts);
    const at = Date.now() - chronicle.began;
    if (kilobytes !== null) memory.push({ at, kilobytes });
    const mb = kilobytes === null ? "" : `, ${(kilobytes / 1024).toFixed(1)} MB`;
    console.log(
      `${(at / 60_000).toFixed(1)} min: round ${round} (${api}), ${chronicle.violations.length} violations${mb}`,
    );
  }
  return memory;
}

function judgeMemory(samples: readonly MemorySample[], length: number, chronicle: Chronicle): void {
  if (samples.length === 0) {
    console.log("\nMemory is not measured on this system.");
    return;
  }
  const list = samples.map(({ kilobytes }) => (kilobytes / 1024).toFixed(1)).join(", ");
  const growth = memoryGrowth(samples, length);
  const percent = growth === null ? "too little to compare" : `${(growth * 100).toFixed(1)} %`;
  console.log(`\nPrivate memory at rest, no worker running, MB: ${list}. Growth: ${percent}.`);
  if (length < SHORTEST_JUDGED * 60_000) return;
  if (growth === null) chronicle.violate("the soak itself", "memory was not measured often enough");
  else if (growth > MOST_GROWTH) chronicle.violate("memory", `it has grown by ${percent}`);
}

const PROCESSES = "private memory of the processes";

/** Says what was kept in the shift, and judges it. */
function judgeShift(samples: readonly ShiftSample[], chronicle: Chronicle): void {
  const measured = {
    "the worker keeps": samples.map(({ worker }) => worker / 1024),
    "the pages keep": samples.map(({ pages }) => pages / 1024),
    [PROCESSES]: samples.flatMap(({ processes }) => processes ?? []),
  };
  console.log("\nIn the shift, after each part of it, kB:");
  for (const [what, sizes] of Object.entries(measured)) {
    const growth = shiftGrowth(sizes);
    const list = sizes.map((size) => size.toFixed(1)).join(", ");
    const percent = growth === null ? "not measured" : `${(growth * 100).toFixed(1)} %`;
    console.log(`  ${what}: ${list}. Growth: ${percent}.`);
    // What the processes hold beside that swings by a quarter with when the engine tidies up.
    const isJudged = what !== PROCESSES;
    if (isJudged && growth !== null && growth > MOST_GROWTH) {
      chronicle.violate(`memory, in a shift: ${what}`, `it has grown by ${percent}`);
    }
  }
}

const asked = options();
const { minutes, seed, api } = asked;
console.log(`The same again: npm run soak -- --minutes ${minutes} --seed ${seed} --api ${api}`);
await ensureBrowser();
await buildExtension();
if (!(await soak(asked))) process.exitCode = 1;
