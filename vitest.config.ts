import { defineConfig } from "vitest/config";

export default defineConfig({
  // The pages' JSX is Preact's, as in tsconfig.json.
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    passWithNoTests: false,
    retry: 0,
    projects: [
      {
        extends: true,
        // Properties run thousands of cases; on a busy machine they take their time.
        test: {
          name: "unit",
          environment: "node",
          include: ["test/unit/**/*.test.{ts,tsx}"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          environment: "node",
          include: ["test/e2e/**/*.test.ts"],
          // One browser at a time: two would fight over the display, the clock and the policies.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
