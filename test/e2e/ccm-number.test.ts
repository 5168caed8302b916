import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import { page } from "../emulator/faults.ts";
import {
  alertText,
  devicesOn,
  deviceWrites,
  eventually,
  expectNoWrite,
  openPopupRead,
  phoneSwitch,
  puts,
  setUp,
  setUpCcm,
  softphoneSwitch,
  statusText,
  switches,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, phoneNumber, threeDevicesUserId } = DEMO.ccm;
const NEW = "+919812345678";

async function optionsOf(handle: Hookswitch, entries = {}): Promise<Page> {
  await setUpCcm(handle, entries);
  return await handle.openOptions();
}

function region(options: Page) {
  return options.getByRole("region", { name: "Change a phone's number" });
}

/** What stands with a phone that is not verified yet. */
function waiting(options: Page) {
  return region(options).getByText("Waiting for verification: verify it with Exotel");
}

async function askFor(options: Page, number: string): Promise<void> {
  await region(options).getByLabel("New phone number").fill(number);
  await region(options).getByRole("button", { name: "Change number" }).click();
}

function question(options: Page, number = NEW) {
  return options.getByRole("alertdialog", { name: `Change the number to ${number}?` });
}

async function changeTo(options: Page, number: string, e164: string): Promise<void> {
  await askFor(options, number);
  await question(options, e164).getByRole("button", { name: "Change it" }).click();
}

/** The number and whether it is verified, at the server. */
function atServer(emulator: Emulator, id = PHONE, userId?: string) {
  const { contactUri, verified } = emulator.store.ccmDevice(id, userId);
  return { contactUri, verified };
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

    await changeTo(options, "098123 45678", NEW);
    const note = options.getByRole("status").filter({ hasText: "The number is changed" });
    await note.waitFor();
    expect(await note.innerText()).toMatch(
      /\+919812345678 is not verified yet, so it cannot ring\. Verify it with Exotel/,
    );
    await waiting(options).waitFor();
    expect(await region(options).getByLabel("New phone number").inputValue()).toBe("");
    expect(puts(emulator).map(({ body }) => body)).toEqual([{ contact_uri: NEW }]);
    expect(deviceWrites(emulator)).toEqual([[PHONE, NEW]]);
    expect(atServer(emulator)).toEqual({ contactUri: NEW, verified: false });

    await untilPainted(hookswitch, "!!", "not reach you");
    const popup = await openPopupRead(hookswitch, emulator);
    await eventually(() => switches(popup)).toEqual(["PSTN phone: off, locked", "SIP softphone: off"]);
    expect(await statusText(popup)).toContain("not reach you");
    for (const text of [NEW, "Not verified with Exotel yet"]) {
      expect(await popup.getByText(text).first().isVisible()).toBe(true);
    }
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "S?");
    await untilSwitched(hookswitch);
    emulator.store.ccmDevice(PHONE).verified = true;
    await popup.getByRole("button", { name: "Check now" }).click();
    await waiting(options).waitFor({ state: "detached" });
    await phoneSwitch(popup).click();
    await waitForBadge(hookswitch, "TEL");
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

  test("is checked before it is sent, and the same one is not sent", async ({ hookswitch, emulator }) => {
    const options = await optionsOf(hookswitch);
    const field = region(options).getByLabel("New phone number");
    for (const [typed, says] of [
      ["12345", "Enter the whole number"],
      ["sip:asha", "Enter the whole number"],
      ["+0919812345678", "Enter the whole number"],
      ["091762 20001", "has this number already"],
    ] as const) {
      await askFor(options, typed);
      await region(options).getByText(says).waitFor();
      expect(await field.getAttribute("aria-invalid")).toBe("true");
      expect(await options.getByRole("alertdialog").count()).toBe(0);
    }
    // A question that is open is not about what is typed afterwards.
    await askFor(options, NEW);
    await question(options).waitFor();
    await field.press("End");
    await field.press("Backspace");
    await question(options).waitFor({ state: "detached" });
    expect(puts(emulator)).toEqual([]);
  });

  test("is that of the phone that was chosen among several, and the one that is on stays on", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await optionsOf(hookswitch, { userId: threeDevicesUserId });
    const choice = region(options).getByRole("group", { name: "Which phone?" });
    expect(await choice.getByRole("radio").count()).toBe(2);
    await choice.getByRole("radio", { name: /Mobile/ }).check();
    await askFor(options, NEW);
    expect(await question(options).innerText()).not.toContain("is the device that is on");
    await question(options).getByRole("button", { name: "Change it" }).click();
    await options.getByRole("status").filter({ hasText: "is not verified yet" }).waitFor();
    expect(deviceWrites(emulator)).toEqual([[100310, NEW]]);
    expect(devicesOn(emulator, threeDevicesUserId)).toEqual([100311]);
    await waitForBadge(hookswitch, "TEL");
  });

  test("can be one of another country", async ({ hookswitch, emulator }) => {
    const options = await optionsOf(hookswitch);
    await changeTo(options, "+65 8123 4567", "+6581234567");
    await options.getByRole("status").filter({ hasText: "is not verified yet" }).waitFor();
    expect(deviceWrites(emulator)).toEqual([[PHONE, "+6581234567"]]);
  });

  test("is one of the region's country, or of the one that is chosen", async ({ hookswitch, emulator }) => {
    const options = await optionsOf(hookswitch, DEMO.ccmSingapore);
    await askFor(options, "8123 4567");
    await question(options, "+6581234567").getByRole("button", { name: "Keep the old number" }).click();
    await askFor(options, "98123 45678");
    await region(options)
      .getByText(/^No number of Singapore \(\+65\) is like this/)
      .waitFor();
    await region(options).getByLabel("Without a country code, add").selectOption("IN");
    await askFor(options, "९८१२३ ४५६७८");
    await question(options).getByRole("button", { name: "Keep the old number" }).click();
    await region(options).getByLabel("Without a country code, add").selectOption("SG");
    await changeTo(options, "8123 4567", "+6581234567");
    await options.getByRole("status").filter({ hasText: "is not verified yet" }).waitFor();
    expect(deviceWrites(emulator)).toEqual([[DEMO.ccmSingapore.phoneDeviceId, "+6581234567"]]);
  });

  test("that another device has is refused, and the old one stays", async ({ hookswitch, emulator }) => {
    const taken = "+919176220002";
    const options = await optionsOf(hookswitch);
    await changeTo(options, taken, taken);
    await eventually(() => alertText(options)).toMatch(
      /already has a device with this number.*Enter another number.*support: [0-9a-f]{32}/,
    );
    expect(atServer(emulator)).toEqual({ contactUri: phoneNumber, verified: true });
    // What was typed is there still, to be corrected.
    expect(await region(options).getByLabel("New phone number").inputValue()).toBe(taken);
    await waitForBadge(hookswitch, "TEL");
    await changeTo(options, NEW, NEW);
    await options.getByRole("status").filter({ hasText: "is not verified yet" }).waitFor();
    expect(await alertText(options)).toBe("");
  });

  test("that was changed, though the answer was lost, is shown as the server has it", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await optionsOf(hookswitch);
    emulator.faults.once({ kind: "doneButUnheard" }, { method: "PUT" });
    await changeTo(options, NEW, NEW);
    await eventually(() => alertText(options)).toContain("cannot reach Exotel");
    await waiting(options).waitFor();
    expect(await region(options).innerText()).toContain(NEW);
    await untilPainted(hookswitch, "!!", "not reach you");
    expect(deviceWrites(emulator)).toEqual([[PHONE, NEW]]);
  });

  test("that a page in Exotel's place has answered for is looked at anew, and Exotel is not said to forbid it", async ({
    hookswitch,
    emulator,
  }) => {
    const options = await optionsOf(hookswitch);
    emulator.faults.once(page(403), { method: "PUT" });
    await changeTo(options, NEW, NEW);
    await eventually(() => alertText(options)).toMatch(
      /^The number may have changed.*does not look like one from Exotel/,
    );
    expect(await alertText(options)).not.toContain("not allow");
    expect(await region(options).innerText()).toContain(phoneNumber);
    await waitForBadge(hookswitch, "TEL");
  });

  test("is changed once, and after the switch that is under way", async ({ hookswitch, emulator }) => {
    const options = await optionsOf(hookswitch);
    const popup = await openPopupRead(hookswitch, emulator);
    const hold = emulator.faults.hold("before", { method: "PUT" });
    await softphoneSwitch(popup).click();
    await hold.held;
    await changeTo(options, NEW, NEW);
    await options.getByRole("status").filter({ hasText: "Changing the number" }).waitFor();
    await region(options).getByRole("button", { name: "Change number" }).click({ force: true });
    expect(puts(emulator)).toHaveLength(1);
    hold.release();
    await options.getByRole("status").filter({ hasText: "is not verified yet" }).waitFor();
    expect(deviceWrites(emulator)).toEqual([
      [PHONE, false],
      [SIP, true],
      [PHONE, NEW],
    ]);
    await waitForBadge(hookswitch, "S?");
  });

  test("has a press wait that is made meanwhile", async ({ hookswitch, emulator }) => {
    const options = await optionsOf(hookswitch);
    const popup = await openPopupRead(hookswitch, emulator);
    const hold = emulator.faults.hold("before", { method: "PUT" });
    await changeTo(options, NEW, NEW);
    await hold.held;
    const from = emulator.requests.length;
    await softphoneSwitch(popup).click();
    await eventually(() => switches(popup)).toEqual([
      "PSTN phone: off, pending",
      "SIP softphone: on, pending",
    ]);
    await expectNoWrite(emulator, from);
    hold.release();
    await options.getByRole("status").filter({ hasText: "is not verified yet" }).waitFor();
    await waitForBadge(hookswitch, "S?");
    await untilSwitched(hookswitch);
    // The change has turned the phone off already.
    expect(deviceWrites(emulator)).toEqual([
      [PHONE, NEW],
      [SIP, true],
    ]);
    const [first, second] = puts(emulator);
    expect(second?.startedAt).toBeGreaterThan(first?.finishedAt ?? Number.NaN);
  });
});

test("only an account with a phone, and only CCM, has numbers to change", async ({ hookswitch }) => {
  const options = await optionsOf(hookswitch, { userId: DEMO.ccm.sipOnlyUserId });
  await options.getByRole("heading", { name: "Settings" }).waitFor();
  expect(await region(options).count()).toBe(0);
  await setUp(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  expect(await region(options).count()).toBe(0);
});
