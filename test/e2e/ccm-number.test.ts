import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  deviceWrites,
  eventually,
  openPopupRead,
  puts,
  setUpCcm,
  statusText,
  switches,
  untilPainted,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { phoneDeviceId: PHONE } = DEMO.ccm;
const NEW = "+919812345678";

async function optionsOf(handle: Hookswitch): Promise<Page> {
  await setUpCcm(handle);
  return await handle.openOptions();
}

function region(options: Page) {
  return options.getByRole("region", { name: "Change a phone's number" });
}

async function askFor(options: Page, number: string): Promise<void> {
  await region(options).getByLabel("New phone number").fill(number);
  await region(options).getByRole("button", { name: "Change number" }).click();
}

function question(options: Page) {
  return options.getByRole("alertdialog", { name: `Change the number to ${NEW}?` });
}

describe("a phone's number", () => {
  test("is changed in a request of its own, after a question, and then waits for verification", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await optionsOf(hookswitch);
    await waitForBadge(hookswitch, "TEL");
    await askFor(options, "098123 45678");
    const asked = await question(options).innerText();
    expect(asked).toMatch(/New calls stop going to .*\+919176220001.* at once/s);
    expect(asked).toMatch(/must be verified with Exotel before it rings/);
    expect(asked).toContain("This phone is on. If calls are to reach you, turn another device on first.");
    await question(options).getByRole("button", { name: "Keep the old number" }).click();
    await question(options).waitFor({ state: "detached" });
    expect(puts(emulator)).toEqual([]);

    await askFor(options, "098123 45678");
    await question(options).getByRole("button", { name: "Change it" }).click();
    const note = options.getByRole("status").filter({ hasText: "The number is changed" });
    await note.waitFor();
    expect(await note.innerText()).toMatch(
      /\+919812345678 is not verified yet, so it cannot ring\. Verify it with Exotel/,
    );
    await region(options).getByText("Waiting for verification: verify it with Exotel").waitFor();
    expect(await region(options).getByLabel("New phone number").inputValue()).toBe("");
    expect(puts(emulator).map(({ body }) => body)).toEqual([{ contact_uri: NEW }]);
    expect(deviceWrites(emulator)).toEqual([[PHONE, NEW]]);
    expect(emulator.store.ccmDevice(PHONE)).toMatchObject({ contactUri: NEW, verified: false });

    await untilPainted(hookswitch, "!!", "not reach you");
    const popup = await openPopupRead(hookswitch, emulator);
    await eventually(() => switches(popup)).toEqual(["PSTN phone: off, locked", "SIP softphone: off"]);
    expect(await statusText(popup)).toContain("not reach you");
    for (const text of [NEW, "Not verified with Exotel yet"]) {
      expect(await popup.getByText(text).first().isVisible()).toBe(true);
    }
  });

  test("can be changed with the keyboard, where Escape keeps the old one", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await optionsOf(hookswitch);
    await region(options).getByLabel("New phone number").fill(NEW);
    await options.keyboard.press("Enter");
    await question(options).waitFor();
    await eventually(() => options.evaluate(() => document.activeElement?.textContent)).toBe(
      "Keep the old number",
    );
    await options.keyboard.press("Escape");
    await question(options).waitFor({ state: "detached" });
    await region(options).getByLabel("New phone number").press("Enter");
    await question(options).waitFor();
    await options.keyboard.press("Shift+Tab");
    await options.keyboard.press("Enter");
    await options.getByRole("status").filter({ hasText: "The number is changed" }).waitFor();
    expect(deviceWrites(emulator)).toEqual([[PHONE, NEW]]);
  });
});
