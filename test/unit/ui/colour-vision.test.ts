import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Badge, badge } from "../../../src/core/devices/badge.ts";
import { difference, EYES, type Eye, type Seen, seen } from "./colour-vision.ts";

const source = (path: string): string =>
  readFileSync(resolve(import.meta.dirname, "../../../src", path), "utf8");

/** The colours that `css` gives names, `#rrggbb`. */
const named = (css = ""): Record<string, string> =>
  Object.fromEntries(
    [...css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );

const [inLight, inDark] = source("ui/tokens.css").split("@media (prefers-color-scheme: dark)");
const light = named(inLight);
const THEMES = { light, dark: { ...light, ...named(inDark) } };

const popup = source("popup/popup.css");

/** What a rule of the popup's gives a property. */
function ofRule(rule: string, property: string): string | undefined {
  return new RegExp(`\\n\\.${rule} \\{[^}]*\\n  ${property}: ([^;]+);`).exec(popup)?.[1];
}

/** A panel's colour; the page's where it has none of its own. */
function panel(kind: string, theme: keyof typeof THEMES): string {
  const value = ofRule(`hero-${kind}`, "background") ?? ofRule("hero", "background");
  const name = value === "transparent" ? "paper" : /^var\(--([\w-]+)\)$/.exec(value ?? "")?.[1];
  return THEMES[theme][name ?? ""] ?? expect.fail(`No colour for ${kind}`);
}

const between = (one: string, other: string, eye: Eye): number =>
  difference(seen(one, eye), seen(other, eye));

it("colours differ as the formula's authors reckon", () => {
  const pairs: readonly (readonly [Seen, Seen, number])[] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, 2.5, 0], [61, -5, 29], 22.8977],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  for (const [one, other, wanted] of pairs) expect(difference(one, other)).toBeCloseTo(wanted, 3);
});

describe("the panel that says that no call comes", () => {
  // A little under what it reaches. The red of a dark page is dark to an eye without the cones for red.
  it.each<[keyof typeof THEMES, Eye, number]>([
    ["light", "ordinary", 53],
    ["light", "deuteranopia", 45],
    ["light", "protanopia", 55],
    ["dark", "ordinary", 33],
    ["dark", "deuteranopia", 26],
    ["dark", "protanopia", 15],
  ])("looks unlike every other: on a %s page, with %s", (theme, eye, least) => {
    for (const other of ["ok", "catch", "blue", "plain", "unknown"]) {
      expect(between(panel("none", theme), panel(other, theme), eye), other).toBeGreaterThan(least);
    }
  });

  it("is the only one that is solid, and what is not known the only one with a broken edge", () => {
    const kinds = [...popup.matchAll(/^\.hero-(ok|catch|blue|none|unknown) \{/gm)].map(
      ([, kind = ""]) => kind,
    );
    expect(kinds.sort()).toEqual(["blue", "catch", "none", "ok", "unknown"]);
    expect(kinds.filter((kind) => ofRule(`hero-${kind}`, "color") !== undefined)).toEqual(["none"]);
    const edges = kinds.filter((kind) => ofRule(`hero-${kind}`, "border")?.includes("dashed"));
    expect(edges).toEqual(["unknown"]);
  });
});

describe("the badge", () => {
  const COLOURS = ["green", "grey", "amber", "red", "blue"] as const;

  it("has on the page the colours that the toolbar has", () => {
    const painted = [
      ...source("browser/toolbar.ts").matchAll(/(\w+): \["(#[0-9a-f]{6})", "#[0-9a-f]{6}"\]/g),
    ];
    expect(painted.map(([, name, colour]) => [name, colour])).toEqual(
      COLOURS.map((name) => [name, light[`badge-${name}`]]),
    );
  });

  it("looks different for each colour, to every eye", () => {
    for (const eye of Object.keys(EYES) as Eye[])
      for (const one of COLOURS)
        for (const other of COLOURS.slice(COLOURS.indexOf(one) + 1))
          expect(
            between(light[`badge-${one}`] ?? "", light[`badge-${other}`] ?? "", eye),
            `${one}, ${other}, ${eye}`,
          ).toBeGreaterThan(8);
  });

  it("never relies on its colour: no two say the same in different ones", () => {
    const rest = { busy: false } as const;
    const badges: readonly Badge[] = [
      badge({ reach: "reading" }),
      badge({ reach: "refused", why: "refused" }),
      badge({ reach: "unknown", why: "offline" }),
      badge({ reach: "nobody", softphone: "off", ...rest }),
      badge({ reach: "phone", softphone: "not-registered", ...rest }),
      badge({ reach: "phone", softphone: "off", ...rest }),
      badge({ reach: "both", softphone: "registered", ...rest }),
      badge({ reach: "softphone", softphone: "not-reported", ...rest }),
    ];
    expect(new Set(badges.map(({ colour }) => colour)).size).toBe(COLOURS.length);
    expect(new Set(badges.map(({ text }) => text)).size).toBe(badges.length);
  });
});
