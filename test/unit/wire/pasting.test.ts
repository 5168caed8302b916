import { describe, expect, it } from "vitest";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { EMAIL } from "../../fixtures/pasted-email.ts";
import { WireOptions } from "./wire-options.tsx";
import { newWireWorld, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What becomes of a text that an agent pastes into the options page. */

const { appId, token } = DEMO.integrations;
const { sid, apiKey, apiToken, userId: ccmUserId } = DEMO.ccm;
const BOX = "Paste what you were given";

async function pasted(text: string): Promise<{ world: WireWorld; page: WireOptions }> {
  const world = newWireWorld("integrations-core");
  const page = await WireOptions.open(world);
  await page.paste(BOX, text);
  return { world, page };
}

describe("what is pasted", () => {
  it("fills the form, empties its field and leads to the button, which connects", async () => {
    const { world, page } = await pasted(EMAIL);
    expect(page.told).toEqual([
      "Filled in: Customer ID, App ID, User ID, and App token. Check it, then save.",
    ]);
    expect([page.value(BOX), page.value("App token"), page.focused]).toEqual(["", token, "Save and connect"]);
    // Nothing is sent or stored before the button is pressed.
    expect(world.wire.requests).toEqual([]);
    expect(JSON.stringify([[...world.local], [...world.session]])).not.toContain(token);
    await page.saveAndConnect();
    expect([world.badge.text, world.wire.requests.length]).toEqual(["SIP", 1]);
  });

  it("of CCM shows its fields, and leads to what is missing", async () => {
    const address = `https://${HOSTS.mumbai}/v2/accounts/${sid}/users?fields=devices`;
    const { world, page } = await pasted(`curl -X GET '${address}' -u ${apiKey}:${apiToken}`);
    expect(page.told).toEqual([
      "Filled in: Region, Account SID, API key, and API token. Check it, then save.",
    ]);
    expect((page.field("Voice account (CCM)") as HTMLInputElement).checked).toBe(true);
    expect([page.value("Region"), page.focused]).toEqual(["mumbai", "userId"]);
    await page.fill("User ID", ccmUserId);
    await page.saveAndConnect();
    expect(world.wire.requests.map(({ host, status }) => [host, status])).toEqual([[HOSTS.mumbai, 200]]);
  });

  it("of CCM without a user ID but with a phone number leads to the search", async () => {
    const phone = "+91 91762 20001";
    const { page } = await pasted(
      `region;sid;api key;api token;phone\nIN;${sid};${apiKey};${apiToken};${phone}`,
    );
    expect(page.told.join()).toContain("API token, and Phone number or email.");
    expect([page.focused, page.value("User ID")]).toEqual(["Find me", ""]);
    await page.press("Find me");
    expect(page.value("User ID")).toBe(ccmUserId);
  });

  it("sets the country of numbers with the region", async () => {
    const demo = DEMO.ccmSingapore;
    const { page } = await pasted(
      `region;sid;api key;api token\nSingapore;${demo.sid};${demo.apiKey};${demo.apiToken}`,
    );
    expect(page.value("Without a country code, add")).toBe("SG");
  });

  it("with an app secret leaves that out, and with two values fills in neither", async () => {
    const { page } = await pasted(
      `App ID: ${appId}\nApp secret: canary-secret-4711\nUser ID: agent_001\nUser ID: agent_002`,
    );
    const said = page.told.join();
    expect(said).toContain("The app secret was left out.");
    expect(said).toContain("There is more than one value for: User ID.");
    expect(page.value("User ID")).toBe("");
    expect(page.everything).not.toContain("4711");
  });

  it("with two values for a field stays, so that the agent can look them up", async () => {
    const text = `App ID: ${appId}, user ID: agent_001, user ID: agent_002`;
    const { page } = await pasted(text);
    expect(page.told.join()).toContain("There is more than one value for: User ID.");
    expect([page.value("App ID"), page.focused, page.value(BOX)]).toEqual([appId, "customerId", text]);
  });

  it("and is nothing for the form stays where it is, which is said", async () => {
    const { page } = await pasted("Hello Asha, how are you?");
    expect(page.told).toEqual([expect.stringContaining("Hookswitch found nothing there that it needs.")]);
    expect(page.value(BOX)).toBe("Hello Asha, how are you?");
    await page.paste(BOX, "App ID: app_1, account SID: exotel1");
    expect(page.told).toEqual([expect.stringContaining("This is about two kinds of account.")]);
  });
});

it("a new token alone renews the account that is saved", async () => {
  const world = await signedInWireWorld("integrations-core");
  world.wire.store.app().tokens.set("demo-app-token-2", { expiresAt: null, revoked: false });
  const page = await WireOptions.open(world);
  await page.paste(BOX, "Your new token: demo-app-token-2");
  expect(page.told).toEqual(["Filled in: App token. Check it, then save."]);
  expect(page.value("App token")).toBe("demo-app-token-2");
  await page.saveAndConnect();
  expect(world.local.get("vault")).toMatchObject({ appToken: "demo-app-token-2" });
});
