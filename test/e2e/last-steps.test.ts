import type { Page } from "playwright-core";
import { expect } from "vitest";
import { eventually, setUp, stored, untilSwitched } from "./agent-view.ts";
import { writeBareExtension } from "./harness/bare-extension.ts";
import { test } from "./harness/ccm-fixtures.ts";
import { DIST } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { connectedNote, enter, save } from "./harness/options-page.ts";
import { pin, waitForBadge } from "./harness/toolbar.ts";

const PUZZLE = "Click the puzzle piece in the toolbar";

function lastSteps(options: Page) {
  return options.getByRole("region", { name: "Last steps" });
}

test("set-up ends with pinning, which page and popup notice, and says how to bind a key where none is bound", async ({
  launch,
}) => {
  const other = writeBareExtension({
    manifest: { commands: { taken: { suggested_key: { default: "Alt+Shift+S" }, description: "Taken" } } },
  });
  try {
    const both = [other.directory, DIST].join(",");
    const handle = await launch({
      pinned: false,
      extraArgs: [`--load-extension=${both}`, `--disable-extensions-except=${both}`],
    });
    const options = await handle.openOptions();
    await enter(options);
    expect(await options.getByRole("region").count()).toBe(1);
    expect(await options.getByRole("button", { name: "Sign out" }).count()).toBe(0);
    await save(options);
    await connectedNote(options).waitFor();
    await lastSteps(options).getByText(PUZZLE).waitFor();
    await lastSteps(options).getByText("No key is set to switch.").waitFor();
    expect(await faultsOf(options, "options-last-steps")).toEqual([]);
    const popup = await handle.openPopup();
    await popup.getByText(PUZZLE).waitFor();
    expect(await faultsOf(popup, "popup-not-pinned")).toEqual([]);
    await pin(handle, true);
    await options.bringToFront();
    await lastSteps(options).getByText("Hookswitch is in your toolbar.").waitFor();
    expect(await options.getByText(PUZZLE).count()).toBe(0);
    const again = await handle.openPopup();
    await again.getByText(/^Checked /).waitFor();
    await eventually(() => again.getByRole("status").count()).toBe(1);
    expect(await again.getByText(PUZZLE).count()).toBe(0);
    const opened = handle.context.waitForEvent("page");
    await lastSteps(options).getByRole("button", { name: "Change keys" }).click();
    await eventually(async () => (await opened).url()).toBe("chrome://extensions/shortcuts");
  } finally {
    other.remove();
  }
});

test("set-up ends with a press of the key, which the page notices, and is over then", async ({ headed }) => {
  await setUp(headed);
  await waitForBadge(headed, "SIP");
  const options = await headed.openOptions();
  await options.bringToFront();
  await lastSteps(options).getByText("Press Alt+Shift+S once.").waitFor();
  expect(await faultsOf(options, "options-last-step", { light: { scheme: "light" } })).toEqual([]);
  expect((await stored(headed)).local.keyWorks ?? false).toBe(false);
  await headed.pressKeys("alt+shift+s");
  await lastSteps(options).getByText("The key to switch works.").waitFor();
  await lastSteps(options).getByRole("status").filter({ hasText: "That is all." }).waitFor();
  await waitForBadge(headed, "TEL");
  await untilSwitched(headed);
  expect(await faultsOf(options, "options-all-done", { light: { scheme: "light" } })).toEqual([]);
  await options.reload();
  await options.getByRole("heading", { name: "Settings" }).waitFor();
  expect(await lastSteps(options).count()).toBe(0);
  // It is this agent's: the next one at this computer is shown the key anew.
  await options.getByRole("button", { name: "Sign out" }).click();
  await options.getByRole("status").filter({ hasText: "Signed out" }).waitFor();
  expect((await stored(headed)).local).toEqual({});
});
