import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { firstPaint } from "../../../src/ui/first-paint.ts";

/** Tells the page of paints, by their names. */
let paint: (...names: string[]) => void = () => undefined;
let isOver = false;

beforeEach(() => {
  vi.useFakeTimers();
  class Observer {
    constructor(heard: (list: { getEntriesByName(name: string): string[] }) => void) {
      paint = (...names) => heard({ getEntriesByName: (name) => names.filter((one) => one === name) });
    }
    observe(): void {}
  }
  vi.stubGlobal("PerformanceObserver", Observer);
  isOver = false;
  void firstPaint().then(() => {
    isOver = true;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("waits for a paint with something in it, not for that of an empty page", async () => {
  paint("first-paint");
  await vi.advanceTimersByTimeAsync(0);
  expect(isOver).toBe(false);
  paint("first-paint", "first-contentful-paint");
  await vi.advanceTimersByTimeAsync(0);
  expect(isOver).toBe(true);
});

it("does not wait for ever where the page is not painted", async () => {
  await vi.advanceTimersByTimeAsync(299);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isOver).toBe(true);
});
