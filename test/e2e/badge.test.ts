import { expect } from "vitest";
import type { Emulator } from "../emulator/emulator.ts";
import { alertText, eventually, setUp, shown, statusText, untilPainted } from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { goOffline, goOnline } from "./harness/network.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { sleepMachine, stopWorker } from "./harness/worker.ts";

type Family = "green" | "grey" | "amber" | "red" | "blue";

/** The family that a colour belongs to, by its saturation and hue. */
function family(colour: string): Family | "other" {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const most = Math.max(red, green, blue);
  const span = most - Math.min(red, green, blue);
  if (span < 0.2 * most) return "grey";
  const sector =
    most === red
      ? (green - blue) / span
      : most === green
        ? 2 + (blue - red) / span
        : 4 + (red - green) / span;
  const hue = (sector * 60 + 360) % 360;
  if (hue < 20 || hue > 340) return "red";
  if (hue >= 30 && hue <= 50) return "amber";
  if (hue >= 90 && hue <= 160) return "green";
  return hue >= 195 && hue <= 250 ? "blue" : "other";
}

/** Says in the answers of the server that the softphone was last seen `minutes` ago. */
function lastSeen(emulator: Emulator, minutes: number): void {
  const seen = new Date(Date.now() - minutes * 60_000).toISOString();
  emulator.faults.always({
    kind: "transform",
    transform: (json) => {
      const answer = structuredClone(json) as { data: { devices: { sip: { last_seen?: string } } } };
      answer.data.devices.sip.last_seen = seen;
      return answer;
    },
  });
}

/** A sample of the states; `test/unit/wire/core-devices-shown.test.ts` and `ccm-devices-shown.test.ts` have them all. */
test("badge, tooltip and popup agree, before set-up and while the devices change", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await hookswitch.openPopup();
  const agree = async (text: string, colour: Family | "none", ...says: (string | RegExp)[]) => {
    const shown = await waitForBadge(hookswitch, text);
    if (colour !== "none") expect(family(shown.colour)).toBe(colour);
    for (const part of says) {
      await eventually(async () => (await badge(hookswitch.keeper)).title).toMatch(part);
      await eventually(() => statusText(popup)).toMatch(part);
    }
    expect(await popup.getByRole("status").count()).toBe(1);
    expect(await alertText(popup)).toBe("");
  };
  await agree("", "none", "not set up");
  await setUp(hookswitch);
  await agree("SIP", "green", "your phone and your softphone");
  expect(await shown(popup)).toEqual({ phone: "on", softphone: "on" });
  await eventually(() => statusText(popup)).toMatch(/Checked (just now|\d+ s ago)/);
  const { store } = emulator;
  const states: [change: () => void, text: string, colour: Family, says: (string | RegExp)[]][] = [
    [() => store.dropSoftphone(), "!", "amber", ["your phone only", "not registered"]],
    [() => store.setIntegrations({ phone: false }), "!!", "red", ["not reach you", "not registered"]],
    [() => store.setIntegrations({ phone: true, sip: false }), "TEL", "grey", ["your phone only"]],
  ];
  for (const [change, text, colour, says] of states) {
    change();
    await popup.getByRole("button", { name: "Check now" }).click();
    await agree(text, colour, ...says);
  }
  expect(await shown(popup)).toEqual({ phone: "on, locked", softphone: "off" });
});

test("offline: ? at the next look, and back at once with the network", async ({ hookswitch }) => {
  await setUp(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  await goOffline(hookswitch);
  const popup = await hookswitch.openPopup();
  await untilPainted(hookswitch, "?", /Not known: this computer has no internet/);
  expect(family((await badge(hookswitch.keeper)).colour)).toBe("grey");
  await eventually(() => statusText(popup)).toMatch(/Not known: this computer has no internet/);
  expect(await alertText(popup)).toContain("Check your internet connection");
  // What was read before is there still, as a memory of a certain age, and as no switch that looks as if it could be pressed.
  expect(await popup.getByText(/Last check (\d+ s ago|just now)/).count()).toBe(1);
  expect(await shown(popup)).toEqual({ phone: "on, locked", softphone: "on, locked" });
  await goOnline(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  // The popup hears of the network before the worker has it: its own first read may come too early.
  await popup.getByRole("button", { name: "Check now" }).click();
  await eventually(() => alertText(popup)).toBe("");
});

test("the doubt about when the softphone was last seen can be turned off", async ({
  hookswitch,
  emulator,
}) => {
  lastSeen(emulator, 600);
  await setUp(hookswitch);
  expect(family((await waitForBadge(hookswitch, "S?")).colour)).toBe("blue");
  const options = await hookswitch.openOptions();
  const doubt = options.getByRole("checkbox", { name: /not seen for/ });
  await doubt.uncheck();
  await waitForBadge(hookswitch, "SIP");
  await doubt.check();
  await waitForBadge(hookswitch, "S?");
  await options.getByRole("spinbutton", { name: "Minutes", exact: true }).fill("240");
  await options.keyboard.press("Tab");
  await eventually(async () => (await badge(hookswitch.keeper)).title).toContain("240 minutes");
});

test("without a good read for three periods nothing is known, and the truth is back by itself within two minutes", async ({
  hookswitch,
  emulator,
}) => {
  await setUp(hookswitch);
  await waitForBadge(hookswitch, "SIP");
  const outage = emulator.faults.always({ kind: "outage" });
  await sleepMachine(hookswitch, 60_000);
  await eventually(() => outage.hits).toBeGreaterThan(0);
  await untilPainted(hookswitch, "SIP", "your phone and your softphone");
  await sleepMachine(hookswitch, 31_000);
  await untilPainted(hookswitch, "?", "Not known");
  await stopWorker(hookswitch);
  outage.remove();
  const again = await hookswitch.keeper.evaluate<number>(
    "chrome.alarms.get('wake').then(({ scheduledTime }) => scheduledTime - Date.now())",
  );
  expect(again).toBeLessThan(120_000);
  await sleepMachine(hookswitch, Math.max(again, 0));
  await waitForBadge(hookswitch, "SIP");
  const popup = await hookswitch.openPopup();
  await eventually(() => statusText(popup)).toContain("your phone and your softphone");
});
