import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Counts every test and prints `N passed, N failed, N skipped` as the run's last line. Before it come the skipped tests with
 * their reasons (`context.skip("why")`), and a line `Failed: <where>: <error>` for each failure.
 *
 * Failures outside a test count too: a file that does not load, a suite's hook, an uncaught error, a run without tests.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    const skipped: string[] = [];
    const failed = unhandled.map((error) => failure("outside the tests", error));
    for (const testModule of modules) {
      const file = testModule.relativeModuleId;
      failed.push(...testModule.errors().map((error) => failure(file, error)));
      for (const suite of testModule.children.allSuites())
        failed.push(...suite.errors().map((error) => failure(`${file} > ${suite.fullName}`, error)));
      for (const test of testModule.children.allTests()) {
        const result = test.result();
        const name = `${file} > ${test.fullName}`;
        if (result.state === "passed") passed += 1;
        else if (result.state === "skipped")
          skipped.push(`Not run: ${name}: ${result.note ?? "no reason given"}`);
        // A test still pending when the run ended was cut short, so it did not pass.
        else failed.push(failure(name, result.errors?.[0]));
      }
    }
    if (modules.length === 0) failed.push("Failed: there are no tests");
    const sum = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
    process.stdout.write(`${[...skipped, ...failed, sum].join("\n")}\n`);
  }
}

/** One line, with the first line of what was wrong. */
function failure(where: string, error: SerializedError | undefined): string {
  return `Failed: ${where}: ${error?.message.split("\n")[0] ?? "it did not end"}`;
}
