import { defineConfig } from "vitest/config";

/**
 * The tests that a changed line can fail: not those of documents, of the build and of the tests' own tools. Nor the fuzzers, which
 * fail in the short time that a property gets here.
 */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    environment: "node",
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
