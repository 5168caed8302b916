import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
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

/** The example of a portal for signing in with the organisation: a package of its own. */
const PORTAL = join(root, "examples/sign-in-portal");

/** Installs what the example portal stands on, where it is not there yet. */
function installPortal(): void {
  if (!existsSync(join(PORTAL, "node_modules")))
    execFileSync("npm", ["ci"], { cwd: PORTAL, stdio: "inherit" });
}

/** Prepares the browser, its display and the build. Returns the environment that the tests need. */
async function prepare(): Promise<NodeJS.ProcessEnv> {
  if (!withBrowser) return {};
  installPortal();
  const browser = await ensureBrowser();
  await ensureDisplayTools();
  await buildExtension();
  console.log(`Built dist/. The browser is ${browser}.`);
  return { CHROME_PATH: browser };
}

/** What one run came to. */
interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Run {
  /** What Node runs, with its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether to print the output at once: of two runs at the same time, one waits. */
  readonly atOnce: boolean;
  /** Reads from the output how many have passed, failed and been skipped. */
  readonly counts: (output: string) => readonly (string | undefined)[];
}

/** Runs tests that print their summary last. Prints their output at once, or when they have ended. */
function run({ command, cwd, env, atOnce, counts }: Run): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd,
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
      const [passed = 0, failed = 0, skipped = 0] = counts(output).map(Number);
      // The summary may be missing, or be printed without a failure before the run was ended.
      if (code === null) console.error(`The tests were ended by ${signal}.`);
      resolve({ passed, failed: code === 0 ? failed : Math.max(1, failed), skipped });
    });
  });
}

/** @param env what the tests need in their environment */
function vitest(env: NodeJS.ProcessEnv, options: readonly string[], atOnce = true): Promise<Result> {
  return run({
    command: [join(root, "node_modules/vitest/vitest.mjs"), "run", ...options],
    cwd: root,
    env,
    atOnce,
    counts: (output) =>
      [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1)?.slice(1) ?? [],
  });
}

/** The tests of the example portal, by Node's own runner. It prints `# pass 9`, or `ℹ pass 9`. */
async function portalTests(): Promise<Result> {
  const command = ["--import", "tsx", "--test", ...portalTestFiles()];
  const count = (output: string, name: string): string | undefined =>
    new RegExp(`^(?:#|ℹ) ${name} (\\d+)$`, "m").exec(output)?.[1];
  return run({
    command,
    cwd: PORTAL,
    atOnce: false,
    counts: (output) => ["pass", "fail", "skipped"].map((name) => count(output, name)),
  });
}

function portalTestFiles(): string[] {
  const files = readdirSync(join(PORTAL, "test")).filter((name) => name.endsWith(".test.ts"));
  return files.map((name) => join("test", name));
}

/**
 * Runs every test. Those that set the machine's policies would change every other browser, so they run beside the tests
 * that need none.
 */
async function everything(env: NodeJS.ProcessEnv): Promise<readonly Result[]> {
  const first = await Promise.all([
    vitest(env, ["--project", "unit", "--project", "sip"]),
    vitest(env, ["--project", "e2e-machine"], false),
    portalTests(),
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
