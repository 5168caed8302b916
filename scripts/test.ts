import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBrowser, ensureDisplayTools } from "./browser.ts";
import { buildExtension } from "./build.ts";
import { deriveFirefox } from "./build-firefox.ts";
import { ensureFirefox } from "./firefox.ts";
import { withOwnPolicies } from "./test/own-policies.ts";
import { type Result, type Run, run } from "./test/run.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const projects = args.flatMap((arg, index) => {
  if (arg === "--project") return [args[index + 1] ?? ""];
  return arg.startsWith("--project=") ? [arg.slice("--project=".length)] : [];
});
const WITHOUT_BROWSER = /^(unit|sip)/;
const withBrowser = projects.length === 0 || projects.some((project) => !WITHOUT_BROWSER.test(project));

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
  const firefox = ensureFirefox();
  await ensureDisplayTools();
  await buildExtension();
  deriveFirefox();
  console.log(`Built dist/ and dist-firefox/. The browsers are ${browser} and ${firefox}.`);
  return { CHROME_PATH: browser, FIREFOX_PATH: firefox };
}

/** How a run of Vitest goes on beside others. */
type Beside = Partial<Pick<Run, "atOnce">> & {
  /** A command that runs the command after it in its own way. */
  readonly within?: readonly string[];
};

/** @param env what the tests need in their environment */
function vitest(
  env: NodeJS.ProcessEnv,
  options: readonly string[],
  { within = [], atOnce = true }: Beside = {},
): Promise<Result> {
  const script = join(root, "node_modules/vitest/vitest.mjs");
  return run({
    command: [...within, process.execPath, script, "run", ...options],
    cwd: root,
    env,
    atOnce,
    counts: (output) =>
      [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1)?.slice(1) ?? [],
  });
}

/** The tests of the example portal, by Node's own runner. It prints `# pass 9`, or `ℹ pass 9`. */
function portalTests(): Promise<Result> {
  const count = (output: string, name: string): string | undefined =>
    new RegExp(`^(?:#|ℹ) ${name} (\\d+)$`, "m").exec(output)?.[1];
  return run({
    command: ["npm", "test"],
    cwd: PORTAL,
    atOnce: false,
    counts: (output) => ["pass", "fail", "skipped"].map((name) => count(output, name)),
  });
}

/**
 * Runs every test. Those that set the machine's policies would change every other browser. They mostly wait, so they run beside
 * all others where they can have policies of their own, or else beside the tests that need no browser. Those of the registrar mostly
 * wait, too.
 */
async function everything(env: NodeJS.ProcessEnv): Promise<readonly Result[]> {
  const within = withOwnPolicies(env.CHROME_PATH ?? "");
  const machineWide = vitest(env, ["--project", "e2e-machine"], { atOnce: false, within: within ?? [] });
  const registrar = vitest(env, ["--project", "sip"], { atOnce: false });
  const results = await Promise.all([vitest(env, ["--project", "unit*"]), registrar, portalTests()]);
  if (within === null) await machineWide;
  results.push(await vitest(env, ["--project", "e2e"]));
  return [...results, await machineWide];
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
