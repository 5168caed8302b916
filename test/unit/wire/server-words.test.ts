import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import type { Credentials } from "../../../src/core/credentials.ts";
import type { Fault } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import type { EmulatedWire } from "./emulated-wire.ts";
import { LOGINS, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What a server says of its own: it may repeat a credential, and hold markup. */

/** A percent-encoding changes all of it but the letters. */
const TOKEN = "canary8f3b1c/token+0=";
const KEY = "canary8f3b1c/key+0=";
const BASIC = btoa(`${KEY}:${TOKEN}`);

interface Canary {
  readonly api: Api;
  readonly credentials: Credentials;
  readonly accept: (wire: EmulatedWire) => void;
  /** What of the `Authorization` header is quoted. */
  readonly echoes: readonly string[];
  /** An error in the API's own form. */
  readonly error: (words: string) => unknown;
}

const encoded = encodeURIComponent(TOKEN);
const inCcmForm = (words: string): unknown => {
  const error_data = { code: words, description: words, message: words };
  return { request_id: words, http_code: 400, response: { code: 400, error_data, status: "failure" } };
};

const CANARIES: readonly Canary[] = [
  {
    api: "integrations-core",
    credentials: { api: "integrations-core", appToken: TOKEN },
    accept: ({ store }) => void store.app().tokens.set(TOKEN, { expiresAt: null, revoked: false }),
    echoes: [`Bearer ${TOKEN}`, encoded, encoded.toLowerCase()],
    error: (words) => ({ success: false, error: { message: words, code: words } }),
  },
  {
    api: "usermapping",
    credentials: { api: "integrations-core", appToken: TOKEN },
    accept: ({ store }) => {
      const { appId, customerId } = DEMO.older;
      store.app(appId, customerId).tokens.set(TOKEN, { expiresAt: null, revoked: false });
    },
    echoes: [TOKEN, encoded, encoded.toLowerCase()],
    error: (words) => ({ RequestId: words, Status: "Failed", Code: 400, Error: words, Data: null }),
  },
  {
    api: "ccm",
    credentials: { api: "ccm", apiKey: KEY, apiToken: TOKEN },
    accept: ({ store }) => {
      const { keys } = store.account();
      keys.set(KEY, { token: TOKEN, revoked: false, mayWrite: true });
    },
    echoes: [`Basic ${BASIC}`, encodeURIComponent(BASIC), `${KEY}:${TOKEN}`, encoded.toLowerCase()],
    error: inCcmForm,
  },
];

async function worldWith({ api, credentials, accept }: Canary): Promise<WireWorld> {
  const world = await signedInWireWorld(api);
  accept(world.wire);
  expect(await world.connect({ account: LOGINS[api].account, credentials })).toMatchObject({ ok: true });
  expect(JSON.stringify(world.stored)).toContain(TOKEN);
  return world;
}

describe.each(CANARIES)("a credential of $api that the server repeats", (canary) => {
  const words = canary.echoes.join(" and ");
  const json = canary.error(words);
  const location = `https://127.0.0.1/${encodeURIComponent(words)}?token=${encodeURIComponent(words)}`;
  const expectNowhere = (world: WireWorld): void => {
    for (const text of ["canary8f3b1c", BASIC.slice(0, -4)]) expect(world.everywhere()).not.toContain(text);
  };

  it.each<{ fault: Fault; says: string }>([
    { fault: { kind: "body", body: `{"success":"${words}` }, says: "not valid JSON" },
    { fault: { kind: "body", body: words, contentType: "text/plain" }, says: "not JSON" },
    { fault: { kind: "body", body: words, contentType: words }, says: "not JSON" },
    { fault: { kind: "status", status: 302, headers: { location } }, says: "another address" },
    { fault: { kind: "outage" }, says: "cannot reach Exotel" },
    { fault: { kind: "status", status: 500, json }, says: "(500). Exotel said: “" },
    { fault: { kind: "status", status: 404, json }, says: "Exotel said: “" },
  ])("is neither stored nor shown where the popup says $says", async ({ fault, says }) => {
    const world = await worldWith(canary);
    world.wire.faults.always(fault);
    await world.popup.press("Check now");
    expect(world.popup.view().alerts).toContain(says);
    expectNowhere(world);
  });

  it("is neither stored nor shown after a switch that is refused", async () => {
    const world = await worldWith(canary);
    world.wire.faults.always({ kind: "status", status: 400, json }, { method: "PUT" });
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.popup.view().alerts).toContain("…");
    expectNowhere(world);
  });
});

/** It would run a script, or make an element, wherever it were taken for HTML. */
const MARKUP = `<img src=x onerror="globalThis.ran=1"><svg onload=globalThis.ran=1></svg>"'><b>bold</b>{{7*7}}`;

describe("markup from Integrations Core is text", () => {
  const error = { message: MARKUP, code: MARKUP };

  it("in numbers and names", async () => {
    const world = await signedInWireWorld("integrations-core");
    const { phone, sip } = world.wire.store.agent();
    if (phone === null || sip === null) throw new Error("the demo agent has both devices");
    phone.number = MARKUP;
    sip.username = MARKUP;
    await world.popup.press("Check now");
    expect(world.popup.view().text.split(MARKUP)).toHaveLength(3);
    expect(world.badge.text).toBe("SIP");
  });

  it("in what is said of a switch, and of a read", async () => {
    const world = await signedInWireWorld("integrations-core");
    const json = { success: false, error };
    world.wire.faults.once({ kind: "status", status: 400, json }, { method: "PUT" });
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.popup.view().alerts).toContain(MARKUP);
    world.wire.faults.always({ kind: "status", status: 500, json });
    await world.popup.press("Check now");
    expect(world.popup.view().alerts).toContain("had an error (500)");
    expect(world.popup.view().alerts).toContain(MARKUP);
    expect(world.title).not.toContain("<");
  });
});
