import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorizationUrl } from "../../../../src/core/sign-in/authorization-request.ts";
import { readAuthorizationResponse } from "../../../../src/core/sign-in/authorization-response.ts";

const REDIRECT = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
const STATE = "state-1";
const CORE = {
  state: STATE,
  api: "integrations-core",
  customer_id: "cust",
  app_id: "app",
  user_id: "asha rao",
  app_token: "canary-token",
  expires_in: "43200",
};
const CCM = {
  state: STATE,
  api: "ccm",
  region: "singapore",
  account_sid: "demo1",
  api_key: "canary-key",
  api_token: "canary-secret",
  user_id: "agent_001",
};
const FAILED = { ok: false, why: "failed" };

const addressOf = (parts: Readonly<Record<string, string>> | string[][]): string =>
  `${REDIRECT}#${new URLSearchParams(parts)}`;
const read = (parts: Parameters<typeof addressOf>[0]) =>
  readAuthorizationResponse(addressOf(parts), REDIRECT, STATE);
const without = (parts: Readonly<Record<string, string>>, name: string) =>
  Object.fromEntries(Object.entries(parts).filter(([key]) => key !== name));

describe("the answer of the organisation's sign-in page", () => {
  it("gives account, credentials and their life on Integrations Core", () => {
    expect(read(CORE)).toEqual({
      ok: true,
      account: { api: "integrations-core", customerId: "cust", appId: "app", userId: "asha rao" },
      credentials: { api: "integrations-core", appToken: "canary-token" },
      expiresIn: 43_200,
    });
  });

  it("gives them on CCM, whose keys have no end", () => {
    expect(read(CCM)).toEqual({
      ok: true,
      account: { api: "ccm", region: "singapore", accountSid: "demo1", userId: "agent_001" },
      credentials: { api: "ccm", apiKey: "canary-key", apiToken: "canary-secret" },
      expiresIn: null,
    });
  });

  it("gives them in each region, and IDs of one character or two hundred", () => {
    for (const region of ["mumbai", "singapore"]) {
      const account = { api: "ccm", region, accountSid: "7", userId: "u".repeat(200) };
      expect(read({ ...CCM, region, account_sid: "7", user_id: account.userId })).toMatchObject({ account });
    }
  });

  it("is useless if it is longer than any", () => {
    const filled = (length: number) => `${addressOf(CORE)}&x=`.padEnd(length, "a");
    expect(readAuthorizationResponse(filled(10_000), REDIRECT, STATE)).toMatchObject({ ok: true });
    expect(readAuthorizationResponse(filled(10_001), REDIRECT, STATE)).toEqual(FAILED);
  });

  it.each(Object.keys(CORE).filter((name) => name !== "expires_in"))("is useless without %s", (name) => {
    expect(read(without(CORE, name))).toEqual(FAILED);
  });

  it.each(Object.keys(CCM))("of CCM is useless without %s", (name) => {
    expect(read(without(CCM, name))).toEqual(FAILED);
  });

  it.each([
    ["another state", { ...CORE, state: "state-2" }],
    ["an unknown API", { ...CORE, api: "usermapping" }],
    ["an unknown region", { ...CCM, region: "frankfurt" }],
    ["a token with a space", { ...CORE, app_token: "a b" }],
    ["a token beyond ASCII", { ...CORE, app_token: "tokén" }],
    ["an endless token", { ...CORE, app_token: "a".repeat(4_001) }],
    ["an ID that is a step in a path", { ...CORE, user_id: ".." }],
    ["an ID that is no step in a path", { ...CORE, user_id: "." }],
    ["an endless ID", { ...CORE, user_id: "a".repeat(201) }],
    ["an ID with a line break", { ...CORE, app_id: "app\n" }],
    ["an ID that begins with a space", { ...CORE, app_id: " app" }],
    ["an empty ID", { ...CORE, customer_id: "" }],
    ["a key with a colon", { ...CCM, api_key: "a:b" }],
    ["a key with a space", { ...CCM, api_key: "a b" }],
    ["an endless key", { ...CCM, api_token: "a".repeat(501) }],
    ["no life", { ...CORE, expires_in: "0" }],
    ["a negative life", { ...CORE, expires_in: "-1" }],
    ["a broken life", { ...CORE, expires_in: "1.5" }],
    ["an empty life", { ...CORE, expires_in: "" }],
    ["an oddly named part", { ...CORE, "app token": "b" }],
  ])("is useless with %s", (_what, parts) => {
    expect(read(parts)).toEqual(FAILED);
  });

  it("is useless with a part that comes twice, an error's too", () => {
    for (const name of Object.keys(CORE))
      expect(read([...Object.entries(CORE), [name, CORE[name as keyof typeof CORE]]])).toEqual(FAILED);
    const error = [
      ["state", STATE],
      ["error", "login_required"],
      ["error", "access_denied"],
    ];
    expect(read(error)).toEqual(FAILED);
  });

  it("may have parts of which nothing is known", () => {
    expect(read({ ...CORE, session_state: "1" })).toMatchObject({ ok: true });
  });

  it.each([
    ["login_required", "interaction"],
    ["interaction_required", "interaction"],
    ["consent_required", "interaction"],
    ["account_selection_required", "interaction"],
    ["access_denied", "denied"],
    ["anything_else", "denied"],
    ["server_error", "failed"],
    ["temporarily_unavailable", "failed"],
  ])("with the error %s is a failure: %s", (error, why) => {
    expect(read({ state: STATE, error, error_description: "canary words" })).toEqual({ ok: false, why });
  });

  it("counts an error for no sign-in of ours if its state is another one", () => {
    expect(read({ state: "state-2", error: "login_required" })).toEqual(FAILED);
  });

  it.each([
    ["another host", addressOf(CORE).replace("abcdefgh", "bbcdefgh")],
    ["a longer host", addressOf(CORE).replace(".org/", ".org.example/")],
    ["another path", addressOf(CORE).replace("/#", "/x#")],
    ["a query", addressOf(CORE).replace("/#", "/?x#")],
    ["no fragment", REDIRECT],
    ["a query in place of the fragment", addressOf(CORE).replace("#", "?")],
    ["no address", ""],
  ])("at %s is useless", (_what, address) => {
    expect(readAuthorizationResponse(address, REDIRECT, STATE)).toEqual(FAILED);
  });

  it("never throws, and gives nothing but sound texts", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const names = fc.constantFrom(...Object.keys({ ...CORE, ...CCM, error: "" }), "x");
    fc.assert(
      fc.property(fc.dictionary(names, text), fc.constantFrom(CORE, CCM), (odd, base) => {
        const answer = read({ ...base, ...odd });
        if (!answer.ok) return;
        expect(odd.state ?? STATE).toBe(STATE);
        for (const value of Object.values(answer.account))
          expect(value).toMatch(/^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$/u);
        for (const value of Object.values(answer.credentials)) expect(value).toMatch(/^[^\s\p{C}]+$/u);
        expect(answer.expiresIn === null || answer.expiresIn > 0).toBe(true);
      }),
    );
  });

  it("is asked for at the administrator's address, whose own query stays", () => {
    const question = {
      signInUrl: "https://sign-in.example/start?tenant=a%26b&state=old",
      redirectUri: REDIRECT,
      state: STATE,
    };
    const asked = { tenant: "a&b", redirect_uri: REDIRECT, state: STATE, client: "hookswitch" };
    const queryOf = (isSilent: boolean) =>
      Object.fromEntries(new URL(authorizationUrl({ ...question, isSilent })).searchParams);
    expect(queryOf(false)).toEqual(asked);
    expect(queryOf(true)).toEqual({ ...asked, prompt: "none" });
  });
});
