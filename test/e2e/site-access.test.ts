import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  atServer,
  corePopup,
  devicesOn,
  deviceWrites,
  eventually,
  journal,
  openPopupRead,
  press,
  recordBadges,
  setUp,
  setUpCcm,
  softphoneSwitch,
  statusText,
  stored,
  TURNS_OFF,
  untilPainted,
  untilSwitched,
} from "./agent-view.ts";
import { test as base } from "./harness/ccm-fixtures.ts";
import type { Headed } from "./harness/keys.ts";
import { connectedNote, enter, enterCcm, findMe, save } from "./harness/options-page.ts";
import { setSiteAccess } from "./harness/site-access.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { pause, until } from "./harness/wait.ts";
import { stopWorker } from "./harness/worker.ts";

/** The browser gets its access back, whatever has become of the test. It is one for all: the buttons' tests need a screen. */
const test = base.extend("headed", async ({ headed }, { onCleanup }) => {
  onCleanup(() => setSiteAccess(headed, "on all sites"));
  return headed;
});

const WITHHELD = "your browser does not let Hookswitch ask Exotel";

/** The contract's word for "at once". ms */
const AT_ONCE = 2_000;

function allowButton(page: Page) {
  return page.getByRole("button", { name: "Allow access" });
}

/** A point of every page's empty margin. */
const MARGIN = [4, 640] as const;

/** Waits until the screen stands still, as keys that are pressed into what is just appearing go astray. */
async function untilStill({ display }: Headed): Promise<void> {
  await until("the screen to stand still", async () => {
    const before = display.png();
    await pause(300);
    return display.png().equals(before);
  });
}

/** Presses what has the browser ask, and answers it with yes. "Deny" comes first, and has the focus. */
async function allow(headed: Headed, asking: () => Promise<void>): Promise<void> {
  const { display, keeper } = headed;
  await untilStill(headed);
  const bright = display.colourAt(...MARGIN);
  await asking();
  // The browser dims the page for its question, and takes no answer in the first moment, nor ones that come too fast.
  await until("the browser's question", () => display.colourAt(...MARGIN) !== bright);
  await untilStill(headed);
  display.pressKeys("Tab");
  const has = `chrome.permissions.contains({ origins: ["https://integrationscore.mum1.exotel.com/*"] })`;
  await until("the answer to be taken", async () => {
    await pause(1_000);
    display.pressKeys("Return");
    return await keeper.evaluate<boolean>(has);
  });
}

describe("site access that is withdrawn while all is well", () => {
  test("is known at once, with the worker asleep too, and nothing is asked of Exotel until it is back", async ({
    headed,
    emulator,
  }) => {
    const popup = await corePopup(headed, emulator);
    await waitForBadge(headed, "SIP");
    const from = emulator.requests.length;
    await setSiteAccess(headed, "on click");
    await waitForBadge(headed, "?", AT_ONCE);
    await untilPainted(headed, "?", WITHHELD);
    await eventually(() => statusText(popup)).toContain(`Not known: ${WITHHELD}`);
    expect(await alertText(popup)).toContain("Allow it");
    expect(await allowButton(popup).count()).toBe(1);
    await press(softphoneSwitch(popup));
    await popup.getByRole("button", { name: "Check now" }).click();
    await eventually(() => journal(headed)).toBeNull();
    const again = await headed.openPopup();
    await allowButton(again).waitFor();
    // No preflight either, which would say to anybody in between whom the agent asks.
    expect(emulator.requests.slice(from).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(await alertText(popup)).not.toMatch(/connection|cannot reach/);

    await setSiteAccess(headed, "on all sites");
    await untilPainted(headed, "SIP", "your phone and your softphone");
    await eventually(() => alertText(again)).toBe("");
    expect(atServer(emulator)).toEqual({ phone: true, sip: true });

    // The worker is asleep.
    await stopWorker(headed);
    await setSiteAccess(headed, "on click");
    await waitForBadge(headed, "?", AT_ONCE);
    await stopWorker(headed);
    await setSiteAccess(headed, "on all sites");
    await waitForBadge(headed, "SIP");
  });

  test("in the middle of a switch on CCM leaves no device off for longer than it lasts", async ({
    headed,
    emulator,
  }) => {
    await setUpCcm(headed);
    const popup = await openPopupRead(headed, emulator);
    const seen = await recordBadges(headed);
    const hold = emulator.faults.hold("before", TURNS_OFF);
    await press(softphoneSwitch(popup));
    await hold.held;
    await setSiteAccess(headed, "on click");
    await waitForBadge(headed, "?", AT_ONCE);
    hold.release();
    await waitForBadge(headed, "!!");
    expect(devicesOn(emulator)).toEqual([]);
    await eventually(() => statusText(popup)).toMatch(
      /not reach you.*turns one on once your browser allows it/,
    );
    await allowButton(popup).waitFor();
    const options = await headed.context.newPage();
    await options.goto(headed.url("src/options/options.html#access"));
    await eventually(() => options.evaluate(() => document.activeElement?.textContent)).toBe("Allow access");
    await options.close();
    await stopWorker(headed);
    await setSiteAccess(headed, "on all sites");
    await untilSwitched(headed);
    await waitForBadge(headed, "S?");
    expect(devicesOn(emulator)).toEqual([DEMO.ccm.sipDeviceId]);
    expect(deviceWrites(emulator)).toEqual([
      [DEMO.ccm.phoneDeviceId, false],
      [DEMO.ccm.sipDeviceId, true],
    ]);
    expect(await seen()).not.toContain("KEY");
    expect(emulator.requests.filter(({ method }) => method === "OPTIONS")).toEqual([]);
  });
});

test("set-up without site access says so, for Find me too, sends nothing and saves nothing", async ({
  headed,
  emulator,
}) => {
  await setSiteAccess(headed, "on click");
  const options = await headed.openOptions();
  await enter(options);
  await save(options);
  await allowButton(options).waitFor();
  expect(await alertText(options)).toContain("integrationscore.mum1.exotel.com");
  await enterCcm(options, { region: "singapore", userId: "" });
  await findMe(options, DEMO.ccm.email);
  await eventually(() => alertText(options)).toContain("ccm-api.exotel.com");
  expect(await allowButton(options).count()).toBe(1);
  expect(emulator.requests).toEqual([]);
  expect((await stored(headed)).local.account ?? null).toBeNull();
});

describe("the button that asks for site access", () => {
  async function withheld(headed: Headed): Promise<void> {
    await setSiteAccess(headed, "on click");
    await waitForBadge(headed, "?", AT_ONCE);
  }

  test("brings the truth back from the popup", async ({ headed }) => {
    await setUp(headed);
    await waitForBadge(headed, "SIP");
    await withheld(headed);
    await headed.keeper.bringToFront();
    await headed.pressKeys("alt+shift+h");
    await until("the popup", () => headed.popupIsOpen());
    await allow(headed, async () => {
      // From the verdict, over the check, to the button.
      for (const key of ["Tab", "Tab", "Return"]) headed.display.pressKeys(key);
    });
    await waitForBadge(headed, "SIP");
  });

  test("connects from the options page, without anything being entered again", async ({
    headed,
    emulator,
  }) => {
    await setSiteAccess(headed, "on click");
    const options = await headed.openOptions();
    await options.bringToFront();
    await enter(options);
    await save(options);
    await headed.display.focus(headed.pid);
    await allowButton(options).scrollIntoViewIfNeeded();
    await allow(headed, () => allowButton(options).click());
    await connectedNote(options).waitFor();
    await waitForBadge(headed, "SIP");
    expect(emulator.requests.every(({ method }) => method === "GET")).toBe(true);
  });
});
