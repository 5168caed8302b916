import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { DEMO } from "./local/exotel.ts";
import { AGENT, DEVICES, INTEGRATIONS_CORE, startWorld, type World } from "./local/world.ts";

const DAY = 24 * 3_600_000;
const COLLEAGUE = "bela.iyer@example.com";
const TOKENS = { method: "POST", path: "/v2/integrations/token" };

describe("an app token", () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ HAND_OUT: "app-token", ...INTEGRATIONS_CORE });
    await world.setUsers({
      [AGENT]: DEMO.integrations.userId,
      [COLLEAGUE]: DEMO.integrations.phoneOnlyUserId,
    });
  });
  afterEach(() => world.close());

  const signIn = async (person = AGENT): Promise<Record<string, string>> =>
    Object.fromEntries(await world.signIn(world.newBrowser(), person));
  const asked = (): number => world.emulator.requests.filter(({ method }) => method === "POST").length;

  it("is Exotel's own, for 90 days", async () => {
    const { app_token = "", ...rest } = await signIn();
    assert.deepEqual(rest, {
      state: "state-1",
      api: "integrations-core",
      customer_id: DEMO.integrations.customerId,
      app_id: DEMO.integrations.appId,
      user_id: DEMO.integrations.userId,
      expires_in: String(90 * 24 * 3600),
    });
    assert.ok(world.emulator.store.app().tokens.has(app_token));
    assert.ok(!JSON.stringify(world.log).includes(app_token));
    // The portal passes nothing on in this variant.
    assert.equal((await world.call(DEVICES, app_token)).status, 404);
  });

  it("is asked for as Exotel's page has it, and with no more", async () => {
    await signIn();
    const [request] = world.emulator.requests;
    assert.equal(request?.path, "/v2/integrations/token");
    assert.deepEqual(request?.body, { Id: DEMO.integrations.appId, Secret: "(present)", Entity: "app" });
    assert.equal(request?.headers.authorization, undefined);
  });

  it("is asked for once, and shared by all", async () => {
    const all = await Promise.all([signIn(), signIn(COLLEAGUE), signIn()]);
    assert.equal(new Set(all.map(({ app_token }) => app_token)).size, 1);
    assert.deepEqual(
      all.map(({ user_id }) => user_id),
      [DEMO.integrations.userId, DEMO.integrations.phoneOnlyUserId, DEMO.integrations.userId],
    );
    assert.equal(asked(), 1);
  });

  it("is replaced seven days before its end", async () => {
    const first = await signIn();
    world.clock.now += 83 * DAY - 1000;
    const still = await signIn();
    assert.deepEqual([still.app_token, still.expires_in], [first.app_token, String(7 * 24 * 3600 + 1)]);
    world.clock.now += 1000;
    const second = await signIn();
    assert.notEqual(second.app_token, first.app_token);
    assert.equal(second.expires_in, String(90 * 24 * 3600));
  });

  it("serves to its end if Exotel gives no other one, which is asked for every ten seconds", async () => {
    const first = await signIn();
    world.emulator.faults.always({ kind: "status", status: 500 }, TOKENS);
    world.clock.now += 90 * DAY - 20_000;
    for (const tries of [2, 2]) {
      const { app_token, expires_in } = await signIn();
      assert.deepEqual([app_token, expires_in, asked()], [first.app_token, "20", tries]);
    }
    world.clock.now += 10_000;
    assert.equal((await signIn()).expires_in, "10");
    assert.equal(asked(), 3);
    world.clock.now += 10_000;
    assert.equal((await signIn()).error, "server_error");
    world.emulator.faults.clear();
    world.clock.now += 10_000;
    assert.equal((await signIn()).expires_in, String(90 * 24 * 3600));
  });

  for (const [what, fault] of Object.entries({
    "refuses the secret": { kind: "status", status: 401 },
    "does not answer": { kind: "outage" },
    "answers with a page": { kind: "body", body: "<h1>Sign in</h1>", contentType: "text/html" },
    "answers with a refusal under 200": {
      kind: "body",
      body: '{"RequestId":"1","Status":"Failed","Code":401,"Error":"","Data":"not a token"}',
    },
    "gives a token that fits into no header": { kind: "body", body: '{"Status":"Success","Data":"a\\nb"}' },
    "sends elsewhere": { kind: "status", status: 307, headers: { location: "https://evil.example/" } },
  } as const)) {
    it(`is not had if Exotel ${what}, and a flood of sign-ins does not become one of requests`, async () => {
      world.emulator.faults.always(fault, TOKENS);
      for (const person of [AGENT, COLLEAGUE, AGENT]) {
        const ending = await signIn(person);
        assert.deepEqual([ending.error, ending.app_token], ["server_error", undefined]);
      }
      assert.equal(asked(), 1);
      assert.match(JSON.stringify(world.log), /no app token from Exotel/);
      assert.ok(!JSON.stringify(world.log).includes(DEMO.integrations.appSecret));
      world.emulator.faults.clear();
      world.clock.now += 10_000;
      assert.equal((await signIn()).error, undefined);
    });
  }
});
