/**
 * How long a condition may take before a test gives up on it, in milliseconds. What is waited for takes a second or two: a machine
 * that is many times slower decides the same.
 */
export const PATIENCE_MS = 60_000;

/** How often a condition that nothing announces is looked at, in milliseconds. */
const POLL_MS = 50;

/** Resolves after `ms` milliseconds. For pacing a poll only; a test waits for a condition, never for a time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Polls `read` until it gives something other than `undefined`, `null` or `false`, and resolves with that.
 *
 * @param what what is waited for, for the error message; a function is asked at the end, so that it can say what was there
 * @param timeoutMs milliseconds until it gives up
 * @throws Error that says `what` after `timeoutMs`; whatever `read` throws is passed on at once
 */
export async function until<T>(
  what: string | (() => string),
  read: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  timeoutMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() >= deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${typeof what === "string" ? what : what()}`);
    }
    await pause(POLL_MS);
  }
}
