import data from "@mdn/browser-compat-data/forLegacyNode";
import type { SupportStatement } from "@mdn/browser-compat-data/types";
import { AS_OLD_AS, CHROMIUM_ONLY, FUNCTION_TYPES, OWNERS } from "./unlisted.ts";

/** The browsers that are promised, as the compatibility data names them. */
export const BROWSERS = ["chrome", "edge", "firefox"] as const;

export type Browser = (typeof BROWSERS)[number];

export type Support = Readonly<Partial<Record<Browser, SupportStatement>>>;

/** What the data says of a feature; `undefined` if it does not know it. */
export function supportOf(feature: string): Support | undefined {
  const known = CHROMIUM_ONLY[feature];
  if (known !== undefined) return known;
  const names = [AS_OLD_AS[feature] ?? feature, ...otherNames(feature)];
  return names.map(entry).find((support) => support !== undefined) ?? prefixed(feature);
}

/** What is known of a property of CSS by its name with `-webkit-`. */
function prefixed(feature: string): Support | undefined {
  const support = feature.includes(".-webkit-") ? entry(feature.replace("-webkit-", "")) : undefined;
  if (support === undefined) return undefined;
  const statementsOf = BROWSERS.map((browser) => {
    const statements = [support[browser] ?? []].flat().filter(({ prefix }) => prefix === "-webkit-");
    return [browser, statements.map(({ prefix: _prefix, ...statement }) => statement)];
  });
  return Object.fromEntries(statementsOf) as Support;
}

function entry(feature: string): Support | undefined {
  let node: unknown = data;
  for (const part of feature.split(".")) {
    const children = Object.entries((node ?? {}) as Record<string, unknown>);
    node = children.find(([name]) => name.toLowerCase() === part.toLowerCase())?.[1];
  }
  return (node as { __compat?: { support: Support } } | undefined)?.__compat?.support;
}

/** The other places in the data where a feature may be. */
function otherNames(feature: string): string[] {
  const [, area, owner = "", member = ""] =
    /^(api|html\.elements|css\.functions)\.([\w-]+)(?:\.(.+))?$/.exec(feature) ?? [];
  if (area === "css.functions") return FUNCTION_TYPES.map((type) => `css.${type}.${owner}`);
  if (area === "api") {
    if (/^(?:add|remove)EventListener$/.test(member)) return [`api.EventTarget.${member}`];
    const event = member.startsWith("on") ? [`api.${owner}.${member.slice(2)}_event`] : [];
    const owners = (OWNERS[owner] ?? []).map((each) => (each === "" ? "api" : `api.${each}`));
    return [...event, ...owners.map((each) => `${each}.${member}`)];
  }
  if (area !== "html.elements") return [];
  if (member === "") return [`svg.elements.${owner}`];
  return [
    `html.global_attributes.${member}`,
    `svg.elements.${owner}.${member}`,
    `svg.global_attributes.${member}`,
    `svg.elements.${owner}`,
    `api.HTML${owner}Element.${member}`,
  ];
}

/** Whether a version of a browser has a feature as the data describes it, without a flag, a prefix or a part that it lacks. */
export function has(support: Support, browser: Browser, version: number): boolean {
  const statements = [support[browser] ?? []].flat();
  return statements.some((statement) => {
    const {
      version_added: added,
      version_removed: removed,
      flags,
      prefix,
      partial_implementation,
    } = statement;
    const from = numberOf(added);
    if (from === null || from > version) return false;
    if (removed !== undefined && (numberOf(removed) ?? 0) <= version) return false;
    return (
      flags === undefined &&
      prefix === undefined &&
      partial_implementation !== true &&
      !later(statement.notes)
    );
  });

  /** Whether a note says that a part has come in a later version. */
  function later(notes: string | readonly string[] | undefined): boolean {
    return [notes ?? []]
      .flat()
      .some((note) =>
        [...note.matchAll(/supported .*?\bfrom (?:chrome|edge|firefox) (\d+)/gi)].some(
          ([, number]) => Number(number) > version,
        ),
      );
  }
}

function numberOf(version: unknown): number | null {
  const number = typeof version === "string" ? Number.parseFloat(version.replace("≤", "")) : Number.NaN;
  return Number.isNaN(number) ? null : number;
}
