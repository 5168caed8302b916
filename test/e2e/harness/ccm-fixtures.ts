import { expect } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import type { RequestEntry } from "../../emulator/request-log.ts";
import { test as base } from "./fixtures.ts";

/**
 * `test` with an emulator that also watches what CCM allows no client: a request that turns a device on while
 * another one of that user is on. A test during which one comes fails.
 */
export const test = base.extend("emulator", ({ fileEmulator }, { onCleanup }) => {
  fileEmulator.reset();
  const seen = watchForTwo(fileEmulator);
  onCleanup(() => expect(seen, "requests for a second device").toEqual([]));
  return fileEmulator;
});

function watchForTwo(emulator: Emulator): string[] {
  const seen: string[] = [];
  const watch = (request: RequestEntry): false => {
    const [, sid, userId, deviceId] =
      /^\/v2\/accounts\/([^/]+)\/users\/([^/]+)\/devices\/([^/]+)$/.exec(request.path) ?? [];
    const devices = emulator.store.accounts.get(sid ?? "")?.users.get(userId ?? "")?.devices ?? [];
    const others = devices.filter(({ id, on }) => on && String(id) !== deviceId);
    const { available } = (request.body ?? {}) as { available?: unknown };
    if (request.method === "PUT" && available === true && others.length > 0) {
      seen.push(`${deviceId} while ${others.map(({ id }) => id).join(", ")} is on`);
    }
    return false;
  };
  // It strikes nothing: it is asked of every request as it comes in.
  emulator.faults.always({ kind: "transform", transform: (json) => json }, watch);
  return seen;
}
