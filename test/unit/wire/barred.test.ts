import { describe, expect, it } from "vitest";
import type { Barred } from "../../../src/core/failure.ts";
import { asFailure } from "../../../src/exotel/exotel-error.ts";
import { type Network, request } from "../../../src/exotel/request.ts";

const ASKED = {
  method: "PUT",
  url: new URL("https://exotel.example/devices"),
  authorization: "Bearer x",
  secrets: [],
  readError: () => ({}),
} as const;

/** A request that the browser refuses at once, or that is broken off after `before` has happened. */
async function failing(barred: () => Barred | null, before?: () => void): Promise<unknown> {
  const network: Network = {
    now: () => 0,
    barred: (origin) => Promise.resolve(origin === "https://exotel.example" ? barred() : null),
    fetch: async () => {
      await Promise.resolve();
      before?.();
      throw new TypeError("Failed to fetch");
    },
  };
  const outcome = await request(ASKED, network).catch(asFailure);
  if (!("kind" in outcome)) throw new Error("it was answered");
  const { kind, detail } = outcome;
  return { kind, detail };
}

describe("a request that comes to nothing", () => {
  it.each(["access-withheld", "access-forbidden"] as const)(
    "says what the browser did not let out: %s",
    async (why) => {
      expect(await failing(() => why)).toEqual({ kind: why, detail: "exotel.example" });
    },
  );

  it("was not heard where it was let out, whatever the browser lets out by now", async () => {
    let why: Barred | null = null;
    const lose = () => {
      why = "access-withheld";
    };
    expect(await failing(() => why, lose)).toEqual({ kind: "unreachable", detail: null });
  });
});
