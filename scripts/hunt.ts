import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import fc from "fast-check";

/**
 * Runs the randomized tests of both APIs (properties, fuzzers and soak) repeatedly with new seeds, for a given time.
 * `npm test` uses a fixed seed, so it finds nothing new. A part that has found something does not run again, and the exit
 * code is 1.
 */

const USAGE = "npm run hunt -- [--minutes N] [--seed S] [--only properties|fuzzers|soak]...";
/** Long enough for every kind of fault; min. */
const SOAK = 15;
/** The shortest soak worth starting, min. */
const SHORTEST_SOAK = 3;

const root = fileURLToPath(new URL("..", import.meta.url));

const PARTS = ["properties", "fuzzers", "soak"] as const;
type Part = (typeof PARTS)[number];

/** One run of a part: Node's arguments, and the command that repeats it. */
interface Run {
  readonly args: readonly string[];
  readonly repeatCommand: string;
}

/** @param left time until the hunt ends, min */
function runOf(part: Part, seed: number, left: number): Run {
  if (part === "soak") {
    const length = Math.max(SHORTEST_SOAK, Math.min(SOAK, Math.floor(left)));
    const chosen = ["--minutes", String(length), "--seed", String(seed)];
    return {
      args: ["--import", "tsx", "scripts/soak.ts", ...chosen],
      repeatCommand: `npm run soak -- ${chosen.join(" ")}`,
    };
  }
  const files = filesOf(part);
  return {
    args: ["node_modules/vitest/vitest.mjs", "run", "--project", "unit*", ...files],
    repeatCommand: `npm run hunt -- --only ${part} --seed ${seed} --minutes 1`,
  };
}

/** The randomized unit tests of a part. */
function filesOf(part: Part): readonly string[] {
  const folder = "test/unit";
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((file) => /\.test\.tsx?$/.test(file))
    .filter((file) => file.endsWith("-answers.test.ts") === (part === "fuzzers"))
    .filter((file) => readFileSync(join(root, file), "utf8").includes('from "fast-check"'));
}

/** Runs Node and passes its output on. Resolves with whether it succeeded. */
function runNode(args: readonly string[], seed: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, HOOKSWITCH_SEED: String(seed) },
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0));
  });
}

function options(): { minutes: number; seed: number; only: readonly Part[] } {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "30" },
      seed: { type: "string", default: String(randomInt(2 ** 31)) },
      only: { type: "string", multiple: true, default: [...PARTS] },
    },
  });
  const minutes = Number(values.minutes);
  const seed = Number(values.seed);
  const isKnown = values.only.every((part) => PARTS.some((known) => known === part));
  if (!(minutes > 0) || !Number.isSafeInteger(seed) || !isKnown) throw new Error(`Usage: ${USAGE}`);
  return { minutes, seed, only: values.only as Part[] };
}

const { minutes, seed: first, only } = options();
const ends = Date.now() + minutes * 60_000;
const left = (): number => (ends - Date.now()) / 60_000;
const seedAfter = (seed: number): number => fc.sample(fc.nat(), { seed, numRuns: 1 })[0] ?? 0;
/** The parts that have found something, and how to find it again. */
const found = new Map<Part, string>();
// The given seed comes first, so that a finding can be made again. Each part has its turn, however short the time.
for (let round = 0, seed = first; round === 0 || left() > 0; round += 1, seed = seedAfter(seed)) {
  const parts = only.filter((part) => !found.has(part));
  if (parts.length === 0) break;
  for (const part of parts) {
    if (round > 0 && left() <= 0) break;
    console.log(`\nRound ${round}: ${part}, seed ${seed}`);
    const { args, repeatCommand } = runOf(part, seed, left());
    if (!(await runNode(args, seed))) found.set(part, repeatCommand);
  }
}
for (const [part, repeatCommand] of found) {
  console.log(`\nFOUND by the ${part}; seed and example stand above. The same again:\n  ${repeatCommand}`);
}
if (found.size === 0) console.log("\nNothing found.");
else process.exitCode = 1;
