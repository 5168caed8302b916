import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readManaged } from "../../../src/browser/managed-storage.ts";

const managed = vi.hoisted(() => ({ get: vi.fn() }));
vi.mock("../../../src/browser/extension.ts", () => ({ browser: { storage: { managed } } }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("is what the browser tells, of all keys or some", async () => {
  managed.get.mockResolvedValue({ Region: "mumbai" });
  expect(await readManaged()).toEqual({ Region: "mumbai" });
  expect(await readManaged(["Region"])).toEqual({ Region: "mumbai" });
  expect(managed.get.mock.calls).toEqual([[null], [["Region"]]]);
  expect(vi.getTimerCount()).toBe(0);
});

it("is empty where the browser rejects, as Firefox does without a policy", async () => {
  managed.get.mockRejectedValue(new Error("Managed storage manifest not found"));
  expect(await readManaged()).toEqual({});
});

it("is waited for 10 s and no longer", async () => {
  managed.get.mockReturnValue(new Promise(() => undefined));
  const answered = vi.fn();
  void readManaged().then(answered);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(answered).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(answered).toHaveBeenCalledWith({});
});
