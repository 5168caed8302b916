import { describe, expect, it } from "vitest";
import { badge } from "../../../../src/core/devices/badge.ts";
import { INITIAL_LAST_ON } from "../../../../src/core/devices/last-on.ts";
import { verdict } from "../../../../src/core/devices/verdict.ts";
import { verdictSentences } from "../../../../src/core/devices/verdict-sentences.ts";
import { factsOf } from "../../../../src/core/history/facts.ts";
import { setUpChecks } from "../../../../src/core/set-up/set-up-check.ts";
import { NOT_TRIED, type SignInTries } from "../../../../src/core/sign-in/sign-in.ts";
import { primaryAction } from "../../../../src/core/switching/primary-action.ts";
import { english } from "../../english.ts";
import { WELL } from "../set-up/facts.ts";

const FAILED: SignInTries = { ...NOT_TRIED, failure: "interaction", failuresInARow: 1 };
const POLICY = { SignInUrl: "https://sign-in.example/" };
const BEFORE = { ...WELL, lastOn: INITIAL_LAST_ON, account: null, policy: POLICY, signInTries: NOT_TRIED };
const SIGNED_IN = {
  ...WELL,
  lastOn: INITIAL_LAST_ON,
  policy: POLICY,
  accountFrom: "organisation",
  signInTries: NOT_TRIED,
} as const;
const refused = (credentials: "missing" | "refused") => ({
  ...SIGNED_IN,
  status: { ...WELL.status, credentials },
});

const action = (input: typeof BEFORE | typeof SIGNED_IN) => primaryAction(verdict(input), input, null).do;
const words = (input: typeof BEFORE | typeof SIGNED_IN) => english(verdictSentences(verdict(input), input));

describe("an organisation's sign-in", () => {
  it("that has not failed yet leaves the badge empty, and is offered", () => {
    expect(badge(verdict(BEFORE)).text).toBe("");
    expect(action(BEFORE)).toBe("organisation");
    expect(primaryAction(verdict(WELL), { ...BEFORE, policy: null }, null).do).toBe("set-up");
  });

  it("that has failed shows KEY without an account, and leaves nothing in the history", () => {
    const input = { ...BEFORE, signInTries: FAILED };
    expect(badge(verdict(input)).text).toBe("KEY");
    expect(words(input)).toMatch(/you are signed out. Your organisation wants you to sign in/);
    expect(action(input)).toBe("organisation");
    expect(factsOf(input)).toBeNull();
  });

  it("that fails while the credentials are good changes nothing yet", () => {
    expect(verdict({ ...SIGNED_IN, signInTries: FAILED })).toEqual(verdict(WELL));
  });

  it.each(["missing", "refused"] as const)("is what helps where credentials are %s", (credentials) => {
    const input = refused(credentials);
    expect([badge(verdict(input)).text, action(input)]).toEqual(["KEY", "organisation"]);
    expect(words(input)).toMatch(/Sign in again to check and to switch/);
    expect(words(input)).not.toMatch(/Enter|Tick/);
    expect(words({ ...input, signInTries: FAILED })).toMatch(/Your organisation wants you to sign in/);
  });

  it("is what the set-up check leads to, which asks nothing of the token's end", () => {
    const checks = setUpChecks(refused("refused"));
    expect(checks.map(({ name }) => name)).not.toContain("token");
    const [connected] = checks;
    expect(connected?.mend).toMatchObject({ by: "options", label: { id: "signInWithOrganisation" } });
    const [before] = setUpChecks({ ...BEFORE, signInTries: FAILED });
    expect(before).toMatchObject({
      name: "connected",
      holds: false,
      mend: { label: { id: "signInWithOrganisation" } },
    });
  });
});
