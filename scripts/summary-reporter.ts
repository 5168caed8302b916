import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Counts every test and prints `N passed, N failed, N skipped` as the run's last line, after the skipped tests and their
 * reasons (`context.skip("why")`).
 *
 * Failures outside a test count too: a file that does not load, a suite's hook, an uncaught error, a run without tests.
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
        // A test still pending when the run ended was cut short, so it did not pass.
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
