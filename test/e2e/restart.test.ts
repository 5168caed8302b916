import { expect } from "vitest";
import {
  alarms,
  alertText,
  atServer,
  eventually,
  expectSilence,
  journal,
  puts,
  setUp,
  shown,
  softphoneSwitch,
  statusText,
  stored,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test as base } from "./harness/fixtures.ts";
import { enter, save } from "./harness/options-page.ts";
import { installByPolicy, installProblem, type Packed } from "./harness/packed.ts";
import { waitForBadge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

const PUT = { method: "PUT" } as const;

/** A packed extension, or why there can be none. */
const test = base.extend("packed", async ({ skip }, { onCleanup }): Promise<Packed> => {
  const problem = await installProblem();
  if (problem !== undefined) skip(`not run: ${problem}`);
  const packed = await installByPolicy();
  onCleanup(() => packed.remove());
  return packed;
});

test("a restart goes on with credentials that were kept, and asks for those that were not", async ({
  packed,
  emulator,
}) => {
  const first = await packed.launch({ emulator });
  const isOptions = (url: string) => url.endsWith("/options.html");
  const options = await until("set-up to open by itself", () =>
    first.context.pages().find((page) => isOptions(page.url())),
  );
  await enter(options, { keepSignedIn: true });
  await save(options);
  await waitForBadge(first, "SIP");
  await first.close();

  const hold = emulator.faults.hold("before");
  const second = await packed.launch({ emulator });
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
  const third = await packed.launch({ emulator });
  await untilPainted(third, "KEY", /not known.*signed out/);
  const silence = expectSilence(emulator);
  const popup = await third.openPopup();
  await eventually(() => alertText(popup)).toMatch(/gone when the browser closes.*Enter them again/);
  expect(await statusText(popup)).toContain("not known");
  expect(JSON.stringify(await stored(third))).not.toContain("vault.credentials");
  await silence;
  expect(emulator.requests).toHaveLength(from);
  await setUp(third);
  await waitForBadge(third, "SIP");
  await third.close();
});

for (const at of ["before", "after"] as const) {
  test(`a crash ${at} the server has carried out a switch ends with the switch made, and shown`, async ({
    packed,
    emulator,
  }) => {
    const first = await packed.launch({ emulator });
    await setUp(first);
    const popup = await first.openPopup();
    const hold = emulator.faults.hold(at, PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await eventually(() => journal(first)).not.toBeNull();
    await first.kill();
    await eventually(() => puts(emulator).at(0)?.aborted).toBe("client");
    hold.release();

    const second = await packed.launch({ emulator });
    await untilSwitched(second);
    await untilPainted(second, "TEL", "only your phone");
    const after = await second.openPopup();
    await eventually(() => shown(after)).toEqual({ phone: "on, locked", softphone: "off" });
    expect(await alertText(after)).toBe("");
    expect(atServer(emulator)).toEqual({ phone: true, sip: false });
    expect(puts(emulator)).toHaveLength(at === "before" ? 2 : 1);
    expect(writes(emulator)).not.toContainEqual({ phone: false, sip: false });
    expect(await alarms(second)).toEqual(["wake"]);
    await second.close();
  });
}
