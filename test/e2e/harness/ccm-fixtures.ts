import { expect } from "vitest";
import { watchForTwo } from "../../emulator/at-server.ts";
import { test as base } from "./fixtures.ts";

/** `test` with an emulator that also watches what CCM allows no client. A test during which that comes fails. */
export const test = base.extend("emulator", ({ fileEmulator }, { onCleanup }) => {
  fileEmulator.reset();
  const seen = watchForTwo(fileEmulator);
  onCleanup(() => expect(seen, "requests for a second device").toEqual([]));
  return fileEmulator;
});
