import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { Reading } from "../../src/core/devices/device.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { alertText, eventually, setUp, shown, statusText, stored, untilPainted } from "./agent-view.ts";
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

/** Leaves the phone's number out of the answers of the server, in one of the ways in which it can be missing. */
function giveNumber(emulator: Emulator, number: string | null | undefined) {
  return emulator.faults.always({
    kind: "transform",
    transform: (json) => {
      const answer = structuredClone(json) as { data: { devices: { phone: { number?: unknown } } } };
      answer.data.devices.phone.number = number;
      return answer;
    },
  });
}

/** Says in the answers of the server that the softphone was last seen `minutes` ago, or at the moment (ms) set afterwards. */
function lastSeen(emulator: Emulator, minutes: number): { at: number } {
  const seen = { at: Date.now() - minutes * 60_000 };
  emulator.faults.always({
    kind: "transform",
    transform: (json) => {
      const answer = structuredClone(json) as { data: { devices: { sip: { last_seen?: string } } } };
      answer.data.devices.sip.last_seen = new Date(seen.at).toISOString();
      return answer;
    },
  });
  return seen;
}

interface Row {
  name: string;
  arrange: (emulator: Emulator) => void;
  text: string;
  colour: Family;
  /** What both the tooltip and the popup say. */
  says: RegExp[];
  switches: { phone: string; softphone: string };
}

const BOTH = { phone: "on", softphone: "on" };
const SOFTPHONE_ONLY = { phone: "off", softphone: "on, locked" };
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };

const ROWS: Row[] = [
  {
    name: "both on, the softphone registered",
    arrange: () => undefined,
    text: "SIP",
    colour: "green",
    says: [/your phone and your softphone/],
    switches: BOTH,
  },
  {
    name: "only the softphone on, registered",
    arrange: ({ store }) => store.setIntegrations({ phone: false }),
    text: "SIP",
    colour: "green",
    says: [/your softphone only/],
    switches: SOFTPHONE_ONLY,
  },
  {
    name: "only the phone on",
    arrange: ({ store }) => store.setIntegrations({ sip: false }),
    text: "TEL",
    colour: "grey",
    says: [/your phone only/],
    switches: PHONE_ONLY,
  },
  {
    name: "both on, the softphone not registered",
    arrange: ({ store }) => store.dropSoftphone(),
    text: "!",
    colour: "amber",
    says: [/your phone only/, /not registered/],
    switches: BOTH,
  },
  {
    name: "only the softphone on, not registered",
    arrange: ({ store }) => {
      store.setIntegrations({ phone: false });
      store.dropSoftphone();
    },
    text: "!!",
    colour: "red",
    says: [/not reach you/, /not registered/],
    switches: SOFTPHONE_ONLY,
  },
  {
    name: "no device on",
    arrange: ({ store }) => store.setIntegrations({ phone: false, sip: false }),
    text: "!!",
    colour: "red",
    says: [/not reach you/],
    switches: { phone: "off", softphone: "off" },
  },
  {
    name: "both on, the registration not reported",
    arrange: ({ store }) => {
      store.softphone().reported = false;
    },
    text: "S?",
    colour: "blue",
    says: [/your phone and your softphone/, /does not say/],
    switches: BOTH,
  },
  {
    name: "only the softphone on, last seen eleven minutes ago",
    arrange: (emulator) => {
      emulator.store.setIntegrations({ phone: false });
      lastSeen(emulator, 11);
    },
    text: "S?",
    colour: "blue",
    says: [/Calls go to your softphone/, /last seen over 10 minutes ago/],
    switches: SOFTPHONE_ONLY,
  },
  {
    name: "both on, last seen nine minutes ago",
    arrange: (emulator) => {
      lastSeen(emulator, 9);
    },
    text: "SIP",
    colour: "green",
    says: [/your phone and your softphone/],
    switches: BOTH,
  },
  ...[null, "", undefined].map((number) => ({
    name: `only the phone on, its number ${JSON.stringify(number) ?? "absent"}`,
    arrange: (emulator: Emulator) => {
      emulator.store.setIntegrations({ sip: false });
      giveNumber(emulator, number);
    },
    text: "?",
    colour: "grey" as const,
    says: [/Not known: Exotel gives no number for your phone/],
    switches: PHONE_ONLY,
  })),
  {
    name: "both on, the phone without a number, the softphone not registered",
    arrange: (emulator) => {
      emulator.store.dropSoftphone();
      giveNumber(emulator, null);
    },
    text: "?",
    colour: "grey",
    says: [/Not known: Exotel gives no number for your phone/],
    switches: BOTH,
  },
  {
    name: "both on, the phone without a number, the softphone registered",
    arrange: (emulator) => {
      giveNumber(emulator, null);
    },
    text: "SIP",
    colour: "green",
    says: [/Calls ring on your softphone(?! only)/],
    switches: BOTH,
  },
];

describe("badge, tooltip and popup agree:", () => {
  for (const { name, arrange, text, colour, says, switches } of ROWS) {
    test(`${name}: ${text}`, async ({ hookswitch, emulator }) => {
      arrange(emulator);
      await setUp(hookswitch);
      await waitForBadge(hookswitch, text);
      await eventually(async () => family((await badge(hookswitch.keeper)).colour)).toBe(colour);
      const popup = await hookswitch.openPopup();
      await eventually(() => statusText(popup)).toMatch(/Checked (just now|\d+ s ago)/);
      const status = await statusText(popup);
      for (const part of says) {
        await eventually(async () => (await badge(hookswitch.keeper)).title).toMatch(part);
        expect(status).toMatch(part);
      }
      expect(await popup.getByRole("status").count()).toBe(1);
      expect(await shown(popup)).toEqual(switches);
      expect(await alertText(popup)).toBe("");
    });
  }

  test("not set up: no text", async ({ hookswitch }) => {
    const popup = await hookswitch.openPopup();
    await eventually(async () => (await badge(hookswitch.keeper)).title).toContain("not set up");
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "" });
    expect(await statusText(popup)).toContain("not set up");
  });

  test("credentials refused: KEY", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    emulator.faults.expireToken();
    const popup = await hookswitch.openPopup();
    await untilPainted(hookswitch, "KEY", /Not known: your app token has ended or is wrong/);
    expect(family((await badge(hookswitch.keeper)).colour)).toBe("amber");
    await eventually(() => statusText(popup)).toMatch(/Not known: your app token has ended or is wrong/);
    expect(await alertText(popup)).toContain("Enter the new one");
    const opened = hookswitch.context.waitForEvent("page");
    await popup.getByRole("button", { name: "Enter the new token" }).click();
    await eventually(async () => (await opened).url()).toMatch(/options\.html#app-token$/);
  });

  test("before the first answer after a start of the browser: …", async ({ launch, emulator }) => {
    const profile = mkdtempSync(join(tmpdir(), "hookswitch-badge-"));
    try {
      const first = await launch({ profile });
      await setUp(first);
      await waitForBadge(first, "SIP");
      await first.close();
      const hold = emulator.faults.hold("before");
      const second = await launch({ profile });
      await untilPainted(second, "…", "Checking your devices");
      expect(family((await badge(second.keeper)).colour)).toBe("grey");
      await hold.held;
      const popup = await second.openPopup();
      expect(await statusText(popup)).toMatch(/^Checking your devices/);
      expect(await shown(popup)).toEqual({ phone: "absent", softphone: "absent" });
      hold.release();
      await waitForBadge(second, "SIP");
      await eventually(() => shown(popup)).toEqual(BOTH);
      expect(second.context.pages().filter((page) => page.url().endsWith("/options.html"))).toEqual([]);
      await second.close();
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
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
});

test("a softphone that is overdue by its own rhythm is doubted, though it was seen within ten minutes", async ({
  hookswitch,
  emulator,
}) => {
  const seen = lastSeen(emulator, 34);
  await setUp(hookswitch);
  const popup = await hookswitch.openPopup();
  const lastReading = async () => {
    const { status } = (await stored(hookswitch)).session as { status: { reading: Reading } };
    return status.reading;
  };
  // Seven times, it is seen four minutes after the last time; now it was seen six minutes ago.
  for (let times = 0; times < 7; times += 1) {
    const { serverTime } = await lastReading();
    // The server's clock shows seconds: in the same one, no time has passed between two reads.
    await eventually(() => Math.floor(Date.now() / 1_000) * 1_000).toBeGreaterThan(serverTime ?? 0);
    seen.at += 4 * 60_000;
    await eventually(async () => {
      await popup.getByRole("button", { name: "Check now" }).click();
      return (await lastReading()).devices.map(({ lastSeenAt }) => lastSeenAt);
    }).toContain(seen.at);
  }
  await waitForBadge(hookswitch, "S?");
  const said = "The softphone is usually seen every 4 min, but was last seen over 5 min ago.";
  expect((await badge(hookswitch.keeper)).title).toContain(said);
  await eventually(() => statusText(popup)).toContain(said);
});

test("the doubt about when the softphone was last seen can be turned off", async ({
  hookswitch,
  emulator,
}) => {
  lastSeen(emulator, 600);
  await setUp(hookswitch);
  await waitForBadge(hookswitch, "S?");
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

test("an answer that cannot be understood is no evidence, and takes none away", async ({
  hookswitch,
  emulator,
}) => {
  await setUp(hookswitch);
  const fault = emulator.faults.always({ kind: "body", body: '{"success":true,' });
  const popup = await hookswitch.openPopup();
  await eventually(() => fault.hits).toBe(1);
  expect(await alertText(popup)).toBe("");
  await popup.getByRole("button", { name: "Check now" }).click();
  await eventually(() => alertText(popup)).toContain("It is not valid JSON");
  expect(await badge(hookswitch.keeper)).toMatchObject({ text: "SIP" });
  expect(await statusText(popup)).toMatch(/your phone and your softphone.*Checked \d+ s ago|just now/);
  fault.remove();
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
