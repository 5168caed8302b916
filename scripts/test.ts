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
const withBrowser = projects.length === 0 || projects.some((project) => project !== "unit");

/** Prepares the browser, its display and the build. Returns the environment that the tests need. */
async function prepare(): Promise<NodeJS.ProcessEnv> {
  if (!withBrowser) return {};
  const browser = await ensureBrowser();
  await ensureDisplayTools();
  await buildExtension();
  console.log(`Built dist/. The browser is ${browser}.`);
  return { CHROME_PATH: browser };
}

/** Runs Vitest, which prints the summary last, and resolves with its exit code. */
function vitest(env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...args], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      // The summary may already be printed without a failure.
      if (code === null) console.error(`Vitest was ended by ${signal}.`);
      resolve(code ?? 1);
    });
  });
}

try {
  process.exitCode = await vitest(await prepare());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // No test ran, which counts as a failure.
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
