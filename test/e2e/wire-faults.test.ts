import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO, HOSTS } from "../emulator/emulator.ts";
import type { Fault } from "../emulator/faults.ts";
import { CCM_FAULTS } from "../wire-faults/ccm-faults.ts";
import { CCM_SEARCH_FAULTS, type SearchFault } from "../wire-faults/ccm-searches.ts";
import { CCM_SWITCH_FAULTS, STRUCK, type SwitchFault } from "../wire-faults/ccm-switches.ts";
import { CORE_FAULTS, DNS_FAULT } from "../wire-faults/core-faults.ts";
import { saidOf } from "../wire-faults/expectations.ts";
import { inBrowser } from "../wire-faults/row.ts";
import {
  devicesOn,
  deviceWrites,
  eventually,
  setUp,
  setUpCcm,
  softphoneSwitch,
  switches,
  untilSwitched,
} from "./agent-view.ts";
import { describeFaults, type FaultBench, startFaultBench } from "./fault-bench.ts";
import { enterCcm, findMe } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

/** All that needs a socket, and a sample of the rest, which the tests in `test/unit/wire/` have. */

const { phoneDeviceId: PHONE, sipDeviceId: SIP, userId, email, apiKey, apiToken } = DEMO.ccm;
const BADGE = { phone: "TEL", softphone: "S?", none: "!!" } as const;
const ON = { phone: [PHONE], softphone: [SIP], none: [] };

let bench: FaultBench;

beforeAll(async () => {
  bench = await startFaultBench();
});

afterAll(() => bench?.close());

describe("CCM", () => {
  beforeAll(async () => {
    // So many rows in so short a time would use up the account's budget, and make the period longer.
    bench.emulator.store.account().rateLimit.userManagementPerMinute = 1_000_000;
    await bench.standOn({
      setUp: setUpCcm,
      well: { saying: "phone", badge: "TEL" },
      elsewhere: [HOSTS.singapore, HOSTS.integrations],
    });
  });

  describeFaults(CCM_FAULTS, () => bench);

  describe("while a switch from the phone to the softphone is made", () => {
    const rows = CCM_SWITCH_FAULTS.filter((row) => inBrowser(row).length > 0);
    it.for(rows.map((row) => [`${row.name} (turns ${row.at})`, row] as const))("%s", async ([, row]) => {
      for (const fault of inBrowser(row)) await switchWith(row, fault);
    });
  });

  describe("while an agent looks for themselves", () => {
    const rows = CCM_SEARCH_FAULTS.filter((row) => inBrowser(row).length > 0);
    it.for(rows.map((row) => [row.name, row] as const))("%s", async ([, row]) => {
      for (const fault of inBrowser(row)) await findWith(row, fault);
    });
  });
});

describe("Integrations Core", () => {
  beforeAll(() =>
    bench.standOn({
      setUp,
      well: { saying: "both", badge: "SIP" },
      elsewhere: [HOSTS.mumbai, HOSTS.singapore],
    }),
  );

  describeFaults(CORE_FAULTS, () => bench);

  /** Last, since it takes another browser: which names there are is said when a browser is started. */
  it(DNS_FAULT.name, () => bench.lookWithoutNames(DNS_FAULT));
});

/** What the alerts say, without what to do about it. */
async function problemsIn(page: Page): Promise<string[]> {
  return await page.locator("[role=alert] .alert-problem").allInnerTexts();
}

function expectNothingElsewhere(from: number): void {
  const { requests } = bench.emulator;
  expect(requests.slice(from).filter(({ host, query }) => host !== HOSTS.mumbai || "again" in query)).toEqual(
    [],
  );
}

async function switchWith(row: SwitchFault, fault: Fault): Promise<void> {
  const { at, ends, times = 1 } = row;
  const problem = saidOf(row, fault);
  const { emulator, handle, popup } = bench;
  emulator.faults.clear();
  emulator.store.setCcmOn(PHONE);
  await bench.checkWell();
  expect(await switches(popup)).toEqual(["PSTN phone: on", "SIP softphone: off"]);
  const from = emulator.requests.length;
  const struck = emulator.faults.add(fault, { match: STRUCK[at], times });
  await softphoneSwitch(popup).click();
  await emulator.waitForRequest({ method: "PUT" }, { from });
  await untilSwitched(handle);
  expect(struck.hits).toBe(times);
  await waitForBadge(handle, BADGE[ends ?? "none"]);
  await eventually(() => problemsIn(popup)).toEqual(problem === null ? [] : [problem]);
  expect(devicesOn(emulator)).toEqual(ON[ends ?? "none"]);
  await eventually(() => switches(popup)).toEqual([
    `PSTN phone: ${ends === "phone" ? "on" : "off"}`,
    `SIP softphone: ${ends === "softphone" ? "on" : "off"}`,
  ]);
  // Off comes first, and no device that is off is told so again.
  expect(deviceWrites(emulator, from)[0]).toEqual([PHONE, false]);
  expectNothingElsewhere(from);
}

async function findWith(row: SearchFault, fault: Fault): Promise<void> {
  const { requests } = row;
  const problem = saidOf(row, fault);
  const { emulator, handle } = bench;
  emulator.faults.clear();
  const options = await handle.openOptions();
  await enterCcm(options, { userId: "" });
  const from = emulator.requests.length;
  const isSearch = { method: "GET", path: /\/users$/ };
  emulator.faults.always(fault, isSearch);
  await findMe(options, email);
  if (problem === null) {
    await options.getByRole("status").filter({ hasText: "User ID filled in" }).waitFor();
    expect(await options.getByLabel("User ID").inputValue()).toBe(userId);
  } else {
    await eventually(() => problemsIn(options), 60_000).toEqual([problem]);
    expect(await options.getByLabel("User ID").inputValue()).toBe("");
  }
  const sought = emulator.requests.slice(from).filter(({ path }) => isSearch.path.test(path));
  expect(sought.length).toBeGreaterThan(0);
  expect(sought.length).toBeLessThanOrEqual(requests);
  const text = await options.locator("body").innerText();
  expect(text).not.toMatch(/[\p{Cf}\p{Zl}\0]/u);
  for (const secret of [apiKey, apiToken]) expect(text).not.toContain(secret);
  expectNothingElsewhere(from);
  await options.close();
}
