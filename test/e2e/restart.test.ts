import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import type { RequestMatch } from "../emulator/request-log.ts";
import {
  alarms,
  alertText,
  ccmPopup,
  corePopup,
  devicesOn,
  eventually,
  expectSilence,
  journal,
  openPopupRead,
  puts,
  setUp,
  setUpCcm,
  softphoneSwitch,
  statusText,
  stored,
  switches,
  TURNS_ON,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test as base } from "./harness/ccm-fixtures.ts";
import type { Hookswitch } from "./harness/launch.ts";
import { enter, save } from "./harness/options-page.ts";
import { installByPolicy, installProblem, type Packed } from "./harness/packed.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

const { sipDeviceId: SIP } = DEMO.ccm;

/** A packed extension, one for the file, or why there can be none; and browsers on its profile, one after the other. */
const test = base
  .extend("packed", { scope: "file" }, async ({ extension }, { onCleanup }): Promise<Packed | string> => {
    const problem = await installProblem();
    if (problem !== undefined) return problem;
    const packed = await installByPolicy(extension);
    onCleanup(() => packed.remove());
    return packed;
  })
  .extend("start", ({ packed, emulator, skip }, { onCleanup }) => {
    if (typeof packed === "string") return skip(`not run: ${packed}`);
    let running: Hookswitch | undefined;
    onCleanup(() => running?.close());
    return async (): Promise<Hookswitch> => {
      running = await packed.launch({ emulator });
      return running;
    };
  });

test("a restart goes on with credentials that were kept, and asks for those that were not", async ({
  start,
  emulator,
}) => {
  const first = await start();
  const isOptions = (url: string) => url.endsWith("/options.html");
  const options = await until("set-up to open by itself", () =>
    first.context.pages().find((page) => isOptions(page.url())),
  );
  await enter(options, { keepSignedIn: true });
  await save(options);
  await waitForBadge(first, "SIP");
  await first.close();

  const hold = emulator.faults.hold("before");
  const second = await start();
  await waitForBadge(second, "…");
  await hold.held;
  expect(await alarms(second)).toEqual(["wake"]);
  hold.release();
  await waitForBadge(second, "SIP");
  expect(second.context.pages().some((page) => isOptions(page.url()))).toBe(false);
  await setUp(second, { token: "", keepSignedIn: false });
  await waitForBadge(second, "SIP");
  await second.close();

  const from = emulator.requests.length;
  const third = await start();
  await untilPainted(third, "KEY", /Not known.*signed out/);
  const silence = expectSilence(emulator);
  const popup = await third.openPopup();
  await eventually(() => statusText(popup)).toMatch(
    /Not known: you are signed out.*Sign in again.*Keep me signed in/,
  );
  expect(JSON.stringify(await stored(third))).not.toContain("vault.credentials");
  await silence;
  expect(emulator.requests).toHaveLength(from);
  await setUp(third);
  await waitForBadge(third, "SIP");
  await third.close();
});

/** How a switch is broken off by the browser's death, and what is to come of it. */
interface Crash {
  readonly api: string;
  readonly open: (handle: Hookswitch, emulator: Emulator) => Promise<Page>;
  /** The request in which it dies. */
  readonly match: RequestMatch;
  readonly badge: readonly [text: string, says: string];
  readonly switches: readonly string[];
  readonly writes: readonly unknown[];
}

const PHONE_ONLY = { phone: true, sip: false };
const CRASHES: readonly Crash[] = [
  {
    api: "Integrations Core",
    open: corePopup,
    match: { method: "PUT" },
    badge: ["TEL", "your phone only"],
    switches: ["PSTN phone: on, locked", "SIP softphone: off"],
    writes: [PHONE_ONLY, PHONE_ONLY],
  },
  {
    api: "CCM, between the steps",
    open: ccmPopup,
    match: TURNS_ON,
    badge: ["S?", "your softphone"],
    switches: ["PSTN phone: off", "SIP softphone: on"],
    writes: [{ available: false }, { available: true }, { available: true }],
  },
];

describe.each(CRASHES)("a crash in the middle of a switch ($api)", (crash) => {
  test("ends with the switch made, and shown", async ({ start, emulator }) => {
    const first = await start();
    const popup = await crash.open(first, emulator);
    const hold = emulator.faults.hold("before", crash.match);
    await softphoneSwitch(popup).click();
    await hold.held;
    await eventually(() => journal(first)).not.toBeNull();
    await first.kill();
    await eventually(() => puts(emulator).at(-1)?.aborted).toBe("client");
    hold.release();

    const second = await start();
    await untilSwitched(second);
    await untilPainted(second, ...crash.badge);
    const after = await second.openPopup();
    await eventually(() => switches(after)).toEqual(crash.switches);
    expect(await alertText(after)).toBe("");
    expect(writes(emulator)).toEqual(crash.writes);
    expect(await alarms(second)).toEqual(["wake"]);
    await second.close();
  });
});

test("on CCM, a crash between the steps, and no network after it, says !! from the start until a device is on", async ({
  start,
  emulator,
}) => {
  const first = await start();
  const popup = await ccmPopup(first, emulator);
  const hold = emulator.faults.hold("before", TURNS_ON);
  await softphoneSwitch(popup).click();
  await hold.held;
  await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
  await first.kill();
  hold.remove();
  const outage = emulator.faults.always({ kind: "outage" });
  const before = outage.hits;
  const next = await start();
  await untilPainted(next, "!!", "not reach you");
  const after = await next.openPopup();
  await eventually(() => statusText(after)).toMatch(/not reach you.*No device is on yet/);
  await eventually(() => outage.hits).toBeGreaterThan(before);
  await next.kill();
  const last = await start();
  await untilPainted(last, "!!", "not reach you");
  outage.remove();
  await openPopupRead(last, emulator);
  await untilPainted(last, "S?", "your softphone");
  expect(devicesOn(emulator)).toEqual([SIP]);
  await last.close();
});

test("on CCM, a crash between the steps, signed in only for that browser, goes on once the agent is signed in again", async ({
  start,
  emulator,
}) => {
  const first = await start();
  const popup = await ccmPopup(first, emulator, { keepSignedIn: false });
  const hold = emulator.faults.hold("before", TURNS_ON);
  await softphoneSwitch(popup).click();
  await hold.held;
  await eventually(() => journal(first)).toMatchObject({ noDeviceOn: true });
  await first.kill();
  hold.remove();
  const from = emulator.requests.length;
  const second = await start();
  await untilPainted(second, "!!", "not reach you");
  const silence = expectSilence(emulator);
  const after = await second.openPopup();
  await eventually(() => statusText(after)).toMatch(/not reach you.*once Exotel accepts your token or key/);
  await after.getByRole("button", { name: "Sign in" }).waitFor();
  await silence;
  expect(emulator.requests).toHaveLength(from);
  await setUpCcm(second, { keepSignedIn: true });
  await waitForBadge(second, "S?");
  await untilSwitched(second);
  expect(devicesOn(emulator)).toEqual([SIP]);
  await second.close();
});
