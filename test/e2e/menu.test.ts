import { expect } from "vitest";
import { atServer, eventually, setUp, stored, untilSwitched, writes } from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import { type Headed, launchHeaded } from "./harness/keys.ts";
import { DIST } from "./harness/launch.ts";
import { shootScreen } from "./harness/screenshots.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";
import { stopWorker, workerIsRunning } from "./harness/worker.ts";

const PHONE = { phone: true, sip: false };
const SOFTPHONE = { phone: false, sip: true };
const BOTH = { phone: true, sip: true };

/** The toolbar icon's menu, as a person opens it and goes through it with the keyboard, with the worker dead before. */
interface Menu {
  open(): Promise<void>;
  choose(...keys: string[]): Promise<void>;
}

/** Looks for the icon by its badge, whose green is nowhere else in the toolbar. */
async function findMenu(headed: Headed): Promise<Menu> {
  const { display, pid } = headed;
  const { colour } = await waitForBadge(headed, "SIP");
  await display.focus(pid);
  const [x, y] = await until("the badge on the screen", () => display.find(colour));
  const open = async (): Promise<void> => {
    await stopWorker(headed);
    await display.focus(pid);
    // The browser's own bubbles, as after an installation.
    display.pressKeys("Escape");
    await until("nothing else to be open", () => display.windows(pid) === 1);
    display.rightClick(x, y);
    await until("the menu", () => display.windows(pid) === 2);
    expect(await workerIsRunning(headed)).toBe(false);
  };
  return {
    open,
    async choose(...keys) {
      await open();
      for (const key of [...keys, "Return"]) display.pressKeys(key);
    },
  };
}

const down = (times: number): string[] => Array<string>(times).fill("Down");
const [TO_PHONE, TO_SOFTPHONE, TO_BOTH] = [down(1), down(2), down(3)];
const FIFTEEN_MINUTES = [...down(4), "Right"];
const END_NOW = [...FIFTEEN_MINUTES, ...down(3)];
const PAUSE = down(5);
const TODAY = down(6);

test("the icon's menu switches with the worker dead", async ({ headed, emulator }) => {
  await setUp(headed);
  const menu = await findMenu(headed);
  for (const [keys, target, shows] of [
    [TO_PHONE, PHONE, "TEL"],
    [TO_SOFTPHONE, SOFTPHONE, "SIP"],
    [TO_BOTH, BOTH, "SIP"],
  ] as const) {
    await menu.choose(...keys);
    await eventually(() => writes(emulator).at(-1)).toEqual(target);
    await untilSwitched(headed);
    await waitForBadge(headed, shows);
  }
  await menu.open();
  await shootScreen(headed.display, "toolbar-menu");
  headed.display.pressKeys("Escape");
});

test("the icon's menu rings the phone for a while, pauses, and opens the day", async ({
  headed,
  emulator,
}) => {
  emulator.store.setIntegrations({ phone: false });
  await setUp(headed);
  const menu = await findMenu(headed);
  await menu.choose(...FIFTEEN_MINUTES);
  await waitForBadge(headed, "TEL");
  await untilSwitched(headed);
  await menu.choose(...END_NOW);
  await waitForBadge(headed, "SIP");
  expect(writes(emulator)).toEqual([PHONE, SOFTPHONE]);
  await untilSwitched(headed);
  await menu.choose(...PAUSE);
  const pausedUntil = await until("the pause", async () => (await stored(headed)).local.pausedUntil);
  expect(Math.abs(Number(pausedUntil) - Date.now() - 3_600_000)).toBeLessThan(60_000);
  await menu.choose(...PAUSE);
  await eventually(async () => (await stored(headed)).local.pausedUntil).toBeNull();
  const opened = headed.context.waitForEvent("page");
  await menu.choose(...TODAY);
  expect((await opened).url()).toBe(headed.url("src/history/history.html"));
});

test("the icon's menu is there and right after the extension was loaded anew", async ({ emulator }) => {
  const extraArgs = ["--enable-unsafe-extension-debugging"];
  const headed = await launchHeaded({ emulator, extraArgs });
  try {
    await setUp(headed);
    await waitForBadge(headed, "SIP");
    // No part of the protocol as Playwright knows it.
    await headed.browserCdp.send("Extensions.loadUnpacked" as never, { path: DIST } as never);
    const after = { ...headed, ...(await headed.afterReload()) };
    await (await findMenu(after)).choose(...TO_PHONE);
    await eventually(() => atServer(emulator)).toEqual(PHONE);
  } finally {
    await headed.close();
  }
});
