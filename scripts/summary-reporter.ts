import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Counts every test and prints `N passed, N failed, N skipped` as the run's last line, after the
 * skipped tests with the reasons that they gave (`context.skip("why")`).
 *
 * What fails outside a test counts as failed too: a file that does not load, a hook of a suite, an
 * error that nobody caught, a run without any test.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandled.length;
    const skipped: string[] = [];
    for (const testModule of modules) {
      failed += testModule.errors().length;
      for (const suite of testModule.children.allSuites()) failed += suite.errors().length;
      for (const test of testModule.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") passed += 1;
        else if (result.state === "skipped") {
          const why = result.note ?? "no reason given";
          skipped.push(`${testModule.relativeModuleId} > ${test.fullName}: ${why}`);
        }
        // Still pending when the run ended: it was cut short, so it did not pass.
        else failed += 1;
      }
    }
    if (modules.length === 0) failed += 1;
    const lines = skipped.length > 0 ? ["Not run:", ...skipped.map((line) => `  ${line}`), ""] : [];
    process.stdout.write(
      `${[...lines, `${passed} passed, ${failed} failed, ${skipped.length} skipped`].join("\n")}\n`,
    );
  }
}
