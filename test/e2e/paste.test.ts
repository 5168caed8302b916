import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import { eventually, setUpByHand, stored } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote, save } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { customerId, appId, userId, token } = DEMO.integrations;
const BOX = "Paste what you were given";

/** Pastes a text, with the keys that an agent presses for it. */
async function paste(options: Page, text: string, into = BOX): Promise<void> {
  await options.evaluate((copied) => {
    document.addEventListener(
      "copy",
      (event) => {
        event.clipboardData?.setData("text/plain", copied);
        event.preventDefault();
      },
      { once: true },
    );
    document.execCommand("copy");
  }, text);
  await options.getByLabel(into).focus();
  await options.keyboard.press("ControlOrMeta+v");
}

async function focused(options: Page): Promise<string | null | undefined> {
  return await options.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return element?.name || element?.textContent;
  });
}

function said(options: Page, text: string | RegExp) {
  return options.getByRole("status").filter({ hasText: text });
}

const EMAIL = `Hi Asha,

please set up Hookswitch with these:

  • Customer ID: ${customerId}
  • App ID: ${appId}
  • User ID: ${userId}
  • App token: ${token}

Do not share the token with anybody.
Ravi`;

describe("what is pasted", () => {
  test("fills the form, empties its field and leads to the button, which connects", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await hookswitch.openOptions();
    await paste(options, EMAIL);
    await said(options, "Filled in: Customer ID, App ID, User ID, and App token.").waitFor();
    expect(await options.getByLabel(BOX).inputValue()).toBe("");
    expect(await options.getByLabel("App token").inputValue()).toBe(token);
    await eventually(() => focused(options)).toBe("Save and connect");
    expect(await options.content()).not.toContain(token);
    // Nothing is sent or stored before the button is pressed.
    expect(emulator.requests).toEqual([]);
    expect(JSON.stringify(await stored(hookswitch))).not.toContain(token);
    expect(await faultsOf(options, "options-pasted")).toEqual([]);
    await options.keyboard.press("Enter");
    await connectedNote(options).waitFor();
    await waitForBadge(hookswitch, "SIP");
    expect(emulator.requests).toHaveLength(1);
  });

  test("of CCM shows its fields, and leads to what is missing", async ({ hookswitch, emulator }) => {
    const { sid, apiKey, apiToken, userId: its } = DEMO.ccm;
    const options = await hookswitch.openOptions();
    await paste(
      options,
      `curl -X GET 'https://${HOSTS.mumbai}/v2/accounts/${sid}/users?fields=devices' -u ${apiKey}:${apiToken}`,
    );
    await said(options, "Filled in: Region, Account SID, API key, and API token.").waitFor();
    expect(await options.getByRole("radio", { name: "Voice account (CCM)" }).isChecked()).toBe(true);
    expect(await options.getByLabel("Region").inputValue()).toBe("mumbai");
    await eventually(() => focused(options)).toBe("userId");
    await options.keyboard.type(its);
    await options.keyboard.press("Enter");
    await connectedNote(options).waitFor();
    expect(emulator.requests.map(({ host, status }) => [host, status])).toEqual([[HOSTS.mumbai, 200]]);
  });

  test("of CCM without a user ID but with a phone number leads to the search", async ({ hookswitch }) => {
    const { sid, apiKey, apiToken } = DEMO.ccm;
    const options = await hookswitch.openOptions();
    const phone = "+91 91762 20001";
    await paste(options, `region;sid;api key;api token;phone\nIN;${sid};${apiKey};${apiToken};${phone}`);
    await said(options, "API token, and Phone number or email.").waitFor();
    await eventually(() => focused(options)).toBe("Find me");
    expect(await options.getByLabel("User ID").inputValue()).toBe("");
  });

  test("sets the country of numbers with the region", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    const { sid, apiKey, apiToken } = DEMO.ccmSingapore;
    await paste(options, `region;sid;api key;api token\nSingapore;${sid};${apiKey};${apiToken}`);
    await eventually(() => options.getByLabel("Without a country code, add").inputValue()).toBe("SG");
  });

  test("with an app secret leaves that out, and with two values fills in neither", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await paste(
      options,
      `App ID: ${appId}\nApp secret: canary-secret-4711\nUser ID: agent_001\nUser ID: agent_002`,
    );
    await said(options, "The app secret was left out.").waitFor();
    await said(options, "There is more than one value for: User ID.").waitFor();
    expect(await options.getByLabel("User ID").inputValue()).toBe("");
    const values = await options
      .locator("input, textarea")
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value).join());
    expect(values + (await options.content())).not.toContain("4711");
  });

  test("with two values for a field stays, so that the agent can look them up", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    const text = `App ID: ${appId}, user ID: agent_001, user ID: agent_002`;
    await paste(options, text);
    await said(options, "There is more than one value for: User ID.").waitFor();
    expect(await options.getByLabel("App ID").inputValue()).toBe(appId);
    await eventually(() => focused(options)).toBe("customerId");
    expect(await options.getByLabel(BOX).inputValue()).toBe(text);
  });

  test("and is nothing for the form stays where it is, which is said", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await paste(options, "Hello Asha, how are you?");
    await said(options, "Hookswitch found nothing there that it needs.").waitFor();
    expect(await options.getByLabel(BOX).inputValue()).toBe("Hello Asha, how are you?");
    await paste(options, "App ID: app_1, account SID: exotel1");
    await said(options, "This is about two kinds of account.").waitFor();
  });

  test("may be typed as well, and is taken when that is done", async ({ hookswitch }) => {
    const options = await hookswitch.openOptions();
    await options.getByLabel(BOX).pressSequentially(`user id: ${userId}`);
    expect(await options.getByLabel("User ID").inputValue()).toBe("");
    await options.keyboard.press("Tab");
    await said(options, "Filled in: User ID.").waitFor();
    expect(await options.getByLabel("User ID").inputValue()).toBe(userId);
    // The focus goes where the agent sends it.
    expect(await focused(options)).toBe("api");
  });
});

test("a new token alone renews the account that is saved", async ({ hookswitch, emulator }) => {
  await setUpByHand(hookswitch);
  emulator.store.app().tokens.set("demo-app-token-2", { expiresAt: null, revoked: false });
  const options = await hookswitch.openOptions();
  await paste(options, "Your new token: demo-app-token-2");
  await said(options, "Filled in: App token.").waitFor();
  expect(await options.getByLabel("App token").inputValue()).toBe("demo-app-token-2");
  await save(options);
  await connectedNote(options).waitFor();
});
