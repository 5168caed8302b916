import { afterAll, expect } from "vitest";

/*
 * The files of a worker share its process. What one of them leaves behind could make a later one fail, or pass, depending on which
 * files the worker ran before.
 */
const shared = (): Map<string, unknown> => {
  // The helpers of libraries, such as `__awaiter`, and Vitest's own come with the modules.
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => !/^__[a-z]/.test(name));
  return new Map([
    ...names.map((name) => [name, Reflect.get(globalThis, name)] as const),
    ["AbortSignal.timeout", AbortSignal.timeout],
    ["process.env.TZ", process.env.TZ],
  ]);
};

const before = shared();

afterAll(() => {
  const after = shared();
  const names = new Set([...before.keys(), ...after.keys()]);
  const changed = [...names].filter((name) => !Object.is(after.get(name), before.get(name)));
  expect(changed, "What the file has left behind").toEqual([]);
});
