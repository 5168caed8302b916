import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chart } from "./fleet-chart.ts";
import { type Cell, missed, NAMES, pool, SERIES, type Series, table } from "./fleet-figures.ts";
import { fixed, fixedWithBackoff, hookswitch, type Poller } from "./fleet-pollers.ts";
import { type Spans, simulate, spansFor } from "./fleet-simulation.ts";
import { measureTeam } from "./fleet-team-table.ts";

/**
 * Simulates the agents of an account in virtual time, with the product's schedule and the emulator's limiter. Prints the
 * figures, writes them and a chart into `docs/`, and fails if one misses its target.
 */

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
const AGENTS = [25, 150, 1_000, 10_000] as const;
const LIMITS = [50, 300] as const;
const SEEDS = [1, 2, 3] as const;
/** A day with few agents has few switches, so one refusal more or less says little. More seeds help. */
const SEEDS_OF_FEW = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const MINUTE = 60_000;

const POLLERS: Readonly<Record<Series, () => Poller>> = {
  headers: hookswitch,
  "no headers": hookswitch,
  backoff: fixedWithBackoff,
  fixed,
};

/** Pollers that do not learn settle soon, and make up to 20,000 requests a minute. */
const SHORT: Spans = {
  settling: 30 * MINUTE,
  quiet: 20 * MINUTE,
  settlingToPeak: 5 * MINUTE,
  peak: 15 * MINUTE,
  calming: 5 * MINUTE,
  outage: 10 * MINUTE,
  afterOutage: 15 * MINUTE,
};

function measure(series: Series, agents: number, limit: number): Cell {
  const learns = series === "headers" || series === "no headers";
  const spans = learns ? spansFor(agents, limit) : SHORT;
  const seeds = !learns ? SEEDS.slice(0, 1) : agents < 1_000 ? SEEDS_OF_FEW : SEEDS;
  const headers = series !== "no headers";
  const days = seeds.map((seed) =>
    simulate({ agents, limit, headers, poller: POLLERS[series], seed, spans }),
  );
  return { poller: series, agents, limit, figures: pool(days) };
}

const started = performance.now();
const cells: Cell[] = [];
const sections: string[] = [];
for (const series of SERIES) {
  const measured = LIMITS.flatMap((limit) => AGENTS.map((agents) => measure(series, agents, limit)));
  cells.push(...measured);
  sections.push(`${NAMES[series].replace(/^./, (letter) => letter.toUpperCase())}:\n\n${table(measured)}`);
  console.log(`\n${sections.at(-1)}`);
}

writeFileSync(`${DOCS}fleet.svg`, chart(cells));
const team = measureTeam();
console.log(`\n${team.table}`);
const page = readFileSync(`${DOCS}pacing.md`, "utf8");
const withFleet = replaced(page, "bench:fleet", sections.join("\n\n"));
writeFileSync(`${DOCS}pacing.md`, replaced(withFleet, "bench:team", team.table));

/** The page with other text between two comments. */
function replaced(text: string, mark: string, between: string): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/pacing.md has no place for the tables: ${begin}`);
  return `${before}${begin}\n\n${between}\n\n${end}${after}`;
}

const misses = [...cells.flatMap(missed), ...team.misses];
console.log(
  misses.length === 0
    ? "\nEvery target is reached."
    : `\nMissed:\n${misses.map((miss) => `  ${miss}`).join("\n")}`,
);
console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s`);
process.exitCode = misses.length === 0 ? 0 : 1;
