import fc from "fast-check";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator, tooManyRequests } from "../emulator/emulator.ts";
import type { Fault } from "../emulator/faults.ts";
import {
  alertText,
  atServer,
  corePopup,
  eventually,
  openPopupRead,
  phoneSwitch,
  press,
  puts,
  setUp,
  shown,
  softphoneSwitch,
  statusText,
  untilPainted,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { goOffline } from "./harness/network.ts";
import { badge, waitForBadge } from "./harness/toolbar.ts";
import { sleepMachine } from "./harness/worker.ts";

const BOTH = { phone: "on", softphone: "on" };
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };
const SOFTPHONE_ONLY = { phone: "off", softphone: "on, locked" };
const PUT = { method: "PUT" } as const;
/** What happens is the same in each run. */
const PLAN = { seed: 20_261_121, numRuns: 20 };

/** Waits until the popup shows what the server has, and nothing as under way. */
async function untilInAgreement(popup: Page, emulator: Emulator): Promise<void> {
  const on = (locked: boolean) => (locked ? "on, locked" : "on");
  await eventually(async () => {
    const { phone, sip } = atServer(emulator);
    const expected = { phone: phone ? on(!sip) : "off", softphone: sip ? on(!phone) : "off" };
    return { shown: await shown(popup), expected };
  }).toSatisfy(({ shown: seen, expected }) => JSON.stringify(seen) === JSON.stringify(expected));
}

describe("a press in the popup", () => {
  test("sends one request that names both devices, and shows what came of it", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    await softphoneSwitch(popup).click();
    await untilPainted(hookswitch, "TEL", "your phone only");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
    await eventually(() => statusText(popup)).toContain("your phone only");
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "SIP");
    await eventually(() => shown(popup)).toEqual(BOTH);
    await phoneSwitch(popup).click();
    await eventually(() => shown(popup)).toEqual(SOFTPHONE_ONLY);
    await eventually(() => statusText(popup)).toContain("your softphone only");
    await untilSwitched(hookswitch);
    expect(writes(emulator)).toEqual([
      { phone: true, sip: false },
      { phone: true, sip: true },
      { phone: false, sip: true },
    ]);
  });

  test("is marked as pending until the server has answered", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await softphoneSwitch(popup).click();
    await hold.held;
    await eventually(() => shown(popup)).toEqual({ phone: "on, locked", softphone: "off, pending" });
    await popup.getByRole("button", { name: "Switching…" }).waitFor();
    // Nothing better, and nothing else, than the evidence says.
    expect(await badge(hookswitch.keeper)).toMatchObject({ text: "SIP" });
    expect(await statusText(popup)).toContain("your phone and your softphone");
    const second = await hookswitch.openPopup();
    await eventually(() => shown(second)).toEqual({ phone: "on, locked", softphone: "off, pending" });
    hold.release();
    for (const page of [popup, second]) await eventually(() => shown(page)).toEqual(PHONE_ONLY);
    await waitForBadge(hookswitch, "TEL");
  });

  const refusals: { name: string; fault: Fault; says: RegExp }[] = [
    { name: "400", fault: { kind: "status", status: 400 }, says: /Not switched.*not accept/ },
    { name: "403", fault: { kind: "status", status: 403 }, says: /Not switched.*not allow.*administrator/ },
    {
      name: "500",
      fault: { kind: "status", status: 500 },
      says: /Not switched.*had an error \(500\).*Nothing changed/,
    },
    { name: "429", fault: tooManyRequests({ retryAfter: 60 }), says: /Not switched.*too many requests/ },
  ];
  for (const { name, fault, says } of refusals) {
    test(`that is refused with ${name} is put back, and says why`, async ({ hookswitch, emulator }) => {
      const popup = await corePopup(hookswitch, emulator);
      emulator.faults.once(fault, PUT);
      await softphoneSwitch(popup).click();
      await eventually(() => alertText(popup)).toMatch(says);
      await eventually(() => shown(popup)).toEqual(BOTH);
      expect(await badge(hookswitch.keeper)).toMatchObject({ text: "SIP" });
      await untilSwitched(hookswitch);
      expect(writes(emulator)).toEqual([{ phone: true, sip: false }]);
      await popup.getByRole("button", { name: "Dismiss" }).click();
      await eventually(() => alertText(popup)).toBe("");
    });
  }

  test("is not sent while the server wants to be left alone", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once(tooManyRequests({ retryAfter: 60 }), PUT);
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toContain("too many requests");
    await untilSwitched(hookswitch);
    await phoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/must wait.*Try again in \d+ s/);
    expect(await shown(popup)).toEqual(BOTH);
    expect(puts(emulator)).toHaveLength(1);
  });

  test("that is carried out and not heard of is believed once it is read", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once({ kind: "doneButUnheard" }, PUT);
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
    await untilSwitched(hookswitch);
    expect(await alertText(popup)).toBe("");
    expect(puts(emulator)).toHaveLength(1);
  });

  test("that the network loses is sent once more", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once({ kind: "outage" }, PUT);
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "TEL");
    await untilSwitched(hookswitch);
    expect(await alertText(popup)).toBe("");
    expect(writes(emulator)).toEqual([
      { phone: true, sip: false },
      { phone: true, sip: false },
    ]);
  });

  test("of which nothing is heard leaves the verdict open until the next good read", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once({ kind: "doneButUnheard" }, PUT);
    const outage = emulator.faults.always({ kind: "outage" }, { method: "GET" });
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "?");
    await eventually(() => statusText(popup)).toContain("Not known");
    await eventually(() => alertText(popup)).toContain("Hookswitch does not know if the switch worked");
    outage.remove();
    const again = await hookswitch.openPopup();
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(again)).toEqual(PHONE_ONLY);
    await eventually(() => alertText(again)).toBe("");
  });
});

test("a press while offline sends nothing, and says why", async ({ hookswitch, emulator }) => {
  const popup = await corePopup(hookswitch, emulator);
  await goOffline(hookswitch);
  await popup.getByRole("button", { name: "Check now" }).click();
  await waitForBadge(hookswitch, "?");
  await press(softphoneSwitch(popup));
  await eventually(() => alertText(popup)).toContain("does not know your devices now");
  expect(await shown(popup)).toEqual({ phone: "on, locked", softphone: "on, locked" });
  expect(await statusText(popup)).toContain("Not known");
  expect(puts(emulator)).toEqual([]);
});

test("the last device cannot be turned off, with the mouse or the keyboard, and says why", async ({
  hookswitch,
  emulator,
}) => {
  emulator.store.setIntegrations({ sip: false });
  const popup = await corePopup(hookswitch, emulator);
  const last = phoneSwitch(popup);
  expect(await shown(popup)).toEqual(PHONE_ONLY);
  const reasons = ((await last.getAttribute("aria-describedby")) ?? "").split(" ");
  const described = await popup.locator(reasons.map((id) => `#${id}`).join(", ")).allInnerTexts();
  expect(described.join(" ")).toContain("One device must stay on");
  expect(await popup.getByText("One device must stay on").isVisible()).toBe(true);
  await press(last);
  expect(await alertText(popup)).toContain("At least one device must stay on. Turn the other one on first.");
  await last.focus();
  for (const key of ["Space", "Enter"]) await popup.keyboard.press(key);
  expect(await shown(popup)).toEqual(PHONE_ONLY);
  // Commands arrive in their order: what a press had sent would be there before this one.
  await softphoneSwitch(popup).click();
  await eventually(() => shown(popup)).toEqual(BOTH);
  await untilSwitched(hookswitch);
  expect(writes(emulator)).toEqual([{ phone: true, sip: true }]);
});

describe("rapid presses", () => {
  test("are one queue: what is under way ends first, and the last one wins", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("before", PUT);
    await press(softphoneSwitch(popup));
    await hold.held;
    await press(softphoneSwitch(popup));
    await press(phoneSwitch(popup));
    await press(phoneSwitch(popup));
    await press(phoneSwitch(popup));
    await eventually(() => shown(popup)).toEqual({ phone: "off, pending", softphone: "on, locked" });
    expect(puts(emulator)).toHaveLength(1);
    hold.release();
    await eventually(() => shown(popup)).toEqual(SOFTPHONE_ONLY);
    await untilSwitched(hookswitch);
    expect(writes(emulator)).toEqual([
      { phone: true, sip: false },
      { phone: false, sip: true },
    ]);
    const [first, second] = puts(emulator);
    expect(second?.startedAt).toBeGreaterThan(first?.finishedAt ?? Number.NaN);
    expect(atServer(emulator)).toEqual({ phone: false, sip: true });
  });

  test("never ask for both off, whatever happens meanwhile", async ({ hookswitch, emulator }) => {
    const turn = fc.record({
      fault: fc.constantFrom<(Fault | null)[]>(
        null,
        null,
        { kind: "doneButUnheard" },
        { kind: "outage" },
        { kind: "status", status: 500 },
        { kind: "status", status: 500, carryOut: true },
        { kind: "delay", ms: 30 },
      ),
      elsewhere: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.boolean()),
      presses: fc.array(fc.constantFrom(phoneSwitch, softphoneSwitch), { minLength: 1, maxLength: 3 }),
      waits: fc.boolean(),
    });
    const popup = await corePopup(hookswitch, emulator);
    for (const { fault, elsewhere, presses, waits } of fc.sample(fc.noBias(turn), PLAN)) {
      if (fault !== null) emulator.faults.once(fault, PUT);
      if (elsewhere !== null) emulator.store.setIntegrations({ phone: true, sip: elsewhere });
      for (const pressed of presses) await press(pressed(popup));
      if (waits) await untilSwitched(hookswitch);
    }
    emulator.faults.clear();
    await untilSwitched(hookswitch, popup);
    // What was changed at the server alone is seen when the popup is opened.
    const again = await hookswitch.openPopup();
    await untilInAgreement(again, emulator);
    await untilInAgreement(popup, emulator);
    expect(puts(emulator).length).toBeGreaterThan(10);
    for (const body of writes(emulator)) {
      expect(Object.keys(body as object).sort()).toEqual(["phone", "sip"]);
      expect(body).not.toEqual({ phone: false, sip: false });
    }
  });
});

describe("a change made elsewhere", () => {
  test("shows at once when the popup is opened", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    emulator.store.setIntegrations({ sip: false });
    const popup = await hookswitch.openPopup();
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
    // Long before the regular read.
    const [before, read] = emulator.requests;
    expect((read?.startedAt ?? Number.NaN) - (before?.finishedAt ?? Number.NaN)).toBeLessThan(25_000);
  });

  test("shows within one period without it", async ({ hookswitch, emulator }) => {
    await setUp(hookswitch);
    await waitForBadge(hookswitch, "SIP");
    emulator.store.setIntegrations({ phone: false });
    emulator.store.dropSoftphone();
    await sleepMachine(hookswitch, 30_000);
    await waitForBadge(hookswitch, "!!");
    // The one of the set-up, and the first regular one.
    expect(emulator.requests).toHaveLength(2);
  });

  test("is respected where a press crosses it, and told of", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    const hold = emulator.faults.hold("after", PUT);
    await phoneSwitch(popup).click();
    await hold.held;
    emulator.store.setIntegrations({ phone: true, sip: false });
    hold.release();
    await eventually(() => alertText(popup)).toContain("changed elsewhere");
    await untilInAgreement(popup, emulator);
    await waitForBadge(hookswitch, "TEL");
    expect(puts(emulator)).toHaveLength(1);
  });
});

test("after a switch towards it the softphone is looked for after 2 and 4 seconds", async ({
  hookswitch,
  emulator,
}) => {
  const userId = DEMO.integrations.sipOffUserId;
  await setUp(hookswitch, { userId });
  const popup = await openPopupRead(hookswitch, emulator);
  await waitForBadge(hookswitch, "TEL");
  await softphoneSwitch(popup).click();
  await waitForBadge(hookswitch, "!");
  await eventually(() => statusText(popup)).toMatch(/your phone only.*not registered/);
  const [put] = puts(emulator);
  const switchedAt = put?.finishedAt ?? Number.NaN;
  const readsSince = () =>
    emulator.requests
      .filter(({ method, startedAt }) => method === "GET" && startedAt > switchedAt)
      .map(({ startedAt }) => (startedAt - switchedAt) / 1000);
  // One read confirms the switch.
  await eventually(() => readsSince().length).toBe(2);
  emulator.store.connectSoftphone(userId);
  await waitForBadge(hookswitch, "SIP");
  const [_confirmation, ...looks] = readsSince();
  for (const [index, seconds] of [2, 4].entries()) {
    expect(looks[index]).toBeGreaterThan(seconds - 0.3);
    // Long before the regular read.
    expect(looks[index]).toBeLessThan(25);
  }
  await eventually(() => statusText(popup)).toContain("your phone and your softphone");
});

describe("two popups", () => {
  test("in two windows show the same after a press in one", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    const opened = hookswitch.context.waitForEvent("page");
    await hookswitch.keeper.evaluate(
      `chrome.windows.create({ url: ${JSON.stringify(popup.url())} }).then(() => 0)`,
    );
    const other = await opened;
    await eventually(() => shown(other)).toEqual(BOTH);
    await softphoneSwitch(popup).click();
    for (const page of [popup, other]) await eventually(() => shown(page)).toEqual(PHONE_ONLY);
    await softphoneSwitch(other).click();
    for (const page of [popup, other]) await eventually(() => shown(page)).toEqual(BOTH);
    emulator.faults.once({ kind: "status", status: 500 }, PUT);
    await phoneSwitch(popup).click();
    for (const page of [popup, other]) {
      await eventually(() => alertText(page)).toContain("Not switched");
      await eventually(() => shown(page)).toEqual(BOTH);
    }
  });

  test("that are pressed at once agree, and leave a device on", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator);
    const other = await hookswitch.openPopup();
    await eventually(() => shown(other)).toEqual(BOTH);
    await Promise.all([press(softphoneSwitch(popup)), press(phoneSwitch(other))]);
    for (const page of [popup, other]) await untilSwitched(hookswitch, page);
    await untilInAgreement(popup, emulator);
    await untilInAgreement(other, emulator);
    expect(writes(emulator)).not.toContainEqual({ phone: false, sip: false });
    expect(Object.values(atServer(emulator))).toContain(true);
  });
});

describe("an agent with one device", () => {
  test("that is a phone sees it alone, locked", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator, { userId: DEMO.integrations.phoneOnlyUserId });
    await waitForBadge(hookswitch, "TEL");
    expect(await shown(popup)).toEqual({ phone: "on, locked", softphone: "absent" });
    expect(await statusText(popup)).toContain("your phone only");
  });

  test("that is a softphone sees it alone, locked", async ({ hookswitch, emulator }) => {
    const popup = await corePopup(hookswitch, emulator, { userId: DEMO.integrations.sipOnlyUserId });
    await waitForBadge(hookswitch, "SIP");
    expect(await shown(popup)).toEqual({ phone: "absent", softphone: "on, locked" });
    expect(await statusText(popup)).toContain("your softphone only");
  });
});

test("number, SIP address, registration and when it was last seen stand with the switches", async ({
  hookswitch,
  emulator,
}) => {
  const popup = await corePopup(hookswitch, emulator);
  const { phoneNumber, sipUsername } = DEMO.integrations;
  for (const text of [phoneNumber, sipUsername, "Registered", /seen (just now|\d+ s ago)/]) {
    expect(await popup.getByText(text, { exact: true }).isVisible()).toBe(true);
  }
});
