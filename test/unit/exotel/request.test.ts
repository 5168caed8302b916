import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/core/polling/pace.ts";
import { request } from "../../../src/exotel/request.ts";

const NOW = 1_800_000_010_000;
const RESET = { "X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "1800000060" };

/** What one request tells of the budget when it is answered so. */
async function heardOf(status: number, headers: Record<string, string>, body = "{}"): Promise<Observation[]> {
  const heard: Observation[] = [];
  const network = {
    fetch: () => Promise.resolve(new Response(body, { status, headers })),
    now: () => NOW,
    observe: (each: Observation) => heard.push(each),
  };
  const url = new URL("https://ccm-api.exotel.com/");
  const asked = { method: "PUT", url, authorization: "Basic x", secrets: [], readError: () => ({}) } as const;
  await request(asked, network).catch(() => null);
  return heard;
}

describe("the account's budget on the wire", () => {
  it("is told of good answers, of 429s and of other failures that name it", async () => {
    const rateLimit = { limit: 50, remaining: 12, resetAt: NOW + 50_000 };
    expect(await heardOf(200, RESET)).toEqual([{ now: NOW, refused: false, rateLimit, serverTime: null }]);
    expect(await heardOf(429, RESET)).toEqual([{ now: NOW, refused: true, rateLimit, serverTime: null }]);
    expect(await heardOf(404, RESET)).toEqual([{ now: NOW, refused: false, rateLimit, serverTime: null }]);
  });

  it("is nothing where the headers are absent, and no news where such a failure may be a gateway's", async () => {
    expect(await heardOf(200, {})).toEqual([{ now: NOW, refused: false, rateLimit: null, serverTime: null }]);
    expect(await heardOf(429, {})).toEqual([{ now: NOW, refused: true, rateLimit: null, serverTime: null }]);
    expect(await heardOf(502, {})).toEqual([]);
  });

  it("hears no grant in a login page with HTTP 200", async () => {
    expect(await heardOf(200, { "Content-Type": "text/html" }, "<html>Sign in</html>")).toEqual([]);
  });

  it("places the reset by the server's own clock", async () => {
    const headers = { ...RESET, Date: new Date(1_800_000_050_000).toUTCString() };
    const [heard] = await heardOf(200, headers);
    expect(heard?.rateLimit?.resetAt).toBe(NOW + 10_000);
    expect(heard?.serverTime).toBe(1_800_000_050_000);
  });

  it.each(["", "-1", "1.5", "many", "9999999999"])("is nothing where a header says %j", async (odd) => {
    expect((await heardOf(200, { ...RESET, "X-RateLimit-Remaining": odd }))[0]?.rateLimit).toBeNull();
    expect((await heardOf(200, { ...RESET, "X-RateLimit-Limit": odd }))[0]?.rateLimit).toBeNull();
  });
});
