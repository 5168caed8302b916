import { expect, it, vi } from "vitest";
import { tellsOfLocks } from "../../../src/browser/presence.ts";
import { offersGlobalKeys } from "../../../src/browser/shortcuts.ts";

const api = vi.hoisted(() => ({ idle: {} as object, commands: {} as object }));
vi.mock("../../../src/browser/extension.ts", () => ({ browser: api }));

it.each([
  ["with a state for it", { ACTIVE: "active", IDLE: "idle", LOCKED: "locked" }, true],
  ["with states and none for it", { ACTIVE: "active", IDLE: "idle" }, false],
  ["that lists no states", undefined, true],
])("whether locks are told of, by a browser %s", (_which, IdleState, tells) => {
  api.idle = { IdleState };
  expect(tellsOfLocks()).toBe(tells);
});

it("a browser that opens its own page for shortcuts offers no keys for other programs", () => {
  api.commands = {};
  expect(offersGlobalKeys()).toBe(true);
  api.commands = { openShortcutSettings: () => Promise.resolve() };
  expect(offersGlobalKeys()).toBe(false);
});
