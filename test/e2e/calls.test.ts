import type { ConsoleMessage } from "playwright-core";
import { describe, expect } from "vitest";
import { knownToBeUntrue, untrueMoments } from "../calls/beyond-knowing.ts";
import { runCell, type Watch } from "../calls/cell.ts";
import type { FateName } from "../calls/fates.ts";
import { cellName } from "../calls/matrix.ts";
import { announcedCalls, answer, openSoftphone, setMicrophone } from "../calls/softphone-tab.ts";
import { callText } from "../calls/verdict-truth.ts";
import { DEMO } from "../emulator/emulator.ts";
import {
  CALL_ARGS,
  CRM_PAGE,
  CRM_SIP_USER,
  type Rig,
  SIP_PASSWORD,
  SOFTPHONE_PAGE,
  startRig,
} from "../sip/rig.ts";
import { openPopupRead, softphoneSwitch, untilSwitched } from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import { launchHeaded } from "./harness/keys.ts";
import { enter, save, untilConnected } from "./harness/options-page.ts";
import { reset } from "./harness/reset.ts";
import { allowSite } from "./harness/site-access.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("rig", { scope: "file" }, async ({}, { onCleanup }): Promise<Rig> => {
    const rig = await startRig();
    onCleanup(() => rig.close());
    return rig;
  })
  .extend("fileBrowser", { scope: "file" }, async ({ rig }, { onCleanup }) => {
    const handle = await launchHeaded({ emulator: rig, extraArgs: CALL_ARGS });
    onCleanup(() => handle.close());
    await reset(handle);
    return handle;
  });

const SITE = new URL("/*", SOFTPHONE_PAGE).href;
const BOTH = { phone: true, softphone: true };
const SOFTPHONE_ONLY = { phone: false, softphone: true };

/** A sample of the matrix, and what a call gets 5 s after the fault. */
const SAMPLE: readonly [FateName, "dropped" | "kept", typeof BOTH, Watch, call: string][] = [
  ["registered", "kept", BOTH, "none", "rang"],
  ["crashed", "kept", SOFTPHONE_ONLY, "tab", "500"],
  ["frozen", "kept", BOTH, "tab", "408"],
  ["two-tabs", "dropped", BOTH, "tab", "rang in 2 tabs"],
  ["no-microphone", "kept", BOTH, "probe", "rang, 480 when answered"],
];

describe("the verdict is held against a real call:", () => {
  for (const [fate, lostContact, on, watch, call] of SAMPLE) {
    const cell = { fate, lostContact, on, watch };
    test(cellName(cell), async ({ fileBrowser, rig }) => {
      if (watch === "probe") await allowSite(fileBrowser, SITE);
      const result = await runCell(fileBrowser, rig, cell);
      expect(callText(result.afterFault.call)).toBe(call);
      // On a slow machine, Hookswitch may have read in the meantime: then less is untrue than is listed.
      expect(knownToBeUntrue(result)).toEqual(expect.arrayContaining(untrueMoments(result)));
    });
  }
});

test("the softphone hears of a call, is answered, and signs off when its tab is closed", async ({
  fileBrowser,
  rig,
}) => {
  await setMicrophone(fileBrowser, "granted");
  const logged: string[] = [];
  const log = (message: ConsoleMessage): void => void logged.push(message.text());
  fileBrowser.context.on("console", log);
  const tab = await openSoftphone(fileBrowser, rig);
  expect(await rig.call({ patience: 3_000 })).toMatchObject({ ringing: 1, status: 487 });
  expect(await announcedCalls(fileBrowser)).toEqual([1]);
  expect(await rig.call({ onRinging: () => void answer(fileBrowser) })).toMatchObject({ status: 200 });
  await fileBrowser.keeper.evaluate(`chrome.tabs.remove(${tab.id})`);
  await until("the contact to go", async () => (await rig.contacts()).length === 0);
  expect(await rig.call()).toMatchObject({ ringing: 0, status: 480 });
  fileBrowser.context.off("console", log);
  expect(logged.filter((text) => text.includes(SIP_PASSWORD))).toEqual([]);
});

test("the control page calls the agent, and says where it rang", async ({ fileBrowser, rig }) => {
  rig.emulator.reset();
  await setMicrophone(fileBrowser, "granted");
  const control = await fileBrowser.context.newPage();
  await control.goto(rig.emulator.controlUrl);
  const outcome = control.getByRole("status");
  await control.getByRole("button", { name: "Call the agent" }).click();
  await outcome
    .filter({ hasText: "It rang on the phone. The softphone did not ring: 480 Not Registered." })
    .waitFor();
  rig.emulator.store.setIntegrations({ phone: false, sip: true });
  await openSoftphone(fileBrowser, rig);
  await control.bringToFront();
  await control.getByRole("button", { name: "Call the agent" }).click();
  await outcome.filter({ hasText: /It rang in the softphone's page after \d+ ms/ }).waitFor();
  await control.close();
  await reset(fileBrowser);
});

test("Exotel's CRM SDK registers by the older contract, whose agent Hookswitch reads and switches", async ({
  fileBrowser,
  rig,
}) => {
  const { emulator, registrar } = rig;
  emulator.reset();
  await setMicrophone(fileBrowser, "granted");
  const page = await fileBrowser.context.newPage();
  await page.goto(CRM_PAGE);
  await until("the CRM SDK to register", async () => (await registrar.contacts(CRM_SIP_USER)).length === 1);
  await page.getByRole("status").filter({ hasText: "registered" }).waitFor();
  const asked = emulator.requests.filter(({ method }) => method !== "OPTIONS");
  expect(asked.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
    "GET /v2/integrations/app 200",
    "GET /v2/integrations/app_setting 200",
    "GET /v2/integrations/usermapping 200",
  ]);
  expect(await rig.call({ patience: 3_000 }, CRM_SIP_USER)).toMatchObject({ ringing: 1, status: 487 });
  expect(await page.evaluate("incomingCalls")).toBe(1);

  const options = await fileBrowser.openOptions();
  await enter(options, DEMO.older);
  await save(options);
  await untilConnected(options);
  await waitForBadge(fileBrowser, "TEL");
  const popup = await openPopupRead(fileBrowser, emulator);
  await softphoneSwitch(popup).click();
  await untilSwitched(fileBrowser);
  // That it is registered, and rings, the older contract does not say.
  await waitForBadge(fileBrowser, "S?");
  const { phone, sip } = emulator.store.olderUser();
  expect([phone?.on, sip?.on]).toEqual([false, true]);
  expect(await registrar.contacts(CRM_SIP_USER)).toHaveLength(1);
  await page.close();
  await reset(fileBrowser);
});
