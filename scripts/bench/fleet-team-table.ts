import { simulateTeam, type TeamFigures, type TeamScenario } from "./fleet-team.ts";

/** Measures what a whole team's dropped softphones lead to, and tells what misses its target. */

const AGENTS = 1_000;
const SEEDS = [1, 2, 3] as const;

type Case = Omit<TeamScenario, "seed">;

const DEEDS = [
  { name: "safety net on for all", isNetOn: true, press: false },
  { name: "all press within a minute", isNetOn: false, press: true },
] as const;

const CASES: readonly (Case & { readonly name: string })[] = [300, 50].flatMap((limit) =>
  [true, false].flatMap((headers) =>
    DEEDS.flatMap((deed) =>
      [true, false].map((isPaced) => ({ ...deed, agents: AGENTS, limit, headers, isPaced })),
    ),
  ),
);

function mean(all: readonly TeamFigures[]): TeamFigures {
  const of = (key: keyof TeamFigures): number => all.reduce((sum, one) => sum + one[key], 0) / all.length;
  const keys = Object.keys(all[0] ?? {}) as (keyof TeamFigures)[];
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as unknown as TeamFigures;
}

/** @returns the table in Markdown, and the targets that are missed, as sentences */
export function measureTeam(): { readonly table: string; readonly misses: readonly string[] } {
  const measured = CASES.map((one) => ({
    ...one,
    figures: mean(SEEDS.map((seed) => simulateTeam({ ...one, seed }))),
  }));
  const rows = measured.map(({ name, limit, headers, isPaced, figures }) => [
    `${limit}`,
    headers ? "yes" : "no",
    name,
    isPaced ? "yes" : "no",
    minutes(figures.ringsMedian),
    minutes(figures.rings95),
    `${Math.round(figures.never)}`,
    `${figures.peak.toFixed(1)} ×`,
    figures.refused.toFixed(1),
    `${(100 * figures.refusedShare).toFixed(0)} %`,
    `${(100 * figures.reads).toFixed(0)} %`,
  ]);
  const head = [
    "Budget",
    "Headers",
    "What switches",
    "Paced",
    "Phone rings, median",
    "95 %",
    "Not by the end",
    "Peak",
    "429s an agent",
    "of all requests",
    "Reads meanwhile",
  ];
  const line = (fields: readonly string[]): string => `| ${fields.join(" | ")} |`;
  const table = [line(head), line(head.map((_, at) => (at === 2 ? "---" : "--:"))), ...rows.map(line)].join(
    "\n",
  );
  const misses = measured.flatMap(({ name, limit, headers, isPaced, figures }) => {
    // 50 requests a minute cannot carry a thousand agents' switches in less than forty minutes.
    if (!isPaced || limit < 300) return [];
    const found = [
      figures.never > AGENTS / 1_000 && `${figures.never.toFixed(0)} phones never ring`,
      figures.refused > 2.5 && `${figures.refused.toFixed(1)} 429s an agent, not 2.5 at most`,
      figures.reads < 0.4 && `${(100 * figures.reads).toFixed(0)} % of the reads, not 40 % at least`,
    ];
    const where = `${AGENTS} agents on ${limit} ${headers ? "with" : "without"} headers, ${name}`;
    return found.filter((miss) => miss !== false).map((miss) => `${where}: ${miss}`);
  });
  return { table, misses };
}

function minutes(ms: number): string {
  return ms === Number.POSITIVE_INFINITY ? "not reached" : `${(ms / 60_000).toFixed(1)} min`;
}
