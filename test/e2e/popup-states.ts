import type { Page } from "playwright-core";
import { DEFAULT_SETTINGS, type Settings } from "../../src/core/settings.ts";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import { order, setUp, setUpCcm, softphoneSwitch, TURNS_ON, untilPainted } from "./agent-view.ts";
import { letPass, type MovableClock } from "./harness/clock.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { goOffline } from "./harness/network.ts";
import { allowSite } from "./harness/site-access.ts";
import { SOFTPHONE_PAGE, SOFTPHONE_SITE, watchSoftphonePage } from "./harness/softphone-page.ts";
import { stopWorker } from "./harness/worker.ts";

/** A state that the popup can be in, made with the emulator as the server. */
export interface PopupState {
  readonly name: string;
  /** Signs in, where the state needs it, and makes the server so. */
  readonly arrange: (handle: Hookswitch, emulator: Emulator, clock: MovableClock) => Promise<void>;
  /** What is done in the open popup. */
  readonly act?: (popup: Page, handle: Hookswitch, emulator: Emulator) => Promise<void>;
  /** Whether it is over after some seconds: no time to try everything in it. */
  readonly isBrief?: true;
  /** What the popup's verdict says once it is so. */
  readonly says: string | RegExp;
}

const { ccm } = DEMO;

const core =
  (change: (emulator: Emulator) => void = () => undefined) =>
  async (handle: Hookswitch, emulator: Emulator): Promise<void> => {
    await setUp(handle);
    await untilPainted(handle, "SIP", "Calls ring");
    change(emulator);
  };

/** The same with the softphone's page in a tab that is watched, to which something is done then. */
const watched =
  (change: string, server: (emulator: Emulator) => void = () => undefined) =>
  async (handle: Hookswitch, emulator: Emulator): Promise<void> => {
    await setUp(handle);
    await untilPainted(handle, "SIP", "Calls ring");
    const tab = await watchSoftphonePage(handle);
    server(emulator);
    await handle.keeper.evaluate(`(async (tab) => { ${change} })(${tab})`);
  };

/** The same with the page's site allowed, and the page asked if it works, once something is done to it. */
const asked =
  (change: (page: Page, handle: Hookswitch) => Promise<void>) =>
  async (handle: Hookswitch, emulator: Emulator): Promise<void> => {
    await watched("")(handle, emulator);
    await allowSite(handle, SOFTPHONE_SITE);
    const page = handle.context.pages().find((each) => each.url() === SOFTPHONE_PAGE);
    if (page === undefined) throw new Error("The softphone's page is not open");
    await change(page, handle);
    await order(handle, {
      type: "change-settings",
      settings: { ...DEFAULT_SETTINGS, softphonePage: SOFTPHONE_PAGE, probesPage: true },
    });
  };

const MINUTE = 60_000;

/** Lets only the phone ring for 22 minutes and a half. */
async function phoneForAWhile(handle: Hookswitch, clock: MovableClock): Promise<void> {
  await order(handle, { type: "for-a-while", press: { ring: "phone" }, until: clock.now() + 22.5 * MINUTE });
}

/** The same with rules turned on, and something that brings them into force. */
const ruled =
  (
    rules: Partial<Settings>,
    occasion: (handle: Hookswitch, emulator: Emulator, clock: MovableClock) => Promise<void>,
  ) =>
  async (handle: Hookswitch, emulator: Emulator, clock: MovableClock): Promise<void> => {
    await core()(handle, emulator);
    await order(handle, { type: "change-settings", settings: { ...DEFAULT_SETTINGS, ...rules } });
    await occasion(handle, emulator, clock);
  };

/** The page's script waits for an answer that never comes. */
async function hang(page: Page, { context }: Hookswitch): Promise<void> {
  const held = `${SOFTPHONE_PAGE}/held`;
  const isHeld = new Promise<void>((resolve) => void context.route(held, () => resolve()));
  const hanging = page.evaluate((url) => {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.send();
  }, held);
  hanging.catch(() => undefined);
  await isHeld;
}

async function forbidMicrophone(_page: Page, { browserCdp }: Hookswitch): Promise<void> {
  const { origin } = new URL(SOFTPHONE_PAGE);
  const permission = { name: "microphone" };
  await browserCdp.send("Browser.setPermission", { permission, setting: "denied", origin });
}

/** Five devices: the names of three scripts, one of 60 characters, and a phone that is not verified. */
export function fiveDevices(emulator: Emulator, on: number | null): void {
  const { devices } = emulator.store.ccmUser();
  const [phone, softphone] = devices;
  if (phone === undefined || softphone === undefined) throw new Error("The demo agent has no devices");
  phone.name = "मेरा मुख्य मोबाइल फ़ोन";
  softphone.name = "Softphone";
  devices.push(
    {
      ...phone,
      id: 100_290,
      name: "Home landline, second-floor flat, Thiruvananthapuram East ext.",
      contactUri: "+912240001234",
      on: false,
    },
    { ...softphone, id: 100_291, name: "هاتف المكتب", contactUri: "sip:ashar2d853100", on: false },
    { ...phone, id: 100_292, name: "Old mobile", contactUri: "+919812345678", on: false, verified: false },
  );
  emulator.store.setCcmOn(on);
}

export const POPUP_STATES: readonly PopupState[] = [
  { name: "0-not-set-up", arrange: () => Promise.resolve(), says: "not set up" },
  { name: "1-all-well", arrange: watched(""), says: "Calls ring on your phone and your softphone" },
  {
    name: "2-will-not-reach",
    arrange: watched("await chrome.tabs.remove(tab)", ({ store }) => {
      store.setIntegrations({ phone: false });
      store.dropSoftphone();
    }),
    says: "Your softphone's page is closed",
  },
  {
    name: "3-dropped-phone-rings",
    arrange: core(({ store }) => store.dropSoftphone()),
    says: "Calls ring on your phone only",
  },
  {
    name: "3-tab-asleep",
    arrange: watched("await chrome.tabs.discard(tab)"),
    says: /Calls ring on your phone only.*your softphone's page to sleep/,
  },
  {
    name: "3-page-hangs",
    arrange: asked(hang),
    says: /Calls ring on your phone only.*page does not respond/,
  },
  {
    name: "3-microphone-forbidden",
    arrange: asked(forbidMicrophone),
    says: /Calls ring on your phone only.*may not use the microphone/,
  },
  {
    name: "4-for-a-while-choosing",
    arrange: core(),
    act: async (popup) => popup.getByRole("button", { name: "For a while" }).click(),
    says: "Calls ring on your phone and your softphone",
  },
  {
    name: "4-ccm-for-a-while-choosing",
    arrange: async (handle) => setUpCcm(handle),
    act: async (popup) => {
      await popup.getByRole("button", { name: "For a while" }).click();
      await popup.getByLabel("Or until").fill("");
      await popup.getByRole("button", { name: "Start" }).click();
    },
    says: "Calls ring on your phone only",
  },
  {
    name: "5-for-a-while",
    arrange: async (handle, emulator, clock) => {
      await watched("")(handle, emulator);
      await phoneForAWhile(handle, clock);
    },
    says: "Calls ring on your phone only",
  },
  {
    name: "5-for-a-while-nobody",
    arrange: async (handle, emulator, clock) => {
      await core()(handle, emulator);
      const until = clock.now() + 22.5 * MINUTE;
      await order(handle, { type: "for-a-while", press: { ring: "softphone" }, until });
      await untilPainted(handle, "SIP", "Calls ring on your softphone");
      emulator.store.dropSoftphone();
    },
    says: "Calls will not reach you",
  },
  {
    name: "5-phone-only",
    arrange: core(({ store }) => store.setIntegrations({ sip: false })),
    says: "Calls ring on your phone only",
  },
  {
    name: "6-working-hours",
    arrange: ruled({ workingHours: true, workingDays: "" }, async (handle, _, clock) => {
      // A team's switches are spread over as long.
      await letPass(handle, clock, 31_000);
      await untilPainted(handle, "TEL", "your phone only");
    }),
    says: "Calls ring on your phone only",
  },
  {
    name: "6-softphone-dropped",
    arrange: ruled({ ringsWhenDropped: true }, async (handle, emulator, clock) => {
      await order(handle, { type: "switch", press: { ring: "softphone" } });
      await untilPainted(handle, "SIP", "Calls ring on your softphone");
      emulator.store.dropSoftphone();
      await order(handle, { type: "refresh" });
      await untilPainted(handle, "!!", "not reach you");
      // Two reads count as two only if they are so far apart.
      await letPass(handle, clock, 11_000);
      await order(handle, { type: "refresh" });
      await untilPainted(handle, "!", "your phone only");
    }),
    says: "Calls ring on your phone only",
  },
  {
    name: "6-paused",
    arrange: async (handle, emulator, clock) => {
      await core()(handle, emulator);
      await order(handle, { type: "pause", until: clock.now() + 60 * MINUTE });
    },
    says: "Calls ring on your phone and your softphone",
  },
  {
    name: "7-muted",
    arrange: watched("await chrome.tabs.update(tab, { muted: true })", ({ store }) =>
      store.setIntegrations({ phone: false }),
    ),
    says: "Calls ring on your softphone, but its tab is muted",
  },
  {
    name: "8-not-known",
    arrange: async (handle, emulator) => {
      await core()(handle, emulator);
      await goOffline(handle);
    },
    says: "Not known: this computer has no internet",
  },
  {
    name: "9-new-token",
    arrange: core(({ faults }) => faults.expireToken()),
    says: "your app token has ended or is wrong",
  },
  {
    name: "10-ccm-five-on-a-call",
    arrange: async (handle, emulator) => {
      fiveDevices(emulator, ccm.sipDeviceId);
      emulator.store.ccmDevice(ccm.sipDeviceId).status = "busy";
      await setUpCcm(handle);
    },
    says: "You are on a call",
  },
  {
    name: "10-ccm-five-tab-closed",
    arrange: async (handle, emulator) => {
      fiveDevices(emulator, ccm.sipDeviceId);
      await setUpCcm(handle);
      const tab = await watchSoftphonePage(handle);
      await handle.keeper.evaluate(`chrome.tabs.remove(${tab})`);
    },
    says: /Calls will not reach you.*Your softphone's page is closed/,
  },
  {
    name: "11-ccm-switching",
    arrange: async (handle) => setUpCcm(handle),
    act: async (popup, _, emulator) => {
      const hold = emulator.faults.hold("before", TURNS_ON);
      await softphoneSwitch(popup).click();
      await hold.held;
    },
    isBrief: true,
    says: /Switching to your softphone….*not reach you/,
  },
  {
    name: "12-not-switched",
    arrange: core(({ faults }) =>
      faults.once(
        { kind: "status", status: 500, json: { success: false, error: { code: "E", message: "busy" } } },
        { method: "PUT" },
      ),
    ),
    act: async (popup) => {
      await popup.getByRole("button", { name: "Ring only the phone" }).click();
      await popup.getByRole("alert").filter({ hasText: "Not switched." }).waitFor();
    },
    says: "Calls ring on your phone and your softphone",
  },
  {
    name: "14-ccm-softphone",
    arrange: async (handle, emulator) => {
      emulator.store.setCcmOn(ccm.sipDeviceId);
      await setUpCcm(handle);
    },
    says: "Calls go to your softphone",
  },
  {
    name: "14-older-contract-tab-open",
    arrange: async (handle, { store }) => {
      store.setOlder({ phone: false, sip: true });
      await setUp(handle, DEMO.older);
      await watchSoftphonePage(handle);
    },
    says: "Calls go to your softphone",
  },
  {
    name: "15-most-of-all",
    arrange: async (handle, emulator) => {
      fiveDevices(emulator, ccm.phoneDeviceId);
      await setUpCcm(handle);
      emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    },
    act: async (popup, handle) => {
      await popup.getByRole("switch", { name: "SIP softphone – Softphone" }).click();
      await popup.getByRole("alert").waitFor();
      await untilPainted(handle, "!!", "not reach you");
      // For a moment, each further try shows the phone as about to be on. A dead worker tries again in 30 s at the earliest.
      await stopWorker(handle);
    },
    says: /Calls will not reach you.*No device is on yet/,
  },
  {
    name: "15-paused-for-a-while-too",
    arrange: async (handle, emulator, clock) => {
      fiveDevices(emulator, ccm.sipDeviceId);
      await setUpCcm(handle);
      await order(handle, { type: "pause", until: clock.now() + 60 * MINUTE });
      await phoneForAWhile(handle, clock);
      await untilPainted(handle, "TEL", "your phone only");
      emulator.faults.always({ kind: "status", status: 500 }, TURNS_ON);
    },
    act: async (popup, handle) => {
      await popup.getByRole("switch", { name: "SIP softphone – Softphone" }).click();
      await popup.getByRole("alert").waitFor();
      await untilPainted(handle, "!!", "not reach you");
      await stopWorker(handle);
    },
    says: /Calls will not reach you.*No device is on yet/,
  },
];
