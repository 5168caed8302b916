import { type Cell, NAMES, SERIES, type Series } from "./fleet-figures.ts";
import type { Figures } from "./fleet-simulation.ts";

interface Panel {
  readonly title: string;
  readonly value: (figures: Figures) => number;
  /** The ends of the scale, and the target drawn in it. */
  readonly from: number;
  readonly to: number;
  readonly target: number;
  readonly unit: string;
  /** Whether the scale is logarithmic, with steps of ten times. */
  readonly decades?: boolean;
}

const PANELS: readonly Panel[] = [
  {
    title: "429s, of all requests",
    value: ({ refusedQuiet }) => 100 * refusedQuiet,
    from: 0,
    to: 100,
    target: 1,
    unit: " %",
  },
  {
    title: "Use of the budget",
    value: ({ useQuiet }) => 100 * useQuiet,
    from: 0,
    to: 100,
    target: 70,
    unit: " %",
  },
  {
    title: "Fairness (Jain's index)",
    value: ({ fairness }) => fairness,
    from: 0,
    to: 1,
    target: 0.95,
    unit: "",
  },
  {
    title: "Median delay, over the least possible",
    value: ({ delayMedian, leastMedian }) => delayMedian / leastMedian,
    from: 0.8,
    to: 2.4,
    target: 1.4,
    unit: " ×",
  },
  {
    title: "Switches at the first try",
    value: ({ firstTry }) => 100 * firstTry,
    from: 0,
    to: 100,
    target: 99.9,
    unit: " %",
  },
  {
    title: "Peak after an outage, over the budget",
    value: ({ peakAfterOutage }) => peakAfterOutage,
    from: 0.1,
    to: 1_000,
    target: 1.3,
    unit: " ×",
    decades: true,
  },
];

const [WIDTH, HEIGHT, LEFT, TOP] = [360, 190, 52, 34] as const;
const PLOT = { width: WIDTH - LEFT - 16, height: HEIGHT - TOP - 44 } as const;

/** The figures of all cells as one SVG, for light and dark pages. */
export function chart(cells: readonly Cell[]): string {
  const accounts = cells.filter(({ poller }) => poller === "headers");
  const panels = PANELS.map((panel, index) => {
    const [x, y] = [(index % 2) * WIDTH, Math.floor(index / 2) * HEIGHT];
    return `<g transform="translate(${x} ${y})">${draw(panel, cells, accounts)}</g>`;
  });
  const height = Math.ceil(PANELS.length / 2) * HEIGHT;
  const legend = SERIES.map(
    (series, index) =>
      `<g transform="translate(${LEFT + (index % 2) * WIDTH} ${height + 10 + 18 * Math.floor(index / 2)})">${mark(series, 0, 0)}<text x="10" y="4">${NAMES[series]}</text></g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${height + 44}" role="img" aria-label="What ${accounts.length} accounts' agents do to their budget, for four ways to poll">
<style>
text { font: 11px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 } .small { fill: #59636e; font-size: 10px }
.axis { stroke: #d1d9e0 } .target { stroke: #59636e; stroke-dasharray: 3 3 }
.headers { fill: #1a7f37 } .no-headers { fill: #0969da } .backoff { fill: #bf8700 } .fixed { fill: #cf222e }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .small { fill: #9198a1 } .axis { stroke: #3d444d } .target { stroke: #9198a1 }
.headers { fill: #3fb950 } .no-headers { fill: #58a6ff } .backoff { fill: #d29922 } .fixed { fill: #f85149 }
}
</style>
${[...panels, ...legend].join("\n")}
</svg>
`;
}

function draw(panel: Panel, cells: readonly Cell[], accounts: readonly Cell[]): string {
  const step = PLOT.width / accounts.length;
  const marks = accounts.flatMap(({ agents, limit }, column) =>
    SERIES.flatMap((series, nth) => {
      const cell = cells.find(
        (each) => each.poller === series && each.agents === agents && each.limit === limit,
      );
      if (cell === undefined) return [];
      const x = LEFT + step * column + (step * (nth + 1)) / (SERIES.length + 1);
      return [mark(series, round(x), round(TOP + heightOf(panel, panel.value(cell.figures))))];
    }),
  );
  const names = accounts.map(({ agents }, column) => {
    const x = round(LEFT + step * (column + 0.5));
    return `<text class="small" x="${x}" y="${TOP + PLOT.height + 14}" text-anchor="middle">${agents >= 1_000 ? `${agents / 1_000}k` : agents}</text>`;
  });
  const limits = [...new Set(accounts.map(({ limit }) => limit))].map((limit, nth, all) => {
    const x = round(LEFT + (PLOT.width * (nth + 0.5)) / all.length);
    return `<text class="small" x="${x}" y="${TOP + PLOT.height + 27}" text-anchor="middle">agents, ${limit} a minute</text>`;
  });
  const scale = [panel.from, panel.to, panel.target].map((value, nth) => {
    const y = round(TOP + heightOf(panel, value));
    const line = `<line class="${nth === 2 ? "target" : "axis"}" x1="${LEFT}" x2="${LEFT + PLOT.width}" y1="${y}" y2="${y}"/>`;
    // The label of a target at the end of the scale would overlap the end's own number.
    const isFree =
      nth < 2 || [panel.from, panel.to].every((end) => Math.abs(heightOf(panel, end) - y + TOP) > 10);
    const number = `<text class="small" x="${LEFT - 5}" y="${y + 3}" text-anchor="end">${value}${panel.unit}</text>`;
    return isFree ? line + number : line;
  });
  const title = `<text class="title" x="${LEFT}" y="18">${panel.title}</text>`;
  return [title, ...scale, ...names, ...limits, ...marks].join("");
}

/** The distance from the plot's top. Clamps values beyond the scale. */
function heightOf({ from, to, decades }: Panel, value: number): number {
  const place =
    decades === true
      ? (Math.log(value) - Math.log(from)) / Math.log(to / from)
      : (value - from) / (to - from);
  return PLOT.height * (1 - Math.min(1, Math.max(0, place)));
}

function mark(series: Series, x: number, y: number): string {
  return `<circle class="${series.replace(" ", "-")}" cx="${x}" cy="${y}" r="3.5"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
