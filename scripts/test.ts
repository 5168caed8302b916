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

/** Gets the browser, its display and the build ready, and says what the tests need in their environment. */
async function prepare(): Promise<NodeJS.ProcessEnv> {
  if (!withBrowser) return {};
  const browser = await ensureBrowser();
  await ensureDisplayTools();
  await buildExtension();
  console.log(`Built dist/. The browser is ${browser}.`);
  return { CHROME_PATH: browser };
}

/** Runs Vitest, whose last line is the summary, and resolves with its exit code. */
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
      // Its summary may be out by then, and tell of no failure.
      if (code === null) console.error(`Vitest was ended by ${signal}.`);
      resolve(code ?? 1);
    });
  });
}

try {
  process.exitCode = await vitest(await prepare());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Nothing ran, and that is a failure.
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
}
