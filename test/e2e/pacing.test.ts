import type { Page } from "playwright-core";
import { expect } from "vitest";
import { asItems, type Items } from "../../src/store/items.ts";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import { emulatorFetch } from "../unit/exotel/emulator-fetch.ts";
import {
  ccmPopup,
  devicesOn,
  eventually,
  openPopupRead,
  softphoneSwitch,
  stored,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { host, sid, apiKey, apiToken, phoneOnlyUserId, sipDeviceId: SIP } = DEMO.ccm;
/** What the agent's own period is to reach, ms. */
const LONGER = 60_000;
/** Each answer lengthens the period by a fifth at least, so that far fewer will do. */
const MOST_CHECKS = 20;

/** The account's other agents read, until nothing is left of this minute's budget. */
async function spendAll(emulator: Emulator): Promise<void> {
  const { fetch } = emulatorFetch(emulator);
  const authorization = `Basic ${Buffer.from(`${apiKey}:${apiToken}`).toString("base64")}`;
  let remaining = "";
  while (remaining !== "0") {
    const answer = await fetch(`https://${host}/v2/accounts/${sid}/users/${phoneOnlyUserId}`, {
      method: "GET",
      redirect: "manual",
      headers: { authorization },
    });
    remaining = answer.headers.get("x-ratelimit-remaining") ?? "none is told";
    expect(remaining).toMatch(/^\d+$/);
    await answer.body?.cancel();
  }
}

async function items(handle: Hookswitch): Promise<Items> {
  const { local, session } = await stored(handle);
  return asItems({ ...local, ...session });
}

/** Looks, and waits until what was read is stored. */
async function check(popup: Page, handle: Hookswitch): Promise<void> {
  const { takenAt } = (await items(handle)).status.reading ?? { takenAt: 0 };
  await popup.getByRole("button", { name: "Check now" }).click();
  await eventually(async () => (await items(handle)).status.reading?.takenAt ?? 0).toBeGreaterThan(takenAt);
}

test("an account near its budget is read more seldom, which the popup says with the reason", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await ccmPopup(hookswitch, emulator);
  await waitForBadge(hookswitch, "TEL");
  const said = popup.getByText(/Hookswitch checks every/);
  expect(await said.count()).toBe(0);
  for (let checks = 0; (await items(hookswitch)).status.period < LONGER; checks += 1) {
    expect(checks).toBeLessThan(MOST_CHECKS);
    // Again each time: the next minute may have begun.
    await spendAll(emulator);
    await check(popup, hookswitch);
  }
  await eventually(() => said.innerText()).toMatch(
    /^Hookswitch checks every \d+ (s|min)\. All agents of your account share 50 requests a minute\.$/,
  );

  // The next read is really put off, and the alarm with it: a period of 30 s never gets so far. Now and then a read goes out
  // of its way to see the end of the account's minute, so that one answer alone proves nothing.
  await eventually(async () => {
    await check(popup, hookswitch);
    const { nextReadAt, reading } = (await items(hookswitch)).status;
    const alarm = await hookswitch.keeper.evaluate<number>(
      "chrome.alarms.get('wake').then(({ scheduledTime }) => scheduledTime)",
    );
    return Math.min(nextReadAt ?? 0, alarm) - (reading?.takenAt ?? 0);
  }).toBeGreaterThan(40_000);

  expect(await faultsOf(popup, "popup-paced")).toEqual([]);

  // Nobody who acts is held up: neither a press, nor an opened popup.
  await softphoneSwitch(popup).click();
  await untilSwitched(hookswitch, popup);
  await waitForBadge(hookswitch, "S?");
  expect(devicesOn(emulator)).toEqual([SIP]);
  const again = await openPopupRead(hookswitch, emulator);
  await eventually(() => again.getByText(/Hookswitch checks every/).count()).toBe(1);
});
