import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import manifest from "../manifest.json" with { type: "json" };
import { filesOfPage } from "./build/dist-problems.ts";
import { projectMessageProblems } from "./check/message-problems.ts";
import { packageZip } from "./package.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** Limits in bytes. */
const ZIP_LIMIT = 300_000;
const POPUP_LIMIT = 28_000;
const WORKER_LIMIT = 63_000;
const PROBE_LIMIT = 1_500;

/** The content script, which the manifest does not name. */
const PROBE = "src/probe/probe.js";

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

/** Runs one of the project's tools and collects its output until it ends. */
function run(name: string, tool: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, [join(root, "node_modules", tool), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    child.on("error", (error) => resolve({ name, ok: false, output: String(error) }));
    child.on("close", (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? "ok    " : "FAILED"}  ${name} (${seconds} s)`);
      resolve({ name, ok: code === 0, output });
    });
  });
}

/** The total size of the files, each gzipped, in bytes. */
function gzipped(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);
}

/** Compares a size with its limit, both in bytes. */
function size(name: string, bytes: number, limit: number): Outcome {
  const ok = bytes > 0 && bytes <= limit;
  console.log(`${ok ? "ok    " : "FAILED"}  ${name}: ${bytes} of at most ${limit} bytes`);
  return { name, ok, output: ok ? "" : `${bytes} bytes; the limit is ${limit}.` };
}

/** Checks the build's sizes. */
async function sizes(): Promise<Outcome[]> {
  try {
    const popup = filesOfPage(dist, manifest.action.default_popup).filter((file) => file.endsWith(".js"));
    return [
      size("size of the package", (await packageZip(dist)).length, ZIP_LIMIT),
      size("size of the popup's script, gzipped", gzipped(popup), POPUP_LIMIT),
      size(
        "size of the worker's script, gzipped",
        gzipped([manifest.background.service_worker]),
        WORKER_LIMIT,
      ),
      size("size of the script in the softphone's page, gzipped", gzipped([PROBE]), PROBE_LIMIT),
    ];
  } catch (error) {
    console.log("FAILED  sizes");
    return [{ name: "sizes", ok: false, output: String(error) }];
  }
}

/** Whether each message is used, and each language has them all. */
function messages(): Outcome {
  const problems = projectMessageProblems(root);
  const ok = problems.length === 0;
  console.log(`${ok ? "ok    " : "FAILED"}  messages`);
  return { name: "messages", ok, output: problems.join("\n") };
}

const outcomes = await Promise.all([
  messages(),
  run("types", "typescript/bin/tsc", "-p", "."),
  run("lint, layers and format", "@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
  run("unused files, exports and dependencies", "knip/bin/knip.js"),
  run("build", "tsx/dist/cli.mjs", "scripts/build-firefox.ts"),
]);
if (outcomes.find(({ name }) => name === "build")?.ok && existsSync(dist)) {
  outcomes.push(
    ...(await sizes()),
    await run(
      "Firefox's linter",
      "addons-linter/bin/addons-linter",
      "--warnings-as-errors",
      "--boring",
      "dist-firefox",
    ),
  );
}

const failed = outcomes.filter(({ ok }) => !ok);
for (const { name, output } of failed) console.log(`\n--- ${name} ---\n${output.trim()}`);
console.log(
  failed.length === 0
    ? "\nAll checks passed."
    : `\nFailed:\n${failed.map(({ name }) => `  ${name}`).join("\n")}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
