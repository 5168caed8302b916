import { describe, expect } from "vitest";
import { HOSTS } from "../emulator/emulator.ts";
import { type Fault, page } from "../emulator/faults.ts";
import {
  alertText,
  corePopup,
  eventually,
  shown,
  softphoneSwitch,
  statusText,
  untilSwitched,
  writes,
} from "./agent-view.ts";
import { test } from "./harness/fixtures.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const PUT = { method: "PUT" } as const;
const GET = { method: "GET" } as const;
const PHONE_ONLY = { phone: "on, locked", softphone: "off" };
const BOTH = { phone: "on", softphone: "on" };

/** What befalls an answer to a switch, which is otherwise made (`done`), or not. */
interface OddAnswer {
  readonly name: string;
  readonly fault: Fault;
  readonly done: boolean;
}

const body = (text: string, over: { contentType?: string; status?: number; carryOut?: boolean }): Fault => ({
  kind: "body",
  body: text,
  ...over,
});
const redirect = (status: number, location: string): Fault => ({
  kind: "status",
  status,
  headers: { location },
  json: {},
});

const ODD_ANSWERS: readonly OddAnswer[] = [
  { name: "a captive portal's login page", fault: page(200), done: false },
  ...[401, 403, 404, 502].map(
    (status): OddAnswer => ({ name: `a page with ${status}`, fault: page(status), done: false }),
  ),
  { name: "a redirect within the host", fault: redirect(307, "/v2/integrations/elsewhere"), done: false },
  { name: "a redirect to another host", fault: redirect(307, `https://${HOSTS.mumbai}/v2/`), done: false },
  { name: "nothing, with status 204", fault: body("", { status: 204 }), done: true },
  { name: "JSON that is cut off", fault: body('{"success":true,"data":{"user_id"', {}), done: true },
  {
    name: "300 KiB",
    fault: body(JSON.stringify({ success: true, pad: "x".repeat(300 * 1024) }), {}),
    done: true,
  },
  {
    name: "another user's answer",
    fault: { kind: "transform", transform: (json) => withUser(json, "agent_999") },
    done: true,
  },
];

function withUser(json: unknown, userId: string): unknown {
  const { data, ...rest } = json as { data: object };
  return { ...rest, data: { ...data, user_id: userId } };
}

describe("a switch on Integrations Core that is answered by", () => {
  for (const { name, fault, done } of ODD_ANSWERS) {
    test(`${name} is ${done ? "believed once it is read" : "asked for once more"}`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await corePopup(hookswitch, emulator);
      const from = emulator.requests.length;
      emulator.faults.once(fault, PUT);
      await softphoneSwitch(popup).click();
      await waitForBadge(hookswitch, "TEL");
      await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
      await untilSwitched(hookswitch);
      expect(await alertText(popup)).toBe("");
      expect(writes(emulator)).toEqual(Array(done ? 1 : 2).fill({ phone: true, sip: false }));
      expect(emulator.requests.slice(from).filter(({ host }) => host !== HOSTS.integrations)).toEqual([]);
    });
  }

  test("nothing that can be understood, twice, is not made, and says so", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.add({ kind: "body", body: "", carryOut: false }, { times: 2, match: PUT });
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/The switch was not made.*It is empty/);
    await eventually(() => shown(popup)).toEqual(BOTH);
    await waitForBadge(hookswitch, "SIP");
  });

  for (const status of [401, 403, 404, 429, 502]) {
    test(`a page with ${status} is not made, and Exotel is not said to have refused it`, async ({
      hookswitch,
      emulator,
    }) => {
      const popup = await corePopup(hookswitch, emulator);
      const blocked = emulator.faults.always(page(status), PUT);
      await softphoneSwitch(popup).click();
      await eventually(() => alertText(popup)).toMatch(
        /^The switch was not made. Something between this computer and Exotel .*Try again/,
      );
      await untilSwitched(hookswitch);
      await eventually(() => shown(popup)).toEqual(BOTH);
      await waitForBadge(hookswitch, "SIP");
      // Once more at most, and not after a 429.
      expect(blocked.hits).toBe(status === 429 ? 1 : 2);
    });
  }

  test("a gateway's page that asks to wait is obeyed, and not told as Exotel's word", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    const busy = emulator.faults.always(page(503, { "retry-after": "60" }), PUT);
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/not made. Something between .*Try again after \d/);
    await untilSwitched(hookswitch);
    await popup.getByRole("button", { name: "Dismiss" }).click();
    await eventually(() => alertText(popup)).toBe("");
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/asked to wait.*Try again in \d+ s/);
    expect(await alertText(popup)).not.toContain("too many requests");
    expect(busy.hits).toBe(1);
  });

  test("nothing, where the devices cannot be read either, leaves all in doubt until they are", async ({
    hookswitch,
    emulator,
  }) => {
    const popup = await corePopup(hookswitch, emulator);
    emulator.faults.once({ kind: "doneButUnheard" }, PUT);
    const outage = emulator.faults.always({ kind: "status", status: 500 }, GET);
    await softphoneSwitch(popup).click();
    await waitForBadge(hookswitch, "?");
    await eventually(() => statusText(popup)).toContain(
      "not known: a switch was sent, and Exotel's answer was not heard",
    );
    outage.remove();
    await popup.getByRole("button", { name: "Check now" }).click();
    await waitForBadge(hookswitch, "TEL");
    await eventually(() => shown(popup)).toEqual(PHONE_ONLY);
  });
});
