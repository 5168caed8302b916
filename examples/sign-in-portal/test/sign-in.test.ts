import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "./local/browser.ts";
import { DEMO } from "./local/exotel.ts";
import { CLIENT } from "./local/provider.ts";
import {
  AGENT,
  EXTENSION_ID,
  FIREFOX_ID,
  INTEGRATIONS_CORE,
  PORTAL,
  REDIRECT_URI,
  SECRETS,
  startWorld,
  type World,
} from "./local/world.ts";

const { customerId, appId, userId } = DEMO.integrations;

describe("a sign-in", () => {
  let world: World;
  before(async () => {
    world = await startWorld({ HAND_OUT: "proxy-token", ...INTEGRATIONS_CORE });
  });
  after(() => world.close());

  it("ends at the extension's address, with all that it needs", async () => {
    const { app_token, ...rest } = Object.fromEntries(await world.signIn(world.newBrowser()));
    assert.deepEqual(rest, {
      state: "state-1",
      api: "integrations-core",
      customer_id: customerId,
      app_id: appId,
      user_id: userId,
      expires_in: "43200",
    });
    assert.match(app_token ?? "", /^[\w.-]{100,}$/);
  });

  it("gives the state back as it was, whatever it holds", async () => {
    const state = "a b+c&d=e#f/ü%20";
    const browser = world.newBrowser();
    const place = await world.begin(browser, { state });
    const { url } = await browser.open(place.url, new URLSearchParams({ login: AGENT }));
    assert.equal(new URLSearchParams(url.hash.slice(1)).get("state"), state);
    assert.equal(decodeURIComponent(/state=([^&]*)/.exec(url.hash)?.[1] ?? ""), state);
    assert.equal(url.search, "");
  });

  it("asks the provider for no more than the address, with PKCE, a state and a nonce that are never the same", async () => {
    const browser = world.newBrowser();
    for (const prompt of [null, "none"]) await world.begin(browser, { prompt });
    const [first, second] = browser.visited
      .filter(({ pathname }) => pathname === "/auth")
      .map(({ searchParams }) => Object.fromEntries(searchParams));
    const { state, nonce, code_challenge, ...rest } = first ?? {};
    assert.deepEqual(rest, {
      client_id: CLIENT.id,
      response_type: "code",
      redirect_uri: `${PORTAL}/callback`,
      scope: "openid email",
      code_challenge_method: "S256",
    });
    for (const random of [state, nonce, code_challenge]) assert.match(random ?? "", /^[\w-]{43}$/);
    assert.equal(
      new Set([state, nonce, code_challenge, second?.state, second?.nonce, second?.code_challenge]).size,
      6,
    );
    assert.equal(second?.prompt, "none");
  });

  it("goes to Firefox's address, too", async () => {
    const browser = world.newBrowser();
    const redirect_uri = `https://${FIREFOX_ID}.extensions.allizom.org/`;
    const place = await world.begin(browser, { redirect_uri });
    const { url } = await browser.open(place.url, new URLSearchParams({ login: AGENT }));
    assert.equal(url.origin + url.pathname, redirect_uri);
  });

  it("shows nothing while the provider knows the agent", async () => {
    const browser = world.newBrowser();
    await world.signIn(browser);
    for (const over of [{}, { prompt: "none" }]) {
      const { url, status } = await world.begin(browser, over);
      assert.equal(status, 0);
      assert.equal(new URLSearchParams(url.hash.slice(1)).get("user_id"), userId);
    }
  });

  it("says so if it would have to show something and may not", async () => {
    const ending = Object.fromEntries(await world.signIn(world.newBrowser(), AGENT, { prompt: "none" }));
    assert.equal(ending.error, "login_required");
    assert.equal(ending.state, "state-1");
    assert.ok((ending.error_description ?? "").length > 10);
    assert.equal(ending.app_token, undefined);
    assert.match(JSON.stringify(world.log.at(-2)), /"not signed in","reason":"Error: login_required: /);
  });

  it("takes the person whatever the letters' case", async () => {
    assert.equal((await world.signIn(world.newBrowser(), AGENT.toUpperCase())).get("user_id"), userId);
  });

  for (const [who, person] of [
    ["a person who is no user", "nobody@example.com"],
    ["an address that is not verified", "unverified@example.com"],
    ["a name from the language", "__proto__"],
  ] as const) {
    it(`refuses ${who}`, async () => {
      await world.setUsers({ [AGENT]: userId, "unverified@example.com": userId });
      const ending = await world.signIn(world.newBrowser(), person);
      assert.deepEqual([...ending.keys()], ["state", "error", "error_description"]);
      assert.equal(ending.get("error"), "access_denied");
    });
  }

  it("passes on that the provider lets nobody in", async () => {
    const browser = world.newBrowser();
    const { url } = await browser.open((await world.begin(browser)).url, new URLSearchParams());
    assert.equal(new URLSearchParams(url.hash.slice(1)).get("error"), "access_denied");
  });

  it("fails without a word of the cause if the users cannot be read", async () => {
    await world.setUsers({ [AGENT]: "" });
    const ending = await world.signIn(world.newBrowser());
    assert.equal(ending.get("error"), "server_error");
    assert.doesNotMatch(ending.get("error_description") ?? "", /Invalid|ValiError/);
    await world.setUsers({ [AGENT]: userId });
  });

  for (const [what, over] of Object.entries({
    "no address": { redirect_uri: null },
    "another host": { redirect_uri: "https://evil.example/" },
    "another extension": { redirect_uri: `https://${"p".repeat(32)}.chromiumapp.org/` },
    "no TLS": { redirect_uri: REDIRECT_URI.replace("https", "http") },
    "a port": { redirect_uri: `https://${EXTENSION_ID}.chromiumapp.org:8443/` },
    "a longer host": { redirect_uri: `https://${EXTENSION_ID}.chromiumapp.org.evil.example/` },
    "a user before another host": { redirect_uri: `https://${EXTENSION_ID}.chromiumapp.org@evil.example/` },
    "a backslash": { redirect_uri: `https://${EXTENSION_ID}.chromiumapp.org\\@evil.example/` },
    "a fragment of its own": { redirect_uri: `${REDIRECT_URI}#x` },
    "a line break": { redirect_uri: `${REDIRECT_URI}\n` },
    "no state": { state: null },
    "an empty state": { state: "" },
    "a state without end": { state: "s".repeat(257) },
    "another client": { client: "other" },
    "another prompt": { prompt: "login" },
  })) {
    it(`is refused on the page, without a redirect: ${what}`, async () => {
      const { url, status, headers } = await world.begin(world.newBrowser(), over);
      assert.deepEqual([url.pathname, status, headers.get("set-cookie")], ["/sign-in", 400, null]);
    });
  }

  it("is refused if a parameter comes twice", async () => {
    const asked = new URLSearchParams({ redirect_uri: REDIRECT_URI, state: "s", client: "hookswitch" });
    asked.append("redirect_uri", "https://evil.example/");
    assert.equal((await world.newBrowser().open(`${PORTAL}/sign-in?${asked}`)).status, 400);
  });

  it("ends only in the browser in which it began", async () => {
    const attacker = world.newBrowser();
    const stolen = await callbackOf(attacker);
    assert.equal((await world.newBrowser().open(stolen)).status, 400);

    // Nor in one with a sign-in of its own under way, which goes on.
    const victim = world.newBrowser();
    const page = await world.begin(victim);
    assert.equal((await victim.open(stolen)).status, 400);
    const { url } = await victim.open(page.url, new URLSearchParams({ login: AGENT }));
    assert.equal(new URLSearchParams(url.hash.slice(1)).get("user_id"), userId);
  });

  it("takes no forged cookie, none for another purpose, and none that is over", async () => {
    const browser = world.newBrowser();
    const callback = await callbackOf(browser);
    const jar = browser.cookies.get(PORTAL);
    const [[name, good] = ["", ""]] = [...(jar ?? [])];
    const token = (await world.signIn(world.newBrowser())).get("app_token") ?? "";
    const [head, , signature] = good.split(".");
    const claims = Buffer.from(JSON.stringify({ redirectUri: "https://evil.example/" })).toString(
      "base64url",
    );
    for (const bad of ["", "x", token, `${head}.${claims}.${signature}`]) {
      jar?.set(name, bad);
      assert.equal((await browser.open(callback)).status, 400);
    }
    jar?.set(name, good);
    world.clock.now += 600_000;
    assert.equal((await browser.open(callback)).status, 400);
  });

  it("cannot be ended twice", async () => {
    const browser = world.newBrowser();
    const callback = await callbackOf(browser);
    const cookie = new Map(browser.cookies.get(PORTAL));
    assert.equal((await browser.open(callback)).url.origin, new URL(REDIRECT_URI).origin);
    assert.equal((await browser.open(callback)).status, 400);
    // Even with the cookie put back: the provider takes its code once.
    browser.cookies.set(PORTAL, cookie);
    const { url } = await browser.open(callback);
    assert.equal(new URLSearchParams(url.hash.slice(1)).get("app_token"), null);
  });

  it("keeps its cookie to this host, from scripts and from other sites", async () => {
    const browser = world.newBrowser();
    await world.begin(browser);
    const [cookie = ""] = browser.cookiesAsSet;
    assert.match(cookie, /^__Host-hookswitch-sign-in=/);
    for (const part of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=600"])
      assert.ok(cookie.split("; ").includes(part), part);
    assert.doesNotMatch(cookie, /domain/i);
  });

  it("is in no cache, no frame and no referrer", async () => {
    const { headers } = await world.begin(world.newBrowser(), { client: "other" });
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
  });

  it("leaves no secret, token, code, state or cookie in the log", async () => {
    const from = world.log.length;
    const browser = world.newBrowser();
    const callback = await callbackOf(browser);
    const cookie = [...(browser.cookies.get(PORTAL)?.values() ?? [])].join();
    const { url } = await browser.open(callback);
    const token = new URLSearchParams(url.hash.slice(1)).get("app_token") ?? "";
    const text = JSON.stringify(world.log.slice(from));
    assert.match(
      text,
      /"event":"handed out","what":"proxy-token","email":"asha.rao@example.com","user":"agent_001"/,
    );
    const code = new URL(callback).searchParams.get("code") ?? "";
    for (const secret of [token, cookie, code, "state-1", ...Object.values(SECRETS)])
      assert.ok(secret.length > 5 && !text.includes(secret));
  });

  /** Signs in as far as the provider's redirect to the portal. */
  async function callbackOf(browser: Browser): Promise<string> {
    const page = await world.begin(browser);
    const answer = await fetch(page.url, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: cookiesAt(browser, page.url.origin) },
      body: new URLSearchParams({ login: AGENT }),
    });
    const again = await fetch(answer.headers.get("location") ?? "", {
      redirect: "manual",
      headers: { cookie: cookiesAt(browser, page.url.origin) },
    });
    const callback = again.headers.get("location") ?? "";
    assert.ok(callback.startsWith(`${PORTAL}/callback?code=`), callback);
    return callback;
  }
});

function cookiesAt(browser: Browser, origin: string): string {
  return [...(browser.cookies.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
}

describe("a provider that puts the address into the ID token", () => {
  it("is understood, too", async () => {
    const world = await startWorld(
      { HAND_OUT: "proxy-token", ...INTEGRATIONS_CORE },
      { emailInIdToken: true },
    );
    try {
      assert.equal((await world.signIn(world.newBrowser())).get("user_id"), userId);
      const ending = await world.signIn(world.newBrowser(), "unverified@example.com");
      assert.equal(ending.get("error"), "access_denied");
    } finally {
      await world.close();
    }
  });
});

describe("a voice account", () => {
  it("hands out its key, with the region and the user", async () => {
    const { sid, apiKey, apiToken, userId: user } = DEMO.ccm;
    const world = await startWorld({
      HAND_OUT: "ccm-key",
      EXOTEL_REGION: "mumbai",
      EXOTEL_ACCOUNT_SID: sid,
      EXOTEL_API_KEY: apiKey,
      EXOTEL_API_TOKEN: apiToken,
    });
    try {
      await world.setUsers({ [AGENT]: user });
      assert.deepEqual(Object.fromEntries(await world.signIn(world.newBrowser())), {
        state: "state-1",
        api: "ccm",
        region: "mumbai",
        account_sid: sid,
        api_key: apiKey,
        api_token: apiToken,
        user_id: user,
      });
      assert.equal((await world.call("/v2/integrations/a/apps/b/users/c/devices", "x")).status, 404);
      for (const secret of [apiKey, apiToken]) assert.ok(!JSON.stringify(world.log).includes(secret));
    } finally {
      await world.close();
    }
  });
});
