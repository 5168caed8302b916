import { expect, it } from "vitest";
import { explainSignIn } from "../../../../src/core/sign-in/explain-sign-in.ts";
import { inEnglish } from "../../english.ts";

it.each([
  ["interaction", "Your organisation wants you to sign in.", "Press “Sign in with your organisation”."],
  ["denied", "Your organisation's sign-in page did not let you in.", "Ask your administrator why."],
  [
    "failed",
    "Your organisation's sign-in page had an error.",
    "Hookswitch keeps trying. If this goes on, tell your administrator.",
  ],
  [
    "unreachable",
    "Hookswitch cannot reach your organisation's sign-in page.",
    "Check your internet connection. Hookswitch keeps trying.",
  ],
  ["not-saved", "The browser could not save what you entered.", "Free some disk space, then try again."],
  [
    "cancelled",
    "The sign-in window was closed before you were signed in.",
    "Press “Sign in with your organisation”.",
  ],
] as const)("a sign-in that failed says why, and what to do: %s", (failure, problem, remedy) => {
  expect(inEnglish(explainSignIn(failure))).toEqual({ problem, remedy });
});
