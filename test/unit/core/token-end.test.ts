import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueWarning, nextWarningAt, type TokenEnd, tokenEndOf } from "../../../src/core/token-end.ts";

const DAY = 86_400_000;
const SAVED_AT = Date.UTC(2026, 10, 29, 9);
const NINETY_DAYS = { at: SAVED_AT + 90 * DAY, from: "saved" };

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: unknown) => `${part({ alg: "HS256" })}.${part(claims)}.c2lnbmF0dXJl`;
const endOf = (appToken: string) => tokenEndOf({ api: "integrations-core", appToken }, SAVED_AT);

describe("a token's end", () => {
  it("is what the token itself says", () => {
    expect(endOf(jwt({ exp: 1_800_000_000 }))).toEqual({ at: 1_800_000_000_000, from: "token" });
    // Characters beyond ASCII, and of base64 those that a URL does not allow.
    expect(endOf(jwt({ name: "आशा ÿÿ>>>???", exp: 1_800_000_000 }))).toMatchObject({ from: "token" });
  });

  it("may be the last moment that has a date", () => {
    expect(endOf(jwt({ exp: 8.64e12 }))).toEqual({ at: 8.64e15, from: "token" });
  });

  it.each([
    ["no JWT", "demo-app-token"],
    ["one with as many dots", "a.b.c"],
    ["a JWT without an end", jwt({ iat: 1_790_000_000 })],
    ["one that has words for it", jwt({ exp: "2027-01-01" })],
    ["one that has digits for it", jwt({ exp: "1800000000" })],
    ["one whose end is no date", jwt({ exp: 1e300 })],
    ["one whose end is just beyond all dates", jwt({ exp: 8.64e12 + 1 })],
    ["one that ends at the beginning of time", jwt({ exp: 0 })],
    ["one that ends before all time", jwt({ exp: -5 })],
    ["one that holds no claims", jwt(null)],
    ["one with a part too many", `${jwt({ exp: 1_800_000_000 })}.d`],
  ])("is 90 days after it was saved, of %s", (_what, token) => {
    expect(endOf(token)).toEqual(NINETY_DAYS);
  });

  it("is none with CCM, whose keys do not end by themselves", () => {
    expect(
      tokenEndOf({ api: "ccm", apiKey: "key", apiToken: jwt({ exp: 1_800_000_000 }) }, SAVED_AT),
    ).toBeNull();
  });

  it("holds nothing else of the token, whatever that is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map(jwt),
          fc.string().map((text) => `a.${text}.c`),
        ),
        (token) => {
          const end = endOf(token);
          expect(Object.keys(end ?? {}).sort()).toEqual(["at", "from"]);
          expect(end?.from === "token" || end?.at === NINETY_DAYS.at).toBe(true);
          expect(Number.isNaN(new Date(end?.at ?? Number.NaN).getTime())).toBe(false);
        },
      ),
    );
  });
});

describe("the warnings", () => {
  const end: TokenEnd = { at: SAVED_AT + 90 * DAY, from: "saved" };
  const inDays = (days: number) => end.at - days * DAY;

  it.each([
    [90, null],
    [14.01, null],
    [14, 14],
    [7.01, 14],
    [7, 7],
    [1.01, 7],
    [1, 1],
    [0.001, 1],
    [0, null],
    [-3, null],
  ] as const)("%s days before the end: %s", (days, due) => {
    expect(dueWarning(end, inDays(days))).toBe(due);
  });

  it("are none where no end is known", () => {
    expect([dueWarning(null, SAVED_AT), nextWarningAt(null, SAVED_AT)]).toEqual([null, null]);
  });

  it("come one after the other, and each is due from the moment that was planned for it", () => {
    const moments: number[] = [];
    for (let at = nextWarningAt(end, SAVED_AT); at !== null; at = nextWarningAt(end, at)) moments.push(at);
    expect(moments).toEqual([inDays(14), inDays(7), inDays(1)]);
    expect(moments.map((at) => dueWarning(end, at))).toEqual([14, 7, 1]);
    expect(moments.map((at) => dueWarning(end, at - 1))).toEqual([null, 14, 7]);
  });
});
