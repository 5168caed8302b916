import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(new URL(`../../../src/ui/${file}`, import.meta.url), "utf8");
const [light = "", dark = ""] = read("tokens.css").split("prefers-color-scheme: dark");

/** The colour that a token has in a scheme. */
function colour(scheme: string, token: string): string {
  const found = new RegExp(`--${token}: (#[0-9a-f]{6});`).exec(scheme)?.[1];
  if (found === undefined) throw new Error(`--${token} has no colour`);
  return found;
}

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [lower = 0, higher = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (higher + 0.05) / (lower + 0.05);
}

/** What edges must stand out from what lies around them and within. */
const EDGES = [
  ["bad", "card"],
  ["bad", "paper"],
  ["bad", "bad-tint"],
  ["edge", "card"],
  ["edge", "paper"],
  ["warn", "warn-tint"],
  ["good", "card"],
] as const;

describe.each([
  ["light", light],
  ["dark", dark],
])("in %s", (_name, scheme) => {
  it.each(EDGES)("an edge of --%s stands out from --%s", (edge, ground) => {
    expect(contrast(colour(scheme, edge), colour(scheme, ground))).toBeGreaterThanOrEqual(3);
  });
});

it("an alert has that edge", () => {
  const [, alert = ""] = /\.alert-body,\s*\.success-message \{([^}]*)\}/.exec(read("base.css")) ?? [];
  expect(alert).toContain("border: 1px solid var(--bad);");
});
