import type { Figures } from "./fleet-simulation.ts";

/** One simulated combination: a poller, an account size and a budget. */
export interface Cell {
  readonly poller: Series;
  readonly agents: number;
  readonly limit: number;
  readonly figures: Figures;
}

export const SERIES = ["headers", "no headers", "backoff", "fixed"] as const;
export type Series = (typeof SERIES)[number];

export const NAMES: Readonly<Record<Series, string>> = {
  headers: "Hookswitch, with headers",
  "no headers": "Hookswitch, without headers",
  backoff: "every 30 s, with backoff",
  fixed: "every 30 s",
};

/** Combines the figures of several seeds: the mean, or the worst for fairness and the peak. */
export function pool(days: readonly Figures[]): Figures {
  const mean = (of: (day: Figures) => number): number =>
    days.reduce((sum, day) => sum + of(day), 0) / days.length;
  const switches = days.reduce((sum, day) => sum + day.switches, 0);
  return {
    refusedQuiet: mean((day) => day.refusedQuiet),
    refusedPeak: mean((day) => day.refusedPeak),
    useQuiet: mean((day) => day.useQuiet),
    usePeak: mean((day) => day.usePeak),
    fairness: Math.min(...days.map((day) => day.fairness)),
    delayMedian: mean((day) => day.delayMedian),
    delay95: mean((day) => day.delay95),
    leastMedian: mean((day) => day.leastMedian),
    least95: mean((day) => day.least95),
    switches,
    firstTry: switches === 0 ? 1 : days.reduce((sum, day) => sum + day.firstTry * day.switches, 0) / switches,
    switchDelay: mean((day) => day.switchDelay),
    peakAfterOutage: Math.max(...days.map((day) => day.peakAfterOutage)),
    refusedAtStart: mean((day) => day.refusedAtStart),
    allRead: mean((day) => day.allRead),
  };
}

interface Target {
  readonly name: string;
  readonly value: (figures: Figures) => number;
  /** The bound for a cell, or `null` if it has none. */
  readonly least?: (cell: Cell) => number | null;
  readonly most?: (cell: Cell) => number | null;
}

/** Whether one read every 30 s per agent would use more than four fifths of the budget. */
function binds({ agents, limit }: Cell): boolean {
  return 2 * agents > 0.8 * limit;
}

const TARGETS: readonly Target[] = [
  {
    name: "429s, of all requests",
    value: ({ refusedQuiet }) => refusedQuiet,
    most: ({ poller }) => (poller === "headers" ? 0.01 : 0.03),
  },
  {
    name: "429s at the peak",
    value: ({ refusedPeak }) => refusedPeak,
    most: ({ poller }) => (poller === "headers" ? 0.01 : 0.03),
  },
  {
    name: "use of the budget",
    value: ({ useQuiet }) => useQuiet,
    least: (cell) => (binds(cell) ? 0.7 : null),
  },
  {
    name: "fairness (Jain's index)",
    value: ({ fairness }) => fairness,
    least: ({ poller }) => (poller === "headers" ? 0.95 : 0.9),
  },
  {
    name: "median delay over the least",
    value: ({ delayMedian, leastMedian }) => delayMedian / leastMedian,
    most: ({ poller }) => (poller === "headers" ? 1.4 : 1.5),
  },
  {
    name: "switches' first try",
    value: ({ firstTry }) => firstTry,
    least: ({ poller }) => (poller === "headers" ? 0.999 : 0.995),
  },
  {
    name: "peak after the outage, over the budget",
    value: ({ peakAfterOutage }) => peakAfterOutage,
    most: () => 1.3,
  },
];

/** The targets that a cell misses, as sentences. The pollers for comparison have no targets. */
export function missed(cell: Cell): string[] {
  if (cell.poller === "backoff" || cell.poller === "fixed") return [];
  return TARGETS.flatMap(({ name, value, least, most }) => {
    const found = value(cell.figures);
    const [floor, ceiling] = [least?.(cell) ?? null, most?.(cell) ?? null];
    const isMet = (floor === null || found >= floor) && (ceiling === null || found <= ceiling);
    const bound = floor === null ? `at most ${ceiling}` : `at least ${floor}`;
    return isMet
      ? []
      : [
          `${NAMES[cell.poller]}, ${cell.agents} agents on ${cell.limit}: ${name} is ${found.toFixed(4)}, not ${bound}`,
        ];
  });
}

const COLUMNS = [
  "Budget",
  "Agents",
  "429s",
  "429s at the peak",
  "Use",
  "Fairness",
  "Delay, median",
  "least",
  "Delay, 95 %",
  "least",
  "Switches at the first try",
  "99.9 % done in",
  "Peak after outage",
] as const;

/** The cells of one poller as a Markdown table, its columns aligned. */
export function table(cells: readonly Cell[]): string {
  const rows = cells.map(({ agents, limit, figures }) => [
    `${limit}`,
    agents.toLocaleString("en"),
    percent(figures.refusedQuiet),
    percent(figures.refusedPeak),
    percent(figures.useQuiet, 0),
    figures.fairness.toFixed(3),
    span(figures.delayMedian),
    span(figures.leastMedian),
    span(figures.delay95),
    span(figures.least95),
    percent(figures.firstTry),
    span(figures.switchDelay),
    `${figures.peakAfterOutage.toFixed(2)} ×`,
  ]);
  const widths = COLUMNS.map((column, at) =>
    Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (fields: readonly string[]): string =>
    `| ${fields.map((field, at) => field.padStart(widths[at] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => `${"-".repeat(width - 1)}:`).join(" | ")} |`;
  return [line(COLUMNS), rule, ...rows.map(line)].join("\n");
}

function percent(part: number, digits = 2): string {
  return `${(100 * part).toFixed(digits)} %`;
}

function span(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return "not seen";
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
