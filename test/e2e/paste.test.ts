import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import { EMAIL } from "../fixtures/pasted-email.ts";
import { eventually, stored } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { userId, token } = DEMO.integrations;
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
