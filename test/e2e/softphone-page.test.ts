import type { Page } from "playwright-core";
import { expect } from "vitest";
import { alertText, eventually, setUp, stored } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { focused } from "./harness/focus.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { allowSiteOnce } from "./harness/site-access.ts";
import {
  SOFTPHONE_PAGE,
  SOFTPHONE_SITE,
  serveSoftphonePage,
  watchSoftphonePage,
} from "./harness/softphone-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const WRONG = "This is not the address of a web page.";

async function optionsOf(handle: Hookswitch): Promise<Page> {
  await setUp(handle);
  await waitForBadge(handle, "SIP");
  return await handle.openOptions();
}

const field = (options: Page) => options.getByLabel("Softphone page");

async function enterPage(options: Page, address: string): Promise<void> {
  await field(options).fill(address);
  await field(options).press("Enter");
}

async function settings(
  handle: Hookswitch,
): Promise<{ softphonePage?: string | null; probesPage?: boolean }> {
  const { local } = await stored(handle);
  return (local.settings ?? {}) as object;
}

test("the address of the softphone's page is saved at once, and a wrong one is explained and not lost", async ({
  hookswitch,
}) => {
  const options = await optionsOf(hookswitch);
  await enterPage(options, "softphone.example");
  await options.getByText(WRONG).waitFor();
  const found = await faultsOf(options, "options-softphone-page-wrong", { light: { scheme: "light" } });
  expect(await field(options).inputValue()).toBe("softphone.example");
  expect(await settings(hookswitch)).not.toHaveProperty("softphonePage", expect.any(String));
  await enterPage(options, ` ${SOFTPHONE_PAGE}?team=7 `);
  await eventually(async () => (await settings(hookswitch)).softphonePage).toBe(`${SOFTPHONE_PAGE}?team=7`);
  await eventually(() => field(options).inputValue()).toBe(`${SOFTPHONE_PAGE}?team=7`);
  expect(await options.getByText(WRONG).count()).toBe(0);
  await options.getByRole("button", { name: "Allow softphone.example" }).waitFor();
  found.push(...(await faultsOf(options, "options-softphone-page")));
  expect(found).toEqual([]);
  await enterPage(options, "");
  await eventually(async () => (await settings(hookswitch)).softphonePage).toBeNull();
  await options.getByRole("checkbox", { name: /^Ask the page/ }).waitFor({ state: "detached" });
});

test("the popup leads to the field where it knows no page, and the field shows the one whose tab is watched then", async ({
  hookswitch,
}) => {
  await setUp(hookswitch);
  const popup = await hookswitch.openPopup();
  const opened = hookswitch.context.waitForEvent("page");
  await popup.getByRole("button", { name: "Choose its page" }).click();
  const options = await opened;
  await field(options).waitFor();
  await eventually(async () => (await focused(options)).what).toBe("Softphone page");
  await watchSoftphonePage(hookswitch);
  await eventually(() => field(options).inputValue()).toBe(SOFTPHONE_PAGE);
});

test("the site can be allowed and taken back, and the page is asked only while it is allowed", async ({
  hookswitch,
}) => {
  const options = await optionsOf(hookswitch);
  await enterPage(options, SOFTPHONE_PAGE);
  const allow = options.getByRole("button", { name: "Allow softphone.example" });
  const takeBack = options.getByRole("button", { name: "Do not allow it any more" });
  const ask = options.getByRole("checkbox", { name: /^Ask the page/ });
  await allow.waitFor();
  await allowSiteOnce(hookswitch, SOFTPHONE_SITE);
  await options.bringToFront();
  await allow.click();
  await takeBack.waitFor();
  await ask.check();
  await eventually(async () => (await settings(hookswitch)).probesPage).toBe(true);
  expect(await faultsOf(options, "options-softphone-page-allowed")).toEqual([]);
  await takeBack.click();
  await allow.waitFor();
  await eventually(async () => (await settings(hookswitch)).probesPage).toBe(false);
  expect(await ask.isChecked()).toBe(false);
  await ask.check();
  await takeBack.waitFor();
  await eventually(async () => (await settings(hookswitch)).probesPage).toBe(true);
  expect(await alertText(options)).toBe("");
  await takeBack.click();
  await allow.waitFor();
});

/** The buttons of the real popup's line on the softphone's tab. */
function tabButtons(handle: Hookswitch): Promise<string[]> {
  return handle.inPopup(`[...document.querySelectorAll(".tab button")]
    .filter((button) => getComputedStyle(button).visibility === "visible").map((button) => button.textContent)`);
}

test("the popup offers to watch the web page over which it is opened", async ({ headed }) => {
  await setUp(headed);
  await waitForBadge(headed, "SIP");
  await serveSoftphonePage(headed);
  const page = await headed.context.newPage();
  await page.goto(SOFTPHONE_PAGE);
  await page.bringToFront();
  await headed.pressKeys("alt+shift+h");
  await eventually(() => headed.popupIsOpen()).toBe(true);
  await eventually(() => tabButtons(headed)).toEqual(["Watch this tab"]);
  await headed.inPopup(`document.querySelector(".tab button").click()`);
  await eventually(() => tabButtons(headed)).toEqual(["Open softphone"]);
  expect((await settings(headed)).softphonePage).toBe(SOFTPHONE_PAGE);
  expect(await headed.inPopup(`document.querySelector(".tab-words").textContent`)).toBe("Tab open, sound on");
});
