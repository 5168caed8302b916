import { describe, expect, it } from "vitest";
import { type Failure, type FailureKind, NO_DETAILS, rateLimitedUntil } from "../../../src/core/failure.ts";
import { message } from "../../../src/core/message.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import type { Impossible } from "../../../src/core/switching/press.ts";
import { ago, explainFailure, explainImpossible, explainWait, verdictSentence } from "../english.ts";

const NOW = 1_800_000_000_000;

describe("a doubted softphone's sentence", () => {
  const doubted = (softphone: "not-seen-lately" | "last-seen-unusable" | "not-read-since" | "not-reported") =>
    verdictSentence(
      { reach: "softphone", softphone, busy: false },
      { settings: { ...DEFAULT_SETTINGS, lastSeenLimitMinutes: 25 } },
    );

  it("says what is doubted, and with which limit", () => {
    expect(doubted("not-seen-lately")).toBe(
      "Calls go to your softphone. The softphone was last seen over 25 minutes ago.",
    );
    expect(doubted("last-seen-unusable")).toContain("in the future");
    expect(doubted("not-read-since")).toContain("not yet checked");
    expect(doubted("not-reported")).toContain("does not say");
  });

  it("stands behind the call that is on", () => {
    const verdict = { reach: "both", softphone: "not-reported", busy: true } as const;
    expect(verdictSentence(verdict)).toMatch(
      /^You are on a call\. The next one goes to your phone and your softphone\. /,
    );
  });
});

describe("a failure's explanation", () => {
  const statuses: Record<FailureKind, number | null> = {
    "credentials-refused": 401,
    "not-permitted": 403,
    "not-found": 404,
    "invalid-request": 400,
    conflict: 409,
    "rate-limited": 429,
    server: 502,
    unreachable: null,
    "timed-out": null,
    malformed: 200,
    intermediary: 403,
    "access-withheld": null,
    "access-forbidden": null,
  };
  const failures = Object.entries(statuses).map(([kind, status]): Failure => {
    return { ...NO_DETAILS, kind: kind as FailureKind, status };
  });

  it.each(failures)("of $kind names a problem and a remedy", (failure) => {
    for (const detail of [null, "User doesn't exist"]) {
      const { problem, remedy } = explainFailure({ ...failure, detail });
      for (const text of [problem, remedy]) {
        expect(text).toMatch(/^[A-Z].{10,}\.$/);
        expect(text).not.toMatch(/undefined|null|NaN/);
      }
    }
  });

  it("is another one for each kind", () => {
    const problems = failures.map((failure) => explainFailure(failure).problem);
    expect(new Set(problems).size).toBe(problems.length);
  });

  const quoting: FailureKind[] = [
    "credentials-refused",
    "not-permitted",
    "not-found",
    "invalid-request",
    "conflict",
    "server",
  ];
  it.each(quoting)("of %s quotes the server's words", (kind) => {
    const failure = { ...NO_DETAILS, kind, status: statuses[kind], detail: "Some words" };
    expect(explainFailure(failure).problem).toContain("Some words");
  });

  it.each(["credentials-refused", "invalid-request"] as const)(
    "of %s, of a request that could not be sent, says why, and nothing of Exotel",
    (kind) => {
      const failure = { ...NO_DETAILS, kind, flaw: message("flawUnusableId") };
      expect(explainFailure(failure).problem).toBe("One of your IDs is empty or cannot be used.");
    },
  );

  it.each(["malformed", "intermediary"] as const)("of %s says what was wrong with it", (kind) => {
    const failure = { ...NO_DETAILS, kind, status: statuses[kind], flaw: message("flawEmpty") };
    expect(explainFailure(failure).problem).toMatch(/^[A-Z].{10,}\. It is empty\.$/);
  });

  it("of an answer that is of no use has its status only where nothing else is known of it", () => {
    for (const kind of ["malformed", "intermediary"] as const) {
      const failure = { ...NO_DETAILS, kind, status: 200 };
      expect(explainFailure(failure).problem).toContain("(200)");
      expect(explainFailure({ ...failure, flaw: message("flawEmpty") }).problem).not.toContain("200");
    }
  });

  it("of a key that an API refuses for more than the key alone says what else to check, in the server's words", () => {
    const failure = {
      ...NO_DETAILS,
      kind: "credentials-refused",
      status: 401,
      detail: "Some words",
    } as const;
    const { problem, remedy } = explainFailure({ ...failure, cause: "authentication-failed" });
    expect(problem).toBe(explainFailure(failure).problem);
    expect(remedy).toContain("Check the region, account SID, API key and API token");
    expect(explainFailure(failure).remedy).toContain("Ask your administrator for a new one");
  });

  it("of a server's fault names its status", () => {
    expect(explainFailure({ ...NO_DETAILS, kind: "server", status: 503 }).problem).toContain("(503)");
  });

  it("of a request that is not sent, since a wait is not over, does not say who has asked for it, or why", () => {
    const told = [explainWait(40_000), explainFailure(rateLimitedUntil(NOW + 40_000))];
    for (const { problem } of told) expect(problem).not.toMatch(/too many|Exotel has|Exotel is/);
    const limited = { ...NO_DETAILS, kind: "rate-limited", status: 429 } as const;
    expect(explainFailure(limited).problem).toContain("too many requests");
  });

  it("of a rate limit says how long it lasts", () => {
    const remedy = (waitUntil: number | null): string =>
      explainFailure({ ...NO_DETAILS, kind: "rate-limited", waitUntil }).remedy;
    const until = NOW + 40_000;
    expect(remedy(until)).toBe(`Hookswitch tries again at ${new Date(until).toLocaleTimeString()}.`);
    expect(remedy(null)).toBe("Hookswitch tries again soon.");
  });
});

describe("an impossible press's explanation", () => {
  const whys: Record<Impossible, true> = {
    "no-phone": true,
    "no-softphone": true,
    "both-not-allowed": true,
    "last-device": true,
    "would-leave-none": true,
    unverified: true,
    "no-such-device": true,
    "other-device-on": true,
    "last-one-lost": true,
  };
  const kinds = Object.keys(whys) as Impossible[];

  it.each(kinds)("%s names a problem and a remedy", (why) => {
    const { problem, remedy } = explainImpossible(why);
    for (const text of [problem, remedy]) expect(text).toMatch(/^[A-Z].{10,}\.$/);
  });

  it("is another one for each", () => {
    expect(new Set(kinds.map((why) => explainImpossible(why).problem)).size).toBe(kinds.length);
  });
});

describe("spans of time", () => {
  it.each([
    [Number.NEGATIVE_INFINITY, "an unknown time ago"],
    [-2_001, "at a time that lies in the future"],
    [-2_000, "just now"],
    [0, "just now"],
    [499, "just now"],
    [500, "1 s ago"],
    [12_400, "12 s ago"],
    [59_499, "59 s ago"],
    [59_500, "1 min ago"],
    [89_000, "1 min ago"],
    [90_000, "2 min ago"],
    [3_569_000, "59 min ago"],
    [3_570_000, "1 h ago"],
    [47 * 3_600_000, "47 h ago"],
    [48 * 3_600_000, "2 days ago"],
    [240 * 3_600_000, "10 days ago"],
  ])("%d ms as an age: %s", (ms, text) => {
    expect(ago(ms)).toBe(text);
  });

  it.each([
    [-5, "1 s"],
    [0, "1 s"],
    [1_001, "2 s"],
    [89_000, "89 s"],
    [89_001, "2 min"],
    [120_000, "2 min"],
    [121_000, "3 min"],
  ])("%i ms as a wait: %s", (ms, text) => {
    expect(explainWait(ms).remedy).toBe(`Try again in ${text}.`);
  });
});
