import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");

/** By hand, and to find something new: these two draw a seed, print it, and take one that is given. */
const DRAWS = ["scripts/soak.ts", "scripts/hunt.ts"];

/** What gives another value each time that it is asked, and takes no seed. */
const UNSEEDED = /\bMath\.random\b|\brandom(?:Int|UUID|Bytes)\b|\bgetRandomValues\b/;

describe("what the tests decide is the same each time", () => {
  it("properties begin with a seed that is set, and at a failure they name it with the example", () => {
    const seed = Number(process.env.HOOKSWITCH_SEED ?? 1);
    expect(fc.readConfigureGlobal().seed).toBe(seed);
    const fails = (): void => fc.assert(fc.property(fc.nat(), (n) => n < 1_000));
    expect(fails).toThrow(new RegExp(`seed: ${seed}, path: "[0-9:]+"[^]*Counterexample: \\[1000\\]`));
  });

  it("nothing in tests and scripts draws without a seed", () => {
    const files = ["test", "scripts"].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(folder, name),
      ),
    );
    const drawing = files.filter(
      (file) =>
        /\.tsx?$/.test(file) &&
        file !== "test/unit/project/seeds.test.ts" &&
        UNSEEDED.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(new Set(drawing)).toEqual(new Set(DRAWS));
  });

  it("the soak that decides about a change is given its seed", () => {
    const runs = readFileSync(join(ROOT, ".ci/run"), "utf8").match(/run soak\b[^)\n]*/g) ?? [];
    expect(runs).toEqual([expect.stringMatching(/ --seed \d+$/)]);
  });
});
