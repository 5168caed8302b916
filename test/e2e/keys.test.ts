import { execFileSync } from "node:child_process";
import { describe, expect } from "vitest";
import { DEMO } from "../emulator/emulator.ts";
import {
  alertText,
  devicesOn,
  deviceWrites,
  eventually,
  expectNoWrite,
  puts,
  recordKeyReports,
  setUp,
  setUpCcm,
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

const { phoneDeviceId, sipDeviceId } = DEMO.ccm;

/** The key is held with the worker awake on one API and asleep on the other: what comes of its repeats is the same on both. */
const HELD = [
  {
    worker: "awake",
    latency: 0,
    api: "CCM",
    setUp: setUpCcm,
    badges: ["TEL", "S?"],
    once: [{ available: false }, { available: true }],
    shows: ["PSTN phone: off", "SIP softphone: on"],
  },
  {
    worker: "asleep",
    latency: 900,
    api: "Integrations Core",
    setUp,
    badges: ["SIP", "TEL"],
    once: [PHONE],
    shows: ["PSTN phone: on, locked", "SIP softphone: off"],
  },
] as const;

/** Longer between two repeats, and a held key may be taken for two presses: it is told from them by 200 ms. In ms. */
const LONGEST_GAP = 150;

/**
 * Holds Alt+Shift+S down for three seconds, once all is arranged. A browser that a busy machine has kept waiting reports the repeats
 * too late for a held key. Then it has not been held, and all is arranged and done once more.
 */
async function hold(headed: Headed, arrange: () => Promise<void>): Promise<void> {
  await until("a key that is held without a gap", async () => {
    await arrange();
    const reports = await recordKeyReports(headed);
    await headed.holdKeys("alt+shift+s", 3_000);
    const times = await reports();
    // It is the screen that repeats the key, as a keyboard does.
    expect(times.length).toBeGreaterThan(30);
    // The first repeat comes later than the others.
    const gaps = times.slice(2).map((time, index) => time - (times[index + 1] ?? time));
    if (Math.max(...gaps) <= LONGEST_GAP) return true;
    await untilSwitched(headed);
    return false;
  });
}

/** Presses Alt+Shift+S with the popup closed and the worker asleep. */
async function pressAsleep(headed: Headed): Promise<void> {
  await stopWorker(headed);
  expect(await workerIsRunning(headed)).toBe(false);
  await headed.pressKeys("alt+shift+s");
}

describe("Alt+Shift+S with the worker asleep", () => {
  test("goes round phone, softphone, phone on Integrations Core", async ({ headed, emulator }) => {
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

  test("makes two requests in their order, and one read, on CCM", async ({ headed, emulator }) => {
    await setUpCcm(headed);
    await waitForBadge(headed, "TEL");
    for (const [off, on, text] of [
      [phoneDeviceId, sipDeviceId, "S?"],
      [sipDeviceId, phoneDeviceId, "TEL"],
    ] as const) {
      const from = emulator.requests.length;
      await pressAsleep(headed);
      await waitForBadge(headed, text);
      await untilSwitched(headed);
      expect(deviceWrites(emulator, from)).toEqual([
        [off, false],
        [on, true],
      ]);
      const [first, second, ...reads] = emulator.requests.slice(from);
      expect(second?.startedAt).toBeGreaterThan(first?.finishedAt ?? Number.NaN);
      expect(reads.map(({ method }) => method)).toEqual(["GET"]);
      expect(devicesOn(emulator)).toEqual([on]);
    }
    await shootScreen(headed.display, "toolbar-ccm-phone");
  });
});

describe("Alt+Shift+S", () => {
  for (const { worker, latency, api, setUp: connect, badges, once, shows } of HELD) {
    test(`held down for 3000 ms is one switch (worker ${worker}, ${latency} ms to the server, ${api})`, async ({
      headed,
      emulator,
    }) => {
      await hold(headed, async () => {
        emulator.reset();
        await connect(headed);
        await waitForBadge(headed, badges[0]);
        if (latency > 0) emulator.faults.always({ kind: "delay", ms: latency });
        if (worker === "asleep") await stopWorker(headed);
      });
      await waitForBadge(headed, badges[1]);
      await untilSwitched(headed);
      await expectNoWrite(emulator, emulator.requests.length);
      expect(writes(emulator)).toEqual(once);
      const popup = await headed.openPopup();
      await eventually(() => switches(popup)).toEqual(shows);
      expect(await alertText(popup)).toBe("");
    });
  }

  test("pressed twice, 400 ms apart, is two switches", async ({ headed, emulator }) => {
    await setUp(headed);
    await waitForBadge(headed, "SIP");
    emulator.faults.always({ kind: "delay", ms: 900 });
    await headed.display.focus(headed.pid);
    headed.display.pressKeys("alt+shift+s");
    await pause(400);
    headed.display.pressKeys("alt+shift+s");
    await eventually(() => writes(emulator)).toEqual([PHONE, SOFTPHONE]);
    await untilSwitched(headed);
    await waitForBadge(headed, "SIP");
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

test("Alt+Shift+S that cannot be done shows NO with the reason for some seconds, and the reason in the popup", async ({
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
  test("that the manifest suggests, where they were free, and the way to change them", async ({
    hookswitch,
  }) => {
    const commands =
      await hookswitch.keeper.evaluate<{ name: string; shortcut: string }[]>("chrome.commands.getAll()");
    const bound = commands.filter(({ shortcut }) => shortcut !== "").map(({ shortcut }) => shortcut);
    const unbound = commands.filter(({ shortcut }) => shortcut === "").map(({ name }) => name);
    expect(bound.sort()).toEqual(["Alt+Shift+H", "Alt+Shift+S"]);
    expect(unbound.sort()).toEqual(["both-devices", "phone-only", "softphone-only"]);
    await setUp(hookswitch);
    const popup = await hookswitch.openPopup();
    await eventually(() => popup.locator("kbd").allInnerTexts()).toEqual(["Alt+Shift+S"]);
    const options = await hookswitch.openOptions();
    await eventually(async () => (await options.locator("kbd").allInnerTexts()).sort()).toEqual(bound);
    for (const words of ["Ring only the phone", "Ring only the softphone", "Ring both"]) {
      await options.getByText(words, { exact: true }).waitFor();
    }
    const opened = hookswitch.context.waitForEvent("page");
    const keys = options.getByRole("region", { name: "Keys" });
    await keys.getByRole("button", { name: "Change keys" }).click();
    await eventually(async () => (await opened).url()).toBe("chrome://extensions/shortcuts");
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
});
