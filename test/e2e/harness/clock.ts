import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "webextension-polyfill";
import type { Hookswitch } from "./launch.ts";

declare const chrome: Browser;

/** A time of day that a test moves. Browsers that are started with `env` have it, in every process, from one call to the next. */
export interface MovableClock {
  /** For `LaunchOptions.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** What the clock shows, epoch ms; an emulator takes it as its own. */
  now(): number;
  /** Sets the clock, forwards or backwards, to a moment in epoch ms. It goes on from there. */
  set(at: number): void;
  /** Removes its files. Browsers that still run keep the time that was set last. */
  remove(): void;
}

const SOURCE = resolve(import.meta.dirname, "clock.c");

/**
 * Makes a clock that shows the machine's time. It takes the place of the C library's in the browser (`clock.c`): that is the one
 * place where the worker, the pages and the browser's own alarms all look. `libfaketime` does the same for any program, and makes
 * Chromium so slow that it does not start.
 *
 * @throws Error that says what to install if the machine cannot compile it
 */
export function makeClock(): MovableClock {
  const directory = mkdtempSync(join(tmpdir(), "hookswitch-clock-"));
  const [library, moved] = [join(directory, "clock.so"), join(directory, "ahead")];
  const { status, stderr, error } = spawnSync("cc", ["-O2", "-shared", "-fPIC", "-o", library, SOURCE], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const why = error?.message ?? stderr;
    throw new Error(
      `A clock that is moved needs a C compiler, on Linux: apt-get install gcc libc6-dev (${why})`,
    );
  }
  let ahead = 0;
  writeFileSync(moved, Buffer.alloc(8));
  const move = (ms: number): void => {
    ahead = Math.round(ms);
    const nanoseconds = Buffer.alloc(8);
    nanoseconds.writeBigInt64LE(BigInt(ahead) * 1_000_000n);
    // Never shorter, not for a moment: a process that reads what it has mapped past a file's end is killed.
    const file = openSync(moved, "r+");
    writeSync(file, nanoseconds, 0, 8, 0);
    closeSync(file);
  };
  return {
    env: { LD_PRELOAD: library, MOVED_CLOCK: moved },
    now: () => Date.now() + ahead,
    set: (at) => move(at - Date.now()),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * Lets the time be `at` (epoch ms) for the browser, as after a sleep of the machine: what its alarms are set for by then comes at
 * once. Timers that run meanwhile, as `setTimeout` makes them, are not hurried.
 */
export async function moveTo(handle: Hookswitch, clock: MovableClock, at: number): Promise<void> {
  clock.set(at);
  // Chromium counts the time to an alarm from when that was created, and looks at the clock again only then.
  await handle.keeper.evaluate(async () => {
    for (const { name, scheduledTime, periodInMinutes } of await chrome.alarms.getAll()) {
      chrome.alarms.create(name, {
        when: scheduledTime,
        ...(periodInMinutes === undefined ? {} : { periodInMinutes }),
      });
    }
  });
}

/** When a clock on the wall of this computer shows an hour on a Monday for the first time after `now`, epoch ms. */
export function nextMonday(now: number, hours: number, minutes = 0): number {
  const day = new Date(now);
  const days = ((8 - day.getDay()) % 7) + (day.getDay() === 1 ? 7 : 0);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours, minutes).getTime();
}

/** The same by `ms` milliseconds from now. */
export async function letPass(handle: Hookswitch, clock: MovableClock, ms: number): Promise<void> {
  await moveTo(handle, clock, clock.now() + ms);
}
