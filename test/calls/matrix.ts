import type { Cell, CellResult, LostContact, Moment, Watch } from "./cell.ts";
import { FATES, type Fate, type FateName } from "./fates.ts";
import { callText, type DevicesOn } from "./verdict-truth.ts";

const LOST_CONTACTS: readonly LostContact[] = ["dropped", "kept"];

/** Which devices are on, in the order of the tables. */
const DEVICES: readonly (DevicesOn & { readonly title: string })[] = [
  { phone: true, softphone: true, title: "Phone and softphone on" },
  { phone: false, softphone: true, title: "Only the softphone on" },
  { phone: true, softphone: false, title: "Only the phone on" },
  { phone: false, softphone: false, title: "No device on" },
];

/** What looks at the tab, in the order of the tables. */
const WATCHES: readonly { readonly watch: Watch; readonly title: string }[] = [
  { watch: "probe", title: "the tab watched, and its page asked" },
  { watch: "tab", title: "the tab watched" },
  { watch: "none", title: "no tab watched" },
];

/**
 * Every cell: each fate with both kinds of registrar, all four states of the devices and all that may look at the tab. With the
 * softphone off, its tab does not matter.
 */
export function allCells(fates = Object.keys(FATES) as FateName[]): Cell[] {
  return fates.flatMap((fate) =>
    LOST_CONTACTS.flatMap((lostContact) =>
      DEVICES.flatMap(({ phone, softphone }) =>
        WATCHES.filter(({ watch }) => softphone || watch === "none").map(({ watch }) => ({
          fate,
          lostContact,
          on: { phone, softphone },
          watch,
        })),
      ),
    ),
  );
}

/** A cell's name, such as `closed, contact kept, phone off, softphone on, watched: tab`. */
export function cellName({ fate, lostContact, on, watch }: Cell): string {
  const state = (isOn: boolean): string => (isOn ? "on" : "off");
  return `${fate}, contact ${lostContact}, phone ${state(on.phone)}, softphone ${state(on.softphone)}, watched: ${watch}`;
}

/** How a moment is shown: what the badge said, what the call got, and whether they agree. */
function momentText({ badge, call, truth }: Moment): string[] {
  const marks = { true: "", green: " ✗", dark: " (too dark)", open: " (not known)" };
  return [`\`${badge}\`${marks[truth]}`, callText(call)];
}

/** How long the agent may be misled by a cell's state, by what was seen. */
function lastsText({ fate, afterFault, afterRead, expires, silenceSeenAfter }: CellResult): string {
  if (afterFault.truth !== "green") return "";
  if (silenceSeenAfter !== null)
    return `until the page has not answered (${silenceSeenAfter} s here, 30 s at most)`;
  if (afterRead.truth !== "green") return "until the next read";
  if ((FATES[fate] as Fate).renews === true) return "as long as it lasts";
  if (expires === null) return "until the next read but one";
  return `until the contact expires (${expires} s later here), and the next read`;
}

/** The sentence without the time of the reading. */
const sentenceOf = ({ sentence }: Moment): string =>
  sentence.replace(/^Hookswitch: /, "").replace(/ Read at .*$/, "");

/** The matrix as Markdown: a table for each state of the devices. */
export function matrixText(results: readonly CellResult[]): string {
  return DEVICES.flatMap(({ title, phone, softphone }) =>
    WATCHES.flatMap(({ watch, title: how }) => {
      const cells = results.filter(
        (cell) => cell.on.phone === phone && cell.on.softphone === softphone && cell.watch === watch,
      );
      if (cells.length === 0) return [];
      const heading = softphone ? `### ${title}; ${how}` : `### ${title}`;
      const text = softphone ? tableText(cells) : summaryText(cells);
      return [[heading, "", text, "", sentencesText(cells)].join("\n")];
    }),
  ).join("\n\n");
}

function tableText(cells: readonly CellResult[]): string {
  const rows = cells.map((cell) => [
    FATES[cell.fate].title,
    cell.lostContact,
    ...momentText(cell.afterFault),
    ...momentText(cell.afterRead),
    lastsText(cell),
  ]);
  const head = [
    "Fate",
    "Lost contact",
    "Badge after 5 s",
    "Call",
    "Badge after the next read",
    "Call",
    "Untrue",
  ];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** With the softphone off, Exotel calls it no more, whatever becomes of it. */
function summaryText(cells: readonly CellResult[]): string {
  const counts = new Map<string, number>();
  for (const { afterFault, afterRead } of cells) {
    const texts = [afterFault, afterRead].map((moment) => momentText(moment).join(", "));
    const text = texts.join("; after the next read ");
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `- ${count} of ${cells.length} cells: ${text}`).join("\n");
}

/** What the sentences said for each badge. */
function sentencesText(cells: readonly CellResult[]): string {
  const moments = cells.flatMap(({ afterFault, afterRead }) => [afterFault, afterRead]);
  const lines = new Set(moments.map((moment) => `- \`${moment.badge}\`: “${sentenceOf(moment)}”`));
  return [...lines].sort().join("\n");
}
