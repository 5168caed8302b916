/** The rows as tables of the documentation. */
import { CCM_FAULTS } from "./ccm-faults.ts";
import { CCM_SEARCH_FAULTS } from "./ccm-searches.ts";
import { CCM_SWITCH_FAULTS } from "./ccm-switches.ts";
import { CORE_FAULTS, DNS_FAULT } from "./core-faults.ts";
import { OLDER_FAULTS, OLDER_SWITCH_FAULTS } from "./older-faults.ts";
import { type NextRead, SENTENCES, type WireFaultGroup } from "./row.ts";

const NEXT: Record<NextRead, string> = {
  "30 s": "in 30 s",
  backoff: "backoff",
  seldom: "in a minute, then ever more seldom",
  "as asked": "when asked to",
};

/** The tables as the documentation has them. */
export function coreFaultTable(): string {
  const groups = CORE_FAULTS.map((group, index) =>
    index === 0 ? { ...group, rows: [...group.rows, DNS_FAULT] } : group,
  );
  const sayings = Object.entries(SENTENCES).map(([name, sentence]) => `| ${name} | ${sentence} |`);
  return [
    ["| Verdict | What the popup says |", "|---|---|", ...sayings].join("\n"),
    readFaultTable(groups),
  ].join("\n\n");
}

/** The tables as the documentation has them. */
export function olderFaultTable(): string {
  const writes = OLDER_SWITCH_FAULTS.map(({ name, at, ends, problem }) => [
    name,
    at === "on" ? "turns the softphone on" : "turns the phone off",
    ends === "phone" ? "phone, `TEL`" : `${ends}, \`S?\``,
    problem ?? "none",
  ]);
  return [
    readFaultTable(OLDER_FAULTS),
    "### Older contract: while a switch from the phone to the softphone is made, where the phone stays on by itself",
    markdownTable(["Fault", "Request", "On in the end", "Alert"], writes),
  ].join("\n\n");
}

/** What befalls a read, a table for each group. */
function readFaultTable(groups: readonly WireFaultGroup[]): string {
  const tables = groups.map(({ title, rows }) => {
    const cells = rows.map(({ name, shown: { saying, badge, problem, next, fades } }) => [
      name,
      fades ? `${saying}, then no answer` : saying,
      fades ? `\`${badge}\`, then \`?\`` : `\`${badge}\``,
      problem?.replace("{status}", "…") ?? "none",
      NEXT[next],
    ]);
    return `### ${title}\n\n${markdownTable(["Fault", "Verdict", "Badge", "Alert", "Next read"], cells)}`;
  });
  return tables.join("\n\n");
}

/** A table in Markdown. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(inCell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

const ENDS: Record<string, string> = {
  phone: "phone, `TEL`",
  softphone: "softphone, `S?`",
  none: "none, `!!`",
};

/** The tables as the documentation has them. */
export function ccmFaultTable(): string {
  const writes = CCM_SWITCH_FAULTS.map(({ name, at, ends, problem }) => [
    name,
    `turns ${at}`,
    ENDS[ends ?? "none"] ?? "",
    problem?.replace("{status}", "…") ?? "none",
  ]);
  const finds = CCM_SEARCH_FAULTS.map(({ name, problem, requests }) => [
    name,
    problem?.replace("{status}", "…") ?? "none: the user ID is filled in",
    String(requests),
  ]);
  return [
    readFaultTable(CCM_FAULTS),
    "### CCM: while a switch from the phone to the softphone is made",
    markdownTable(["Fault", "Request", "On in the end", "Alert"], writes),
    "### CCM: while an agent looks for themselves (*Find me*)",
    markdownTable(["Fault", "Alert", "Requests at most"], finds),
  ].join("\n\n");
}
