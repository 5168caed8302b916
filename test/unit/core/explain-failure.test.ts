import { describe, expect, it } from "vitest";
import {
  explainRegion,
  explainSpelling,
  explainFailure as failureExplained,
  troubleOfAttempt,
  troubleOfFailure,
  explainWait as waitExplained,
} from "../../../src/core/explain-failure.ts";
import { type Failure, type FailureKind, NO_DETAILS, rateLimitedUntil } from "../../../src/core/failure.ts";
import { message, type Sentences } from "../../../src/core/message.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import type { Impossible } from "../../../src/core/switching/press.ts";
import { ago, explainFailure, explainImpossible, explainWait, verdictSentence } from "../english.ts";

const NOW = 1_800_000_000_000;

const failed = (kind: FailureKind, over: Partial<Failure> = {}): Failure => ({
  ...NO_DETAILS,
  kind,
  ...over,
});
const idsOf = (sentences: Sentences): string[] => sentences.map(({ id }) => id);

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

  it.each<[FailureKind, string[], string[]]>([
    ["credentials-refused", ["credentialsRefused"], ["askForCredentials"]],
    ["not-permitted", ["notPermitted"], ["askWhetherPermitted"]],
    ["not-found", ["noSuchUser"], ["checkIds"]],
    ["invalid-request", ["requestInvalid"], ["checkDevicesAndRetry"]],
    ["conflict", ["conflict"], ["checkDevicesAndRetry"]],
    ["rate-limited", ["askedToWait"], ["asksAgainShortly"]],
    ["server", ["serverFault"], ["keepsTrying", "ifItLasts"]],
    ["unreachable", ["cannotBeReached"], ["checkNetwork", "keepsTrying"]],
    ["timed-out", ["noAnswerInTime"], ["checkNetwork", "keepsTrying"]],
    ["malformed", ["answerNotAsDocumented"], ["keepsTrying", "ifItLasts"]],
    ["intermediary", ["answeredByOther"], ["networkMayWantSignIn", "keepsTrying", "ifItLasts"]],
    ["access-withheld", ["accessTakenAway"], ["allowItAgain"]],
    ["access-forbidden", ["accessForbidden"], ["askToAllow", "goesOnThen"]],
  ])("of %s, of which nothing else is known, is this", (kind, problem, remedy) => {
    const explained = failureExplained(failed(kind));
    expect([idsOf(explained.problem), idsOf(explained.remedy)]).toEqual([problem, remedy]);
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

describe("who may have answered instead of Exotel", () => {
  it.each([
    [null, "networkMayWantSignIn"],
    [200, "networkMayWantSignIn"],
    [403, "networkMayWantSignIn"],
    [429, "networkOrGateway"],
    [499, "networkMayWantSignIn"],
    [500, "networkOrGateway"],
    [503, "networkOrGateway"],
    // Only a network that wants a login sends it (RFC 6585, 6).
    [511, "networkMayWantSignIn"],
  ])("is a gateway too where it may send the status: %s", (status, who) => {
    const failure = failed("intermediary", { status });
    expect(idsOf(failureExplained(failure).remedy)).toEqual([who, "keepsTrying", "ifItLasts"]);
    expect(idsOf(troubleOfAttempt(failure).remedy)).toEqual([who, "tryAgainSoon", "ifItLasts"]);
  });
});

describe("a wait that the server asked for", () => {
  const waitUntil = NOW + 40_000;
  const time = { time: { moment: waitUntil } };

  it.each<FailureKind>(["rate-limited", "intermediary"])(
    "is told by its end where Hookswitch goes on: %s",
    (kind) => {
      const { remedy } = failureExplained(failed(kind, { status: 429, waitUntil }));
      expect(remedy.at(-1)).toEqual(message("asksAgainAt", time));
    },
  );

  it.each<FailureKind>(["rate-limited", "server", "intermediary"])(
    "is told by its end where the agent must try again: %s",
    (kind) => {
      const { remedy } = troubleOfAttempt(failed(kind, { status: 503, waitUntil }));
      expect(remedy).toEqual([message("tryAgainAfter", time)]);
    },
  );

  it("that still holds is not known to be for too many requests", () => {
    expect(idsOf(failureExplained(failed("rate-limited")).problem)).toEqual(["askedToWait"]);
    expect(idsOf(failureExplained(failed("rate-limited", { status: 429 })).problem)).toEqual([
      "tooManyRequests",
    ]);
    expect(idsOf(waitExplained(1).problem)).toEqual(["askedToWait"]);
  });
});

describe("a request that nothing repeats by itself", () => {
  it("says what came of it first, then why", () => {
    const { problem } = troubleOfAttempt(failed("conflict", { detail: "Some words" }), [
      message("switchNotMade"),
    ]);
    expect(idsOf(problem)).toEqual(["switchNotMade", "conflict", "itSaid"]);
    expect(idsOf(troubleOfAttempt(failed("conflict")).problem)).toEqual(["conflict"]);
  });

  it.each<[FailureKind, string[]]>([
    ["unreachable", ["checkNetworkAndRetry"]],
    ["timed-out", ["checkNetworkAndRetry"]],
    ["malformed", ["tryAgainSoon", "ifItLasts"]],
    ["rate-limited", ["tryAgainSoon", "ifItLasts"]],
    ["server", ["tryAgainSoon", "ifItLasts"]],
  ])("does not say that Hookswitch tries again after %s", (kind, remedy) => {
    expect(idsOf(troubleOfAttempt(failed(kind)).remedy)).toEqual(remedy);
  });

  it.each<FailureKind>(["credentials-refused", "not-permitted", "not-found", "conflict", "access-withheld"])(
    "has the same remedy as any other after %s",
    (kind) => {
      expect(troubleOfAttempt(failed(kind)).remedy).toEqual(failureExplained(failed(kind)).remedy);
    },
  );

  it("has the remedy of its cause, where that is known", () => {
    const failure = failed("server", { cause: "kyc-incomplete", waitUntil: NOW });
    expect(idsOf(troubleOfAttempt(failure).remedy)).toEqual(["askForKyc"]);
  });
});

it("a failed request's ID is given for support", () => {
  const failure = failed("server", { requestId: "r1" });
  expect(troubleOfFailure(failure)).toEqual({ ...failureExplained(failure), requestId: "r1" });
  expect(troubleOfAttempt(failure).requestId).toBe("r1");
});

it.each([
  ["mumbai", "accountInMumbai"],
  ["singapore", "accountInSingapore"],
] as const)("an account in the other region is said to be there: %s", (region, problem) => {
  for (const remedy of ["nothingSavedTakeRegion", "searchThatRegion"] as const)
    expect(explainRegion(region, remedy)).toEqual({
      problem: [message(problem)],
      remedy: [message(remedy)],
    });
});

describe("an ID in another letter case", () => {
  it("is shown even where Exotel's is not known", () => {
    expect(failureExplained(failed("malformed", { cause: "user-id-case" })).problem).toEqual([
      message("idInOtherCase", { id: "" }),
    ]);
  });

  it("is shown in Exotel's spelling", () => {
    expect(failureExplained(failed("malformed", { cause: "user-id-case", detail: "Ab" }))).toEqual({
      problem: [message("idInOtherCase", { id: "Ab" })],
      remedy: [message("enterIdAsWritten")],
    });
  });

  it("is shown in both spellings where it was just entered", () => {
    expect(explainSpelling("Ab", "ab")).toEqual({
      problem: [message("userInOtherCase", { exotels: "Ab", entered: "ab" })],
      remedy: [message("nothingSavedTakeSpelling")],
    });
  });
});

it.each([
  ["access-withheld", "accessTakenAway"],
  ["access-forbidden", "accessForbidden"],
] as const)("%s names the host, or Exotel where that is not known", (kind, id) => {
  const host = (detail: string | null) => failureExplained(failed(kind, { detail })).problem;
  expect(host("ccm-api.exotel.com")).toEqual([message(id, { host: "ccm-api.exotel.com" })]);
  expect(host(null)).toEqual([message(id, { host: "Exotel" })]);
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
