import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, afterEach, before, describe, it } from "node:test";
import { SignJWT } from "jose";
import { DEMO } from "./local/exotel.ts";
import {
  AGENT,
  DEVICES,
  devicesPath,
  INTEGRATIONS_CORE,
  PORTAL,
  SECRETS,
  startWorld,
  type World,
} from "./local/world.ts";

const { userId, phoneOnlyUserId, oddUserId, otherAppId, appSecret } = DEMO.integrations;
const COLLEAGUE = "bela.iyer@example.com";
const USERS = { [AGENT]: userId, [COLLEAGUE]: phoneOnlyUserId };
const JSON_TYPE = { "content-type": "application/json" };
const DEVICE_CALLS = { when: ({ path }: { path: string }) => path.endsWith("/devices") };

describe("the device calls", () => {
  let world: World;
  let token = "";
  before(async () => {
    const quick = { EXOTEL_TIMEOUT_SECONDS: "5", REQUESTS_PER_MINUTE: "1000" };
    world = await startWorld({ HAND_OUT: "proxy-token", ...INTEGRATIONS_CORE, ...quick });
    await world.setUsers(USERS);
    token = await tokenOf(AGENT);
  });
  afterEach(async () => {
    world.emulator.faults.clear();
    world.emulator.store.reset();
    await world.setUsers(USERS);
    // The store has forgotten the portal's app token, which is renewed at most every ten seconds.
    world.clock.now += 10_000;
  });
  after(() => world.close());

  const tokenOf = async (person: string): Promise<string> =>
    (await world.signIn(world.newBrowser(), person)).get("app_token") ?? "";
  const put = (
    body: string,
    path = DEVICES,
    headers: Record<string, string> = JSON_TYPE,
  ): Promise<Response> => world.call(path, token, { method: "PUT", body, headers });
  const atExotel = (): string[] =>
    world.emulator.requests.filter(DEVICE_CALLS.when).map(({ method, path }) => `${method} ${path}`);

  /** Runs it and sees that no device call has reached Exotel. */
  async function reachesNobody(run: () => Promise<void>): Promise<void> {
    const before = atExotel();
    await run();
    assert.deepEqual(atExotel(), before);
  }

  it("read the agent's devices", async () => {
    const response = await world.call(DEVICES, token);
    const direct = await world.exotelFetch(`https://integrationscore.mum1.exotel.com${DEVICES}`, {
      headers: { authorization: `Bearer ${DEMO.integrations.token}` },
    });
    assert.deepEqual([response.status, await response.text()], [200, await direct.text()]);
    for (const name of ["content-type", "date"])
      assert.equal(response.headers.get(name), direct.headers.get(name));
  });

  it("switch the agent's devices, with the body as it came", async () => {
    const from = world.emulator.requests.length;
    const response = await put('{"phone": false, "sip": true}');
    assert.equal(response.status, 200);
    assert.equal(world.emulator.store.agent().phone?.enabled, false);
    const sent = world.emulator.requests.slice(from).find(({ method }) => method === "PUT");
    assert.deepEqual(sent?.body, { phone: false, sip: true });
  });

  it("go to Exotel with the app's token, and with nothing else of the agent's", async () => {
    const from = world.emulator.requests.length;
    const headers = { cookie: "a=b", "x-forwarded-for": "10.0.0.1", "x-anything": "1" };
    await world.call(`${DEVICES}?admin=1`, token, { headers });
    const sent = world.emulator.requests.slice(from).filter(DEVICE_CALLS.when).at(-1);
    assert.equal(sent?.headers.authorization, "Bearer (accepted)");
    assert.deepEqual(sent?.query, {});
    for (const name of Object.keys(headers)) assert.equal(sent?.headers[name], undefined);
  });

  it("are for a user whose ID has to be encoded, too", async () => {
    await world.setUsers({ [AGENT]: oddUserId });
    const response = await world.call(devicesPath(oddUserId), await tokenOf(AGENT));
    const { data } = (await response.json()) as { data: { user_id: string } };
    assert.equal(data.user_id, oddUserId);
  });

  for (const [what, path] of Object.entries({
    "another user": devicesPath(phoneOnlyUserId),
    "another app": devicesPath(userId, otherAppId),
    "another customer": DEVICES.replace("cust_demo", "cust_other"),
    "a way up, encoded": DEVICES.replace(userId, `${userId}%2F..%2F${phoneOnlyUserId}`),
    "a user in other letters": devicesPath(userId.toUpperCase()),
    "a user with a space": devicesPath(`${userId} `),
  })) {
    it(`are refused for ${what}`, async () => {
      await reachesNobody(async () => {
        assert.equal((await world.call(path, token)).status, 403);
        assert.equal((await put('{"phone":false}', path)).status, 403);
      });
    });
  }

  for (const path of [
    "/v2/integrations/usermapping?user_id=agent_001",
    "/v2/integrations/device",
    "/v2/integrations/token",
    `${DEVICES}/`,
    DEVICES.replace("/v2", "/v2/"),
    DEVICES.replace(userId, `${userId}/../${phoneOnlyUserId}`),
    DEVICES.replace("/devices", "/devices/../../agent_phone_only/devices"),
    `https://integrationscore.mum1.exotel.com${devicesPath(phoneOnlyUserId)}`,
  ]) {
    it(`are the only ones: not ${path}`, async () => {
      await reachesNobody(async () => assert.match(await statusOfRaw(`GET ${path}`), /^4(?:03|04)$/));
    });
  }

  it("are read and switch: no other method", async () => {
    await reachesNobody(async () => {
      for (const method of ["POST", "PATCH", "DELETE", "HEAD", "OPTIONS"])
        assert.equal((await world.call(DEVICES, token, { method })).status, 404);
    });
  });

  it("take no token but the portal's own, and this only while it is good", async () => {
    const [head, claims, signature = ""] = token.split(".");
    const agent = { email: AGENT, userId };
    const sign = (secret: string, audience: string): Promise<string> =>
      new SignJWT(agent)
        .setProtectedHeader({ alg: "HS256" })
        .setAudience(audience)
        .setExpirationTime("1h")
        .sign(Buffer.from(secret));
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const colleague = Buffer.from(JSON.stringify({ ...agent, userId: phoneOnlyUserId })).toString(
      "base64url",
    );
    const endless = await new SignJWT(agent)
      .setProtectedHeader({ alg: "HS256" })
      .setAudience("devices")
      .sign(Buffer.from(SECRETS.portal));
    const browser = world.newBrowser();
    await world.begin(browser);
    const [cookie = ""] = browser.cookies.get(PORTAL)?.values() ?? [];
    await reachesNobody(async () => {
      for (const bad of [
        null,
        "",
        "x",
        `${head}.${claims}.`,
        `${none}.${claims}.`,
        `${none}.${claims}.${signature}`,
        `${head}.${colleague}.${signature}`,
        `${head}.${claims}.${[...signature].reverse().join("")}`,
        await sign("another-secret-of-at-least-32-characters", "devices"),
        await sign(SECRETS.portal, "sign-in"),
        endless,
        cookie,
        DEMO.integrations.token,
      ]) {
        const response = await world.call(DEVICES, bad);
        assert.equal(response.status, 401);
        assert.deepEqual(Object.keys((await response.json()) as object), ["success", "error"]);
      }
    });
    assert.equal((await world.call(DEVICES, token)).status, 200);
    assert.equal((await world.call(DEVICES, await sign(SECRETS.portal, "devices"))).status, 200);
  });

  it("end with the token", async () => {
    const late = await tokenOf(AGENT);
    world.clock.now += 12 * 3_600_000 - 10_000;
    assert.equal((await world.call(DEVICES, late)).status, 200);
    world.clock.now += 10_000;
    await reachesNobody(async () => assert.equal((await world.call(DEVICES, late)).status, 401));
    token = await tokenOf(AGENT);
  });

  it("end at once for a person who is taken out of the users, or becomes another one", async () => {
    for (const users of [{ [COLLEAGUE]: phoneOnlyUserId }, { [AGENT]: phoneOnlyUserId }]) {
      await world.setUsers(users);
      await reachesNobody(async () => {
        for (const user of [userId, phoneOnlyUserId])
          assert.equal((await world.call(devicesPath(user), token)).status, 401);
      });
    }
    const anew = await tokenOf(AGENT);
    assert.equal((await world.call(devicesPath(phoneOnlyUserId), anew)).status, 200);
  });

  it("pass on Exotel's refusals as they are", async () => {
    const refused = await put('{"phone":false,"sip":false}');
    assert.equal(refused.status, 400);
    assert.equal(
      await refused.text(),
      '{"success":false,"error":{"code":"BAD_REQUEST","message":"At least one device must remain enabled"}}',
    );
    assert.equal((await put("{")).status, 400);
    await world.setUsers({ [AGENT]: "nobody" });
    const unknown = await world.call(devicesPath("nobody"), await tokenOf(AGENT));
    assert.deepEqual(
      [unknown.status, await unknown.text()],
      [404, '{"success":false,"error":{"code":"NOT_FOUND","message":"User doesn\'t exist"}}'],
    );
  });

  for (const status of [403, 429, 500, 503]) {
    it(`pass on a ${status}, with its waits`, async () => {
      const body = `<h1>${status}</h1>`;
      const headers = { "retry-after": "17", "x-ratelimit-remaining": "0", "set-cookie": "a=b", server: "x" };
      world.emulator.faults.once(
        { kind: "body", status, body, contentType: "text/html", headers },
        DEVICE_CALLS,
      );
      const response = await world.call(DEVICES, token);
      assert.deepEqual([response.status, await response.text()], [status, body]);
      assert.equal(response.headers.get("content-type"), "text/html");
      assert.equal(response.headers.get("retry-after"), "17");
      assert.equal(response.headers.get("x-ratelimit-remaining"), "0");
      assert.deepEqual([response.headers.get("set-cookie"), response.headers.get("server")], [null, null]);
    });
  }

  it("go on with a new app token if Exotel refuses the one there is", async () => {
    assert.equal((await world.call(DEVICES, token)).status, 200);
    world.clock.now += 10_000;
    world.emulator.store.reset();
    const from = world.emulator.requests.length;
    assert.equal((await put('{"phone":false}')).status, 200);
    assert.equal(world.emulator.store.agent().phone?.enabled, false);
    assert.deepEqual(
      world.emulator.requests.slice(from).map(({ method, status }) => [method, status]),
      [
        ["PUT", 401],
        ["POST", 200],
        ["PUT", 200],
      ],
    );
  });

  it("pass on that Exotel refuses the new one, too, and ask for no more of them at once", async () => {
    world.emulator.faults.always({ kind: "status", status: 401 }, DEVICE_CALLS);
    const from = world.emulator.requests.length;
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await world.call(DEVICES, token)).status),
    );
    assert.deepEqual(statuses, [401, 401, 401, 401]);
    const tokens = world.emulator.requests.slice(from).filter(({ method }) => method === "POST");
    assert.equal(tokens.length, 1);
  });

  it("say that Exotel does not answer, and nothing in its name", async () => {
    await world.call(DEVICES, token);
    const cases = [
      [502, { kind: "outage" }],
      [504, { kind: "silence" }],
      [502, { kind: "body", body: `"${"x".repeat(20_000)}"` }],
      [502, { kind: "status", status: 302, headers: { location: "https://evil.example/" } }],
    ] as const;
    for (const [status, fault] of cases) {
      world.emulator.faults.once(fault, DEVICE_CALLS);
      const response = await world.call(DEVICES, token);
      assert.deepEqual(
        [response.status, response.headers.get("content-type")],
        [status, "text/plain; charset=utf-8"],
      );
      assert.equal(await response.text(), "The portal got no answer from Exotel.");
    }
  });

  it("take no long body, and none but JSON", async () => {
    await reachesNobody(async () => {
      assert.equal((await put(`{"phone":${" ".repeat(1000)}true}`)).status, 413);
      assert.equal((await put("phone=true", DEVICES, { "content-type": "text/plain" })).status, 415);
    });
  });

  it("fail without a word of the cause if the users cannot be read", async () => {
    await world.setUsers({ [AGENT]: 7 });
    await reachesNobody(async () => {
      const response = await world.call(DEVICES, token);
      assert.deepEqual(
        [response.status, await response.text()],
        [500, '{"success":false,"error":{"message":"The sign-in portal has failed"}}'],
      );
    });
  });

  it("leave no token and no secret in the log", () => {
    const text = JSON.stringify(world.log);
    assert.match(text, /"event":"Exotel did not answer"/);
    const made = [...world.emulator.store.app().tokens.keys()];
    for (const secret of [token, appSecret, SECRETS.portal, ...made]) assert.ok(!text.includes(secret));
  });

  /** Sends a request line as it is written: `fetch` would tidy the path. */
  async function statusOfRaw(line: string): Promise<string> {
    const { hostname, port } = new URL(world.address);
    const socket = connect(Number(port), hostname);
    socket.write(
      `${line} HTTP/1.1\r\nHost: portal.test\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    );
    let text = "";
    socket.on("data", (data) => (text += data.toString()));
    await once(socket, "close");
    return text.split(" ")[1] ?? "";
  }
});

describe("the device calls of an agent who asks too often", () => {
  it("are refused for the rest of the minute, and nobody else's", async () => {
    const world = await startWorld({
      HAND_OUT: "proxy-token",
      ...INTEGRATIONS_CORE,
      REQUESTS_PER_MINUTE: "3",
    });
    try {
      await world.setUsers(USERS);
      const tokenOf = async (person: string): Promise<string> =>
        (await world.signIn(world.newBrowser(), person)).get("app_token") ?? "";
      // Two tokens of one agent share what the agent may ask.
      const tokens = [await tokenOf(AGENT), await tokenOf(AGENT)];
      for (const [index, status] of [200, 200, 200, 429].entries())
        assert.equal((await world.call(DEVICES, tokens[index % 2] ?? "")).status, status);
      const refused = await world.call(DEVICES, tokens[0] ?? "");
      assert.ok(Number(refused.headers.get("retry-after")) > 0);
      assert.equal(refused.headers.get("x-ratelimit-limit"), null);
      assert.deepEqual(Object.keys((await refused.json()) as object), ["success", "error"]);
      assert.equal((await world.call(devicesPath(phoneOnlyUserId), await tokenOf(COLLEAGUE))).status, 200);
    } finally {
      await world.close();
    }
  });
});
