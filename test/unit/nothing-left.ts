import { afterAll, beforeAll, expect } from "vitest";

/*
 * The files of a worker share its process and its modules. What one of them left behind would fail, or save, one that comes later,
 * another one in each run.
 */
const shared = (): unknown => ({
  timeZone: process.env.TZ,
  globals: Object.getOwnPropertyNames(globalThis).sort(),
  timers: [setTimeout, setInterval, setImmediate, Date, fetch, AbortSignal.timeout],
});

let before: unknown;

beforeAll(() => {
  before = shared();
});

afterAll(() => {
  expect(shared(), "What the file has left behind").toEqual(before);
});
