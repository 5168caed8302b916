import { expect } from "vitest";
import type { RequestEntry } from "../../emulator/request-log.ts";

/** None of the requests was sent before the one before it was answered. */
export function expectOneAfterTheOther(requests: readonly RequestEntry[]): void {
  for (const [index, { startedAt }] of requests.slice(1).entries())
    expect(startedAt).toBeGreaterThanOrEqual(requests[index]?.finishedAt ?? Number.NaN);
}
