import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBrowser, ensureDisplayTools } from "./browser.ts";
import { buildExtension } from "./build.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const projects = args.flatMap((arg, index) => {
  if (arg === "--project") return [args[index + 1] ?? ""];
  return arg.startsWith("--project=") ? [arg.slice("--project=".length)] : [];
});
const WITHOUT_BROWSER = ["unit", "sip"];
const withBrowser = projects.length === 0 || projects.some((project) => !WITHOUT_BROWSER.includes(project));

/** Prepares the browser, its display and the build. Returns the environment that the tests need. */
async function prepare(): Promise<NodeJS.ProcessEnv> {
  if (!withBrowser) return {};
  const browser = await ensureBrowser();
  await ensureDisplayTools();
  await buildExtension();
  console.log(`Built dist/. The browser is ${browser}.`);
  return { CHROME_PATH: browser };
}

/** What one run of Vitest came to. */
interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Runs Vitest, which prints the summary last. Prints its output at once, or when it has ended.
 *
 * @param env what the tests need in their environment
 * @param atOnce whether to print at once: of two runs at the same time, one waits
 */
function vitest(env: NodeJS.ProcessEnv, options: readonly string[], atOnce = true): Promise<Result> {
  return new Promise((resolve, reject) => {
    const command = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...options];
    const child = spawn(process.execPath, command, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let output = "";
    const take = (data: Buffer): void => {
      output += data.toString();
      if (atOnce) process.stdout.write(data);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (!atOnce) process.stdout.write(output);
      const last = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? [];
      const [passed = 0, failed = 0, skipped = 0] = last.slice(1).map(Number);
      // The summary may be missing, or be printed without a failure before Vitest was ended.
      if (code === null) console.error(`Vitest was ended by ${signal}.`);
      resolve({ passed, failed: code === 0 ? failed : Math.max(1, failed), skipped });
    });
  });
}

/**
 * Runs every test. Those that set the machine's policies would change every other browser, so they run beside the tests
 * that need none.
 */
async function everything(env: NodeJS.ProcessEnv): Promise<readonly Result[]> {
  const first = await Promise.all([
    vitest(env, ["--project", "unit", "--project", "sip"]),
    vitest(env, ["--project", "e2e-machine"], false),
  ]);
  return [...first, await vitest(env, ["--project", "e2e"])];
}

try {
  const env = await prepare();
  const results = args.length === 0 ? await everything(env) : [await vitest(env, args)];
  const sum = (key: keyof Result): number => results.reduce((total, result) => total + result[key], 0);
  if (results.length > 1)
    console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // No test ran, which counts as a failure.
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
