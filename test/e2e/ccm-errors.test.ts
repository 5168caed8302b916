import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import { CCM_ERROR_ROWS, refusedIds, TAKEN_NUMBER } from "../wire-faults/ccm-errors.ts";
import { alertText, ccmPopup, devicesOn, eventually, softphoneSwitch, untilSwitched } from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { phoneDeviceId: PHONE } = DEMO.ccm;

async function changeNumber(options: Page): Promise<void> {
  await options.getByLabel("New phone number").fill(TAKEN_NUMBER);
  await options.getByRole("button", { name: "Change number" }).click();
  await options.getByRole("button", { name: "Change it" }).click();
}

/** A sample of the rows; `test/unit/wire/ccm-errors-shown.test.ts` has them all. */
describe("an agent reads of", () => {
  for (const { name, arrange, changesNumber, says, badge = "TEL" } of CCM_ERROR_ROWS.filter(
    ({ sample }) => sample,
  )) {
    test(name, async ({ hookswitch, emulator }) => {
      const popup = await ccmPopup(hookswitch, emulator);
      await waitForBadge(hookswitch, "TEL");
      const ids = refusedIds(emulator);
      arrange(emulator);
      const page = changesNumber ? await hookswitch.openOptions() : popup;
      await (changesNumber ? changeNumber(page) : softphoneSwitch(popup).click());
      await eventually(() => alertText(page)).toMatch(says);
      const [id] = ids;
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect(await alertText(page)).toContain(`Code for Exotel's support: ${id}`);
      // Nobody is left without a device by a refusal.
      await untilSwitched(hookswitch);
      await waitForBadge(hookswitch, badge);
      expect(devicesOn(emulator)).toEqual([PHONE]);
    });
  }
});
