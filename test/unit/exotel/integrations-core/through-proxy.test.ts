import { describe, expect, it, vi } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import { NO_DETAILS } from "../../../../src/core/failure.ts";
import { english } from "../../english.ts";

// As in a build that asks an organisation's server in the place of Integrations Core.
vi.stubGlobal("__PROXY_HOST__", "sign-in.example.com");
vi.resetModules();
const { hostOf } = await import("../../../../src/core/account.ts");
const { explainFailure, troubleOfAttempt } = await import("../../../../src/core/explain-failure.ts");
const { connect } = await import("../../../../src/exotel/connect.ts");
const { asFailure } = await import("../../../../src/exotel/exotel-error.ts");

const ACCOUNT: Account = { api: "integrations-core", customerId: "cust", appId: "app", userId: "agent_001" };
const CCM: Account = { api: "ccm", region: "mumbai", accountSid: "demo1", userId: "agent_001" };
/** As `examples/sign-in-portal` writes its own refusals, and passes on Exotel's. */
const REFUSAL = { success: false, error: { message: "canary words" } };
const JSON_TYPE = { "content-type": "application/json" };
const TEXT_TYPE = { "content-type": "text/plain; charset=utf-8" };

/** What the agent is told of a read that meets this. */
async function told(answer: () => Response | Promise<Response>) {
  const urls: string[] = [];
  const fetch = async (url: unknown) => {
    urls.push(String(url));
    return answer();
  };
  const network = { fetch: fetch as typeof globalThis.fetch, now: () => 0 };
  const api = connect(ACCOUNT, { api: "integrations-core", appToken: "canary-token" }, network);
  const failure = asFailure(await api?.read().catch((error: unknown) => error));
  const { problem, remedy } = explainFailure(failure);
  expect(urls[0]).toBe("https://sign-in.example.com/v2/integrations/cust/apps/app/users/agent_001/devices");
  const words = english([...problem, ...remedy, ...troubleOfAttempt(failure).problem]);
  expect(words).not.toMatch(/canary|Exotel said|Exotel refused|Exotel does not|cannot reach Exotel/);
  return { kind: failure.kind, problem: english(problem) };
}

const refusing = (status: number) => () =>
  new Response(JSON.stringify(REFUSAL), { status, headers: JSON_TYPE });

describe("an organisation's server that is asked in Exotel's place", () => {
  it("is the host of Integrations Core, by both contracts, and not of CCM", () => {
    expect(hostOf(ACCOUNT)).toBe("sign-in.example.com");
    expect(hostOf({ api: "usermapping" })).toBe("sign-in.example.com");
    expect(hostOf(CCM)).toBe("ccm-api.in.exotel.com");
  });

  it.each([
    [401, "credentials-refused"],
    [403, "not-permitted"],
  ])("that refuses (%i) is not said to be Exotel, nor quoted", async (status, kind) => {
    expect(await told(refusing(status))).toEqual({
      kind,
      problem: "Your organisation's server (sign-in.example.com), or Exotel behind it, refused this.",
    });
  });

  it("that fails is not said to be Exotel, nor quoted", async () => {
    expect(await told(refusing(500))).toEqual({
      kind: "server",
      problem: "Your organisation's server (sign-in.example.com), or Exotel behind it, had an error (500).",
    });
  });

  it.each([502, 504])("that gets no answer from Exotel (%i) is not quoted", async (status) => {
    const answer = () => new Response("The portal got no canary answer.", { status, headers: TEXT_TYPE });
    expect(await told(answer)).toEqual({
      kind: "intermediary",
      problem: `The answer (${status}) does not look like one from Exotel.`,
    });
  });

  it("that cannot be reached, or answers too late, is not said to be Exotel", async () => {
    const problem = "Hookswitch gets no answer from your organisation's server (sign-in.example.com).";
    expect(await told(() => Promise.reject(new TypeError("Failed to fetch")))).toEqual({
      kind: "unreachable",
      problem,
    });
    const late = { ...NO_DETAILS, kind: "timed-out", detail: "sign-in.example.com" } as const;
    expect(english(explainFailure(late).problem)).toBe(problem);
  });
});
