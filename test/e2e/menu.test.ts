import { expect } from "vitest";
import { eventually, puts, setUp, stored, untilSwitched, writes } from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import { type Headed, launchHeaded } from "./harness/keys.ts";
import { DIST } from "./harness/launch.ts";
import { reset } from "./harness/reset.ts";
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

/** The browser then takes the command to load the extension anew. */
const test = base.extend("fileHeaded", { scope: "file" }, async ({ fileEmulator }, { onCleanup }) => {
  const extraArgs = ["--enable-unsafe-extension-debugging"];
  const headed = await launchHeaded({ emulator: fileEmulator, extraArgs });
  onCleanup(() => headed.close());
  await reset(headed);
  return headed;
});

test("the icon's menu switches, pauses, and opens the day, with the worker dead; also after the extension was loaded anew", async ({
  fileHeaded: fresh,
  emulator,
}) => {
  await setUp(fresh);
  const before = await findMenu(fresh);
  for (const [keys, target, shows] of [
    [TO_PHONE, PHONE, "TEL"],
    [TO_BOTH, BOTH, "SIP"],
  ] as const) {
    await before.choose(...keys);
    await eventually(() => writes(emulator).at(-1)).toEqual(target);
    await untilSwitched(fresh);
    await waitForBadge(fresh, shows);
  }
  await before.open();
  await shootScreen(fresh.display, "toolbar-menu");
  fresh.display.pressKeys("Escape");

  // No part of the protocol as Playwright knows it.
  await fresh.browserCdp.send("Extensions.loadUnpacked" as never, { path: DIST } as never);
  const headed = { ...fresh, ...(await fresh.afterReload()) };
  const menu = await findMenu(headed);
  for (const [keys, target, shows] of [
    [TO_SOFTPHONE, SOFTPHONE, "SIP"],
    [FIFTEEN_MINUTES, PHONE, "TEL"],
    [END_NOW, SOFTPHONE, "SIP"],
  ] as const) {
    const from = puts(emulator).length;
    await menu.choose(...keys);
    await eventually(() => writes(emulator).slice(from)).toEqual([target]);
    await untilSwitched(headed);
    await waitForBadge(headed, shows);
  }
  await menu.choose(...PAUSE);
  const pausedUntil = await until("the pause", async () => (await stored(headed)).local.pausedUntil);
  expect(Math.abs(Number(pausedUntil) - Date.now() - 3_600_000)).toBeLessThan(60_000);
  await menu.choose(...PAUSE);
  await eventually(async () => (await stored(headed)).local.pausedUntil).toBeNull();
  const opened = headed.context.waitForEvent("page");
  await menu.choose(...TODAY);
  expect((await opened).url()).toBe(headed.url("src/history/history.html"));
});
