import type { Page } from "playwright-core";
import { expect } from "vitest";
import { asItems, type Items } from "../../src/store/items.ts";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import { emulatorFetch } from "../unit/exotel/emulator-fetch.ts";
import { eventually, openPopupRead, setUpCcm, stored } from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { faultsOf } from "./harness/looks.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { stopWorker } from "./harness/worker.ts";

const { host, sid, apiKey, apiToken, phoneOnlyUserId } = DEMO.ccm;
/** A period far above the usual one, ms. */
const CROWDED = 120_000;

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
  await setUpCcm(hookswitch);
  await waitForBadge(hookswitch, "TEL");
  // As hours in a crowd leave it; `test/unit/wire/pacing.test.ts` shows how it comes to be.
  const { pace } = await items(hookswitch);
  await stopWorker(hookswitch);
  await hookswitch.keeper.evaluate(
    `chrome.storage.local.set({ pace: ${JSON.stringify({ ...pace, period: CROWDED, limit: 50 })} })`,
  );
  await spendAll(emulator);
  const popup = await openPopupRead(hookswitch, emulator);
  expect((await items(hookswitch)).status.period).toBeGreaterThan(CROWDED);
  const said = popup.getByText(/Hookswitch checks every/);
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
});
