import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";

/** They set policies, which are the machine's: every browser that runs meanwhile would obey them. */
const MACHINE_WIDE = [
  "browser-killed",
  "deploy",
  "host-policy",
  "organisation",
  "packed",
  "policy",
  "restart",
  "update-waits",
].map((name) => `test/e2e/${name}.test.ts`);

/**
 * Far more than any test takes, in ms: only what hangs may run into it, on a machine that is ten times slower, too. Every wait
 * in a test has a limit of its own, and says what it was for.
 */
const limits = { testTimeout: 600_000, hookTimeout: 600_000, teardownTimeout: 60_000 };

const SET_UP = ["test/unit/property-limits.ts", "test/unit/browser-api.ts"];

const WIRE = "test/unit/wire/**/*.test.{ts,tsx}";

/** Folders and files of `test/unit/` that put modules or globals in the place of others. Each file has a process of its own. */
export const REPLACES_MODULES = [
  "background.test.ts",
  "browser/",
  "exotel/integrations-core/through-proxy.test.ts",
  "history/",
  "probe/",
  "ui/",
];
const ISOLATED = REPLACES_MODULES.map((name) =>
  name.endsWith("/") ? `test/unit/${name}**/*.test.{ts,tsx}` : `test/unit/${name}`,
);

const unitTests = {
  environment: "node" as const,
  // Vitest leaves a core idle unless it is told otherwise.
  maxWorkers: "100%",
  ...limits,
};

const browserTests = {
  environment: "node" as const,
  include: ["test/e2e/**/*.test.ts"],
  ...limits,
};

export default defineConfig({
  // The pages' JSX is Preact's, as in tsconfig.json.
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          ...unitTests,
          name: "unit",
          include: ["test/unit/**/*.test.{ts,tsx}"],
          exclude: [...ISOLATED, WIRE],
          setupFiles: [...SET_UP, "test/unit/nothing-left.ts"],
          // Each worker loads the modules once, for all its files.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...unitTests,
          name: "unit-wire",
          include: [WIRE],
          setupFiles: SET_UP,
          // The same, apart from the others: once a file has shown a page, the worker has a `document`.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { ...unitTests, name: "unit-isolated", include: ISOLATED, setupFiles: SET_UP },
      },
      {
        extends: true,
        test: {
          name: "sip",
          environment: "node",
          include: ["test/{sip,calls}/**/*.test.ts"],
          maxWorkers: 1,
          ...limits,
        },
      },
      {
        extends: true,
        test: {
          ...browserTests,
          name: "e2e",
          exclude: MACHINE_WIDE,
          // They wait for the browser more than they compute.
          maxWorkers: 3,
          // A worker loads its modules once, for all its files, which share a browser.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...browserTests,
          name: "e2e-machine",
          include: MACHINE_WIDE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
