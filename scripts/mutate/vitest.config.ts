import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Stryker asks for threads, in which a time zone that a test sets has no effect. */
const OWN_PROCESS = {
  name: "own-process",
  configureVitest({ project }: { project: { config: { pool: string } } }): void {
    project.config.pool = "forks";
  },
};

/** A table finds most changes at once. A property takes its time for each that it does not find. */
class PropertiesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isProperty = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(".property.test.ts");
    return [...files.filter((one) => !isProperty(one)), ...files.filter(isProperty)];
  }
}

/**
 * The tests that a changed line can fail: not those of documents, of the build and of the tests' own tools. Nor the fuzzers, which
 * fail in the short time that a property gets here.
 */
export default defineConfig({
  plugins: [OWN_PROCESS],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    environment: "node",
    sequence: { sequencer: PropertiesLast },
    // Fewer tests take less time: those of the folder that is changed.
    include: [process.env.MUTATE_TESTS ?? "test/unit/**/*.test.ts"],
    exclude: [
      "*-doc",
      "build-dist",
      "deaths",
      "emulator",
      "fuzzed-answers",
      "messages",
      "mutated-answers",
      "seeds",
      "soak",
      "supply-chain",
    ].map((name) => `test/unit/**/${name}.test.ts`),
    testTimeout: 600_000,
    setupFiles: ["scripts/mutate/property-limits.ts", "test/unit/browser-api.ts"],
  },
});
