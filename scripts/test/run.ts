import { spawn } from "node:child_process";

/** What one run of tests came to. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Run {
  /** A program with its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** What the tests need in their environment, besides our own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether to print the output at once: of several runs at the same time, the others print theirs when they have ended. */
  readonly atOnce: boolean;
  /** Reads from the output how many have passed, failed and been skipped. */
  readonly counts: (output: string) => readonly (string | undefined)[];
}

/** Runs tests that print their summary last. Rejects if they cannot be started. */
export function run({ command, cwd, env, atOnce, counts }: Run): Promise<Result> {
  return new Promise((resolve, reject) => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
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
      const [passed = 0, failed = 0, skipped = 0] = counts(output).map((count) => Number(count ?? 0));
      // The summary may be missing, or be printed without a failure before the run was ended.
      if (code === null) console.error(`The tests were ended by ${signal}.`);
      resolve({ passed, failed: code === 0 ? failed : Math.max(1, failed), skipped });
    });
  });
}
