import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fetchWithAccess } from "../../../src/browser/host-access.ts";

const HOST = "integrationscore.mum1.exotel.com";

const api = vi.hoisted(() => ({ permissions: { contains: vi.fn() } }));
vi.mock("../../../src/browser/extension.ts", () => ({ browser: api }));

const REFUSED = new TypeError("Failed to fetch");
const network = vi.fn();
const sent = fetchWithAccess((host, why) => new Error(`${why}: ${host}`));
/** What comes of a request, once every wait is over. */
const outcome = async () => {
  const answer = sent(`https://${HOST}/v2`).then(({ status }) => status, String);
  await vi.runAllTimersAsync();
  return await answer;
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", network);
  network.mockReset();
  api.permissions.contains.mockResolvedValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("sends a request that the browser refuses at once in the worker's first moments, though it has access", async () => {
  network
    .mockRejectedValueOnce(REFUSED)
    .mockRejectedValueOnce(REFUSED)
    .mockResolvedValueOnce({ status: 200 });
  expect(await outcome()).toBe(200);
  expect(network).toHaveBeenCalledTimes(3);
});

it("says that access is forbidden where the browser goes on refusing it, within a second", async () => {
  network.mockRejectedValue(REFUSED);
  const began = Date.now();
  expect(await outcome()).toBe(`Error: access-forbidden: ${HOST}`);
  expect(Date.now() - began).toBeLessThan(1_000);
});

it("says at once that access is withheld", async () => {
  network.mockRejectedValue(REFUSED);
  api.permissions.contains.mockResolvedValue(false);
  expect(await outcome()).toBe(`Error: access-withheld: ${HOST}`);
  expect(network).toHaveBeenCalledTimes(1);
});

it("does not repeat what has failed later, which may have been carried out", async () => {
  network.mockImplementation(() => new Promise((_, reject) => setTimeout(() => reject(REFUSED), 1)));
  expect(await outcome()).toBe("TypeError: Failed to fetch");
  expect(network).toHaveBeenCalledTimes(1);
});

it("does not repeat what was given up", async () => {
  network.mockRejectedValue(new DOMException("given up", "AbortError"));
  expect(await outcome()).toBe("AbortError: given up");
  expect(network).toHaveBeenCalledTimes(1);
});
