import { describe, expect } from "vitest";
import { HOSTS } from "../emulator/emulator.ts";
import { CORE_ODD_ANSWERS } from "../wire-faults/core-switches.ts";
import { inBrowser } from "../wire-faults/row.ts";
import {
  alertText,
  corePopup,
  eventually,
  shown,
  softphoneSwitch,
  statusText,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const PUT = { method: "PUT" } as const;
const GET = { method: "GET" } as const;
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };

/** All that needs a socket, and a sample of the rest, which `test/unit/wire/core-switch-faults.test.ts` has. */
describe("a switch on Integrations Core that is answered by", () => {
  for (const row of CORE_ODD_ANSWERS.filter((row) => inBrowser(row).length > 0)) {
    const { name, done } = row;
    test(`${name} is ${done ? "believed once it is read" : "asked for once more"}`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await corePopup(hookswitch, emulator);
      const from = emulator.requests.length;
      for (const fault of inBrowser(row)) emulator.faults.once(fault, PUT);
      await softphoneSwitch(popup).click();
      await waitForBadge(hookswitch, "TEL");
      await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
      await untilSwitched(hookswitch);
      expect(await alertText(popup)).toBe("");
      expect(writes(emulator)).toEqual(Array(done ? 1 : 2).fill({ phone: true, sip: false }));
      expect(emulator.requests.slice(from).filter(({ host }) => host !== HOSTS.integrations)).toEqual([]);
    });
  }

  test("nothing, where the devices cannot be read either, leaves all in doubt until they are", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once({ kind: "doneButUnheard" }, PUT);
    const outage = emulator.faults.always({ kind: "status", status: 500 }, GET);
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "?");
    await eventually(() => statusText(popup)).toContain("Not known: Exotel did not answer your last switch");
    outage.remove();
    await popup.getByRole("button", { name: "Check now" }).click();
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
  });
});
