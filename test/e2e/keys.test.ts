import { execFileSync } from "node:child_process";
import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import {
  alertText,
  countKeyReports,
  eventually,
  expectNoWrite,
  puts,
  recordBadges,
  setUp,
  setUpCcm,
  shown,
  switches,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { writeBareExtension } from "./harness/bare-extension.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { Headed } from "./harness/keys.ts";
import { DIST } from "./harness/launch.ts";
import { shootScreen } from "./harness/screenshots.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { pause, until } from "./harness/wait.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";

const PHONE = { phone: true, sip: false };
const SOFTPHONE = { phone: false, sip: true };
const BOTH = { phone: true, sip: true };

/** What the key does on each API: once, and again. */
interface KeyOn {
  readonly api: string;
  readonly setUp: (handle: Headed) => Promise<void>;
  /** The badge before the press and after it. */
  readonly badges: readonly [before: string, after: string];
  readonly once: readonly unknown[];
  readonly back: readonly unknown[];
  readonly switches: readonly string[];
  /** Somebody else has only the softphone on. */
  readonly elsewhere: (emulator: Emulator) => void;
}

const [OFF, ON] = [{ available: false }, { available: true }];
const APIS: readonly KeyOn[] = [
  {
    api: "Integrations Core",
    setUp,
    badges: ["SIP", "TEL"],
    once: [PHONE],
    back: [SOFTPHONE],
    switches: ["PSTN phone: on, locked", "SIP softphone: off"],
    elsewhere: ({ store }) => store.setIntegrations({ phone: false }),
  },
  {
    api: "CCM",
    setUp: setUpCcm,
    badges: ["TEL", "S?"],
    once: [OFF, ON],
    back: [OFF, ON],
    switches: ["PSTN phone: off", "SIP softphone: on"],
    elsewhere: ({ store }) => store.setCcmOn(DEMO.ccm.sipDeviceId),
  },
];

/** Presses Alt+Shift+S with the popup closed and the worker asleep. */
async function pressAsleep(headed: Headed): Promise<void> {
  await stopWorker(headed);
  expect(await workerIsRunning(headed)).toBe(false);
  await headed.pressKeys("alt+shift+s");
}

describe("Alt+Shift+S with the worker asleep", () => {
  test("goes round phone, softphone, phone", async ({ headed, emulator }) => {
    emulator.store.setIntegrations({ sip: false });
    await setUp(headed);
    await waitForBadge(headed, "TEL");
    for (const badge of ["SIP", "TEL", "SIP"]) {
      await pressAsleep(headed);
      await waitForBadge(headed, badge);
      await untilSwitched(headed);
    }
    expect(writes(emulator)).toEqual([SOFTPHONE, PHONE, SOFTPHONE]);
    await shootScreen(headed.display, "toolbar-softphone");
  });

  test("goes round phone, softphone, both where the agent wants both", async ({ headed, emulator }) => {
    emulator.store.setIntegrations({ sip: false });
    await setUp(headed);
    const options = await headed.openOptions();
    await options.getByRole("checkbox", { name: "Include both when switching" }).check();
    await options.getByText("Saved", { exact: true }).waitFor();
    await options.close();
    for (const wanted of [SOFTPHONE, BOTH, PHONE]) {
      const from = emulator.requests.length;
      await pressAsleep(headed);
      const put = await emulator.waitForRequest({ method: "PUT" }, { from });
      expect(put.body).toEqual(wanted);
      await untilSwitched(headed);
    }
    await waitForBadge(headed, "TEL");
  });
});

describe.each(APIS)("Alt+Shift+S ($api)", ({ setUp, badges: [before, after], ...on }) => {
  test("reads first where nothing is known any more", async ({ headed, emulator }) => {
    await setUp(headed);
    await stopWorker(headed);
    // Nothing that was read is left after a start of the browser.
    await headed.keeper.evaluate("chrome.storage.session.clear()");
    on.elsewhere(emulator);
    const from = emulator.requests.length;
    await pressAsleep(headed);
    await eventually(() => writes(emulator)).toHaveLength(on.once.length);
    expect(emulator.requests[from]?.method).toBe("GET");
    await untilSwitched(headed);
    await waitForBadge(headed, "TEL");
  });

  for (const { worker, latency } of [
    { worker: "awake", latency: 0 },
    { worker: "asleep", latency: 900 },
  ] as const) {
    test(`held down for 3000 ms is one switch (worker ${worker}, ${latency} ms to the server)`, async ({
      headed,
      emulator,
    }) => {
      await setUp(headed);
      await waitForBadge(headed, before);
      if (latency > 0) emulator.faults.always({ kind: "delay", ms: latency });
      const reports = await countKeyReports(headed);
      if (worker === "asleep") await stopWorker(headed);
      await headed.holdKeys("alt+shift+s", 3_000);
      // It is the screen that repeats the key, as a keyboard does.
      expect(await reports()).toBeGreaterThan(30);
      await waitForBadge(headed, after);
      await untilSwitched(headed);
      await expectNoWrite(emulator, emulator.requests.length);
      expect(writes(emulator)).toEqual(on.once);
      const popup = await headed.openPopup();
      await eventually(() => switches(popup)).toEqual(on.switches);
      expect(await alertText(popup)).toBe("");
    });
  }

  test("pressed twice, 400 ms apart, is two switches", async ({ headed, emulator }) => {
    await setUp(headed);
    await waitForBadge(headed, before);
    emulator.faults.always({ kind: "delay", ms: 900 });
    await headed.display.focus(headed.pid);
    headed.display.pressKeys("alt+shift+s");
    await pause(400);
    headed.display.pressKeys("alt+shift+s");
    await eventually(() => writes(emulator)).toEqual([...on.once, ...on.back]);
    await untilSwitched(headed);
    await waitForBadge(headed, before);
  });
});

test("with Alt+Shift for the change of the keyboard's layout, it does not arrive, which the options page says", async ({
  headed,
  emulator,
}) => {
  const layouts = (...options: string[]): void =>
    void execFileSync("setxkbmap", ["-display", headed.display.name, ...options]);
  await setUp(headed);
  await waitForBadge(headed, "SIP");
  layouts("-layout", "us,in", "-option", "grp:alt_shift_toggle");
  await headed.pressKeys("alt+shift+s");
  layouts("-layout", "us", "-option", "");
  await headed.pressKeys("alt+shift+s");
  // The second press alone: both would have led on to the next device.
  await eventually(() => writes(emulator)).toHaveLength(1);
  await untilSwitched(headed);
  const options = await headed.openOptions();
  const keys = options.getByRole("region", { name: "Keys" });
  await keys.getByText("Alt+Shift+S", { exact: true }).waitFor();
  await keys.getByText(/Alt\+Shift often changes the keyboard layout.*choose others.*Global/).waitFor();
  expect(writes(emulator)).toHaveLength(1);
});

describe("a press that cannot be done", () => {
  test("shows NO with the reason for some seconds, and the reason in the popup", async ({
    headed,
    emulator,
  }) => {
    await setUp(headed, { userId: DEMO.integrations.phoneOnlyUserId });
    await waitForBadge(headed, "TEL");
    await pressAsleep(headed);
    await untilPainted(headed, "NO", "no softphone to switch to");
    await shootScreen(headed.display, "toolbar-refused-press");
    const popup = await headed.openPopup();
    await eventually(() => alertText(popup)).toContain("no softphone to switch to");
    await untilPainted(headed, "TEL", "your phone only");
    expect(puts(emulator)).toEqual([]);
  });

  test("because the server refuses it shows NO too, and once only, however long the key is held", async ({
    headed,
    emulator,
  }) => {
    await setUp(headed);
    await waitForBadge(headed, "SIP");
    const badges = await recordBadges(headed);
    emulator.faults.once({ kind: "status", status: 500 }, { method: "PUT" });
    await stopWorker(headed);
    await headed.holdKeys("alt+shift+s", 2_000);
    await untilPainted(headed, "NO", "Not switched");
    await untilPainted(headed, "SIP", "your phone and your softphone");
    expect(await badges()).toEqual(["SIP", "NO", "SIP"]);
    const popup = await headed.openPopup();
    await eventually(() => alertText(popup)).toContain("Not switched");
    await eventually(() => shown(popup)).toEqual({ phone: "on", softphone: "on" });
    expect(puts(emulator)).toHaveLength(1);
  });

  test("before set-up shows NO and says so", async ({ headed, emulator }) => {
    await pressAsleep(headed);
    await untilPainted(headed, "NO", "not set up");
    await waitForBadge(headed, "");
    expect(emulator.requests).toEqual([]);
  });
});

test("Alt+Shift+H opens the real popup, which reads at once", async ({ headed, emulator }) => {
  await setUp(headed);
  await stopWorker(headed);
  emulator.store.setIntegrations({ sip: false });
  await headed.pressKeys("alt+shift+h");
  await until("the popup to open", () => headed.popupIsOpen());
  await waitForBadge(headed, "TEL");
  await shootScreen(headed.display, "popup-real");
  await headed.closePopup();
});

describe("the keys are named", () => {
  test("that the manifest suggests, where they were free", async ({ hookswitch }) => {
    await setUp(hookswitch);
    const popup = await hookswitch.openPopup();
    await eventually(() => popup.locator("kbd").allInnerTexts()).toEqual(["Alt+Shift+S"]);
    const options = await hookswitch.openOptions();
    await eventually(() => options.locator("kbd").count()).toBe(2);
    const keys = await options.locator("kbd").allInnerTexts();
    const bound = await hookswitch.keeper.evaluate<string[]>(
      "chrome.commands.getAll().then((all) => all.map(({ shortcut }) => shortcut).filter(Boolean))",
    );
    expect(keys.sort()).toEqual(["Alt+Shift+H", "Alt+Shift+S"]);
    expect(bound.sort()).toEqual(keys);
  });

  test("that are really bound, where another extension had taken one", async ({ launch }) => {
    const other = writeBareExtension({
      manifest: { commands: { taken: { suggested_key: { default: "Alt+Shift+S" }, description: "Taken" } } },
    });
    try {
      const both = [other.directory, DIST].join(",");
      const handle = await launch({
        extraArgs: [`--load-extension=${both}`, `--disable-extensions-except=${both}`],
      });
      await setUp(handle);
      const popup = await handle.openPopup();
      await popup.getByText("No key is set for this", { exact: true }).waitFor();
      const options = await handle.openOptions();
      await options.getByText("not set", { exact: true }).first().waitFor();
      expect(await options.locator("kbd").allInnerTexts()).toEqual(["Alt+Shift+H"]);
    } finally {
      other.remove();
    }
  });

  test("and the other commands are there without a key", async ({ hookswitch }) => {
    const unbound = await hookswitch.keeper.evaluate<string[]>(
      "chrome.commands.getAll().then((all) => all.flatMap(({ name, shortcut }) => (shortcut ? [] : [name])))",
    );
    expect(unbound.sort()).toEqual(["both-devices", "phone-only", "softphone-only"]);
    await setUp(hookswitch);
    const options = await hookswitch.openOptions();
    for (const words of ["Ring only the phone", "Ring only the softphone", "Ring both"]) {
      await options.getByText(words, { exact: true }).waitFor();
    }
  });

  test("beside the way to the browser's page for changing them", async ({ hookswitch }) => {
    await setUp(hookswitch);
    const options = await hookswitch.openOptions();
    const opened = hookswitch.context.waitForEvent("page");
    const keys = options.getByRole("region", { name: "Keys" });
    await keys.getByRole("button", { name: "Change keys" }).click();
    await eventually(async () => (await opened).url()).toBe("chrome://extensions/shortcuts");
  });
});
