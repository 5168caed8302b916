import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DEMO, type Emulator } from "../emulator/emulator.ts";
import {
  alertText,
  ccmPopup,
  devicesOn,
  eventually,
  softphoneSwitch,
  switches,
  untilSwitched,
} from "./agent-view.ts";
import { test } from "./harness/ccm-fixtures.ts";
import type { CcmEntries } from "./harness/options-page.ts";
import { waitForBadge } from "./harness/toolbar.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, readOnlyKey, readOnlyToken } = DEMO.ccm;

/** A refusal in CCM's envelope. */
function refusal(status: number, code: number | null, words: { description?: string; message?: string }) {
  const error_data = { code, description: words.description ?? null, message: words.message ?? null };
  const response = { code: status, error_data, status: "failure", data: null };
  return { request_id: "7f1dd1c0ffee4f1eb8bb91d75f1c565a", method: "PUT", http_code: status, response };
}

interface Row {
  /** The row of the seed's table. */
  name: string;
  /** Makes the server refuse what comes after it was read last. */
  arrange: (emulator: Emulator) => void;
  entries?: Partial<CcmEntries>;
  /** What the agent does; default: switch to the softphone. */
  act?: (popup: Page, options: () => Promise<Page>) => Promise<Page>;
  /** What stands in the alert. */
  says: RegExp;
  /** Whether newer pages give it another code. */
  newer?: boolean;
  badge?: string;
}

async function changeNumber(_: Page, openOptions: () => Promise<Page>): Promise<Page> {
  const options = await openOptions();
  await options.getByLabel("New phone number").fill("+919176220002");
  await options.getByRole("button", { name: "Change number" }).click();
  await options.getByRole("button", { name: "Change it" }).click();
  return options;
}

const ROWS: Row[] = [
  {
    name: "403 1003 Device is unverified",
    arrange: ({ store }) => {
      store.ccmDevice(SIP).verified = false;
    },
    says: /not made.*this device is not verified.*Verify the device with Exotel/,
    newer: true,
  },
  {
    name: "403 1003 Another device is ON",
    // On without our knowledge: the softphone is turned on while a device that no read has shown is on.
    arrange: ({ faults, store }) => {
      const { devices } = store.ccmUser();
      const hold = faults.hold("before", { method: "PUT", when: ({ body }) => isOn(body) });
      void hold.held.then(() => {
        const [phone] = devices;
        if (phone !== undefined) phone.on = true;
        hold.release();
      });
    },
    says: /not made.*another device is on, and only one can be on at a time.*Turn that one off first/,
    newer: true,
  },
  {
    name: "403 1003 API credentials used are unauthorized",
    entries: { apiKey: readOnlyKey, apiToken: readOnlyToken },
    arrange: () => undefined,
    says: /not made.*your API key is not authorised.*Ask your administrator for a key/,
  },
  {
    name: "403 1003 KYC is incomplete",
    arrange: ({ store }) => {
      store.account().kycComplete = false;
    },
    says: /not made.*KYC is incomplete.*administrator to complete the KYC/,
  },
  {
    name: "403 1003 trial account",
    arrange: ({ store }) => {
      store.account().trial = true;
    },
    says: /not made.*trial account.*upgrade the account/,
  },
  {
    name: "403 1003 This device is not PSTN",
    arrange: ({ store }) => {
      store.ccmDevice(PHONE).type = "sip";
    },
    act: changeNumber,
    says: /this device is not a PSTN phone.*Only a phone's number can be changed/,
    newer: true,
    badge: "S?",
  },
  {
    name: "400 1007 device_contact_uri cannot be updated in the same request",
    arrange: ({ faults }) => {
      const description = "device_contact_uri cannot be updated in the same request";
      const json = refusal(400, 1007, { description });
      faults.once({ kind: "status", status: 400, json }, { method: "PUT" });
    },
    act: changeNumber,
    says: /takes a new number only in a request of its own.*Change the number first/,
  },
  {
    name: "401 1010 Authentication failed",
    arrange: ({ faults }) => faults.expireToken("ccm"),
    says: /not made.*refused your credentials.*“Authentication failed”.*Check the region, the account SID/,
    badge: "KEY",
  },
  {
    name: "404 1018 Device not found",
    arrange: ({ store }) => void store.ccmUser().devices.pop(),
    says: /not made.*no longer has this device.*may have removed it/,
  },
  {
    name: "409 1021 Device already exists",
    arrange: () => undefined,
    act: changeNumber,
    says: /already has a device with this number.*Enter another number/,
    newer: true,
  },
  {
    name: "500 1004 Internal Server Error",
    arrange: ({ faults }) => void faults.once({ kind: "status", status: 500 }, { method: "PUT" }),
    says: /not made.*fault of its own \(HTTP 500\).*“Internal Server Error”.*Try again in a moment/,
  },
];

function isOn(body: unknown): boolean {
  return typeof body === "object" && body !== null && "available" in body && body.available === true;
}

/** The request ids of the refusals that the server really sent. */
function refusedIds(emulator: Emulator): string[] {
  const ids: string[] = [];
  emulator.faults.always({
    kind: "transform",
    transform: (json, { method }) => {
      const { request_id, http_code } = json as { request_id?: string; http_code?: number };
      if (method === "PUT" && request_id !== undefined && (http_code ?? 0) >= 400) ids.push(request_id);
      return json;
    },
  });
  return ids;
}

for (const codes of ["seed", "newer"] as const) {
  for (const errorText of ["description", "message"] as const) {
    const rows = ROWS.filter(({ newer }) => codes === "seed" || newer);
    describe(`with the ${codes} codes and the wording in ${errorText}, an agent reads of`, () => {
      for (const { name, arrange, entries, act, says, badge = "TEL" } of rows) {
        test(name, async ({ hookswitch, emulator }) => {
          Object.assign(emulator.store.ccmOptions, { codes, errorText });
          const popup = await ccmPopup(hookswitch, emulator, entries);
          await waitForBadge(hookswitch, "TEL");
          const ids = refusedIds(emulator);
          arrange(emulator);
          let page = popup;
          if (act === undefined) await softphoneSwitch(popup).click();
          else page = await act(popup, () => hookswitch.openOptions());
          await eventually(() => alertText(page)).toMatch(says);
          // What is arranged as a fault has an id of its own, which is not among these.
          const [id = ""] = ids;
          expect(await alertText(page)).toContain(`For Exotel's support: ${id}`);
          expect(await alertText(page)).toMatch(/support: [0-9a-f]{32}/);
          // Nobody is left without a device by a refusal.
          await untilSwitched(hookswitch);
          await waitForBadge(hookswitch, badge);
          expect(devicesOn(emulator)).toEqual([PHONE]);
        });
      }
    });
  }
}

test("429 has no code and stands outside the envelope", async ({ hookswitch, emulator }) => {
  const popup = await ccmPopup(hookswitch, emulator);
  const { rateLimit } = emulator.store.account();
  Object.assign(rateLimit, { enforced: true, userManagementPerMinute: 0 });
  await softphoneSwitch(popup).click();
  await eventually(() => alertText(popup)).toMatch(/not made.*too many requests from your account/);
  await untilSwitched(hookswitch);
  await eventually(() => switches(popup)).toEqual(["PSTN phone: on", "SIP softphone: off"]);
  const sent = emulator.requests.length;
  await softphoneSwitch(popup).click();
  await eventually(() => alertText(popup)).toMatch(/Try again in \d+ s/);
  expect(emulator.requests.slice(sent).filter(({ method }) => method === "PUT")).toEqual([]);
});

describe("what no document names", () => {
  const unknown = [
    { status: 403, code: 1003, kind: /does not permit this/ },
    { status: 400, code: 4711, kind: /rejected the request as invalid/ },
    { status: 409, code: 4711, kind: /reports a conflict/ },
    { status: 503, code: null, kind: /fault of its own \(HTTP 503\)/ },
  ];
  for (const { status, code, kind } of unknown) {
    for (const field of ["description", "message"] as const) {
      test(`(${status} ${code}) shows the server's own ${field}`, async ({ hookswitch, emulator }) => {
        const popup = await ccmPopup(hookswitch, emulator);
        const json = refusal(status, code, { [field]: "The moon is in the wrong phase <b>today</b>" });
        emulator.faults.once({ kind: "status", status, json }, { method: "PUT" });
        await softphoneSwitch(popup).click();
        await eventually(() => alertText(popup)).toMatch(kind);
        const said = await alertText(popup);
        expect(said).toContain("“The moon is in the wrong phase <b>today</b>”");
        expect(said).toContain(`For Exotel's support: ${json.request_id}`);
        await untilSwitched(hookswitch);
        expect(devicesOn(emulator)).toEqual([PHONE]);
      });
    }
  }

  test("a refusal inside a 200 is one too", async ({ hookswitch, emulator }) => {
    const popup = await ccmPopup(hookswitch, emulator);
    const json = refusal(403, 1003, { description: "This is a trial account. Operation not permitted" });
    emulator.faults.once({ kind: "status", status: 200, json }, { method: "PUT" });
    await softphoneSwitch(popup).click();
    await eventually(() => alertText(popup)).toMatch(/not made.*trial account/);
    await untilSwitched(hookswitch);
    expect(devicesOn(emulator)).toEqual([PHONE]);
  });
});
