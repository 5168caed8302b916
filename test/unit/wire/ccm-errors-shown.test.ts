import { describe, expect, it } from "vitest";
import { AlertBody, type Explained } from "../../../src/ui/alerts.tsx";
import { devicesOn } from "../../emulator/at-server.ts";
import { DEMO } from "../../emulator/store.ts";
import {
  CCM_ERROR_ROWS,
  type ErrorRow,
  errorEnvelope,
  refusedIds,
  TAKEN_NUMBER,
} from "../../wire-faults/ccm-errors.ts";
import { rendered, wordsOf } from "../rendered.ts";
import { LOGINS, signedInWireWorld, type WireWorld } from "./wire-world.ts";

const { phoneDeviceId: PHONE } = DEMO.ccm;

const toSoftphone = (world: WireWorld): Promise<void> => world.popup.press("SIP softphone");

/** Changes the phone's number, and reads the options page's alert. */
async function changeNumber(world: WireWorld): Promise<string> {
  const reply = await world.ask({ type: "change-number", device: String(PHONE), number: TAKEN_NUMBER });
  if (reply.ok) return "";
  return wordsOf(rendered(AlertBody({ explanation: reply satisfies Explained })));
}

async function isTold(row: ErrorRow, codes: "seed" | "newer", errorText: "description" | "message") {
  const { arrange, key, changesNumber, says, badge = "TEL" } = row;
  const { account } = LOGINS.ccm;
  const world = await signedInWireWorld("ccm", {
    account,
    credentials: key === undefined ? LOGINS.ccm.credentials : { api: "ccm", ...key },
  });
  Object.assign(world.wire.store.ccmOptions, { codes, errorText });
  expect(world.badge.text).toBe("TEL");
  const ids = refusedIds(world.wire);
  arrange(world.wire);
  let alerts: string;
  if (changesNumber) alerts = await changeNumber(world);
  else {
    await toSoftphone(world);
    await world.untilSwitched();
    alerts = world.popup.view().alerts;
  }
  expect(alerts).toMatch(says);
  // The id of a refusal that is arranged as a fault is not known here.
  const [id = "[0-9a-f]{32}"] = ids;
  expect(alerts).toMatch(new RegExp(`Code for Exotel's support: ${id}`));
  // Nobody is left without a device by a refusal.
  await world.untilSwitched();
  expect(world.badge.text).toBe(badge);
  expect(devicesOn(world.wire)).toEqual([PHONE]);
}

for (const codes of ["seed", "newer"] as const) {
  for (const errorText of ["description", "message"] as const) {
    const rows = CCM_ERROR_ROWS.filter(({ newer }) => codes === "seed" || newer);
    describe(`with the ${codes} codes and the wording in ${errorText}, an agent reads of`, () => {
      it.for(rows.map((row) => [row.name, row] as const))("%s", ([, row]) => isTold(row, codes, errorText));
    });
  }
}

it("429 has no code and stands outside the envelope", async () => {
  const world = await signedInWireWorld("ccm");
  Object.assign(world.wire.store.account().rateLimit, { enforced: true, userManagementPerMinute: 0 });
  await toSoftphone(world);
  await world.untilSwitched();
  expect(world.popup.view().alerts).toMatch(/Not switched.*Your account has sent Exotel too many/);
  expect(world.popup.view().switches).toEqual(["PSTN phone: on", "SIP softphone: off"]);
  const sent = world.wire.requests.length;
  await toSoftphone(world);
  expect(world.popup.view().alerts).toMatch(/Try again in \d+ s/);
  expect(world.wire.requests.slice(sent).filter(({ method }) => method === "PUT")).toEqual([]);
});

describe("what no document names", () => {
  const unknown = [
    { status: 403, code: 1003, kind: /does not allow this/ },
    { status: 400, code: 4711, kind: /did not accept this request/ },
    { status: 409, code: 4711, kind: /Something may have changed/ },
    { status: 503, code: null, kind: /had an error \(503\)/ },
  ];
  for (const { status, code, kind } of unknown) {
    for (const field of ["description", "message"] as const) {
      it(`(${status} ${code}) shows the server's own ${field}`, async () => {
        const world = await signedInWireWorld("ccm");
        const json = errorEnvelope(status, code, { [field]: "The moon is in the wrong phase <b>today</b>" });
        world.wire.faults.once({ kind: "status", status, json }, { method: "PUT" });
        await toSoftphone(world);
        await world.untilSwitched();
        const { alerts } = world.popup.view();
        expect(alerts).toMatch(kind);
        expect(alerts).toContain("“The moon is in the wrong phase <b>today</b>”");
        expect(alerts).toContain(`Code for Exotel's support: ${json.request_id}`);
        expect(devicesOn(world.wire)).toEqual([PHONE]);
      });
    }
  }

  it("a refusal inside a 200 is one too", async () => {
    const world = await signedInWireWorld("ccm");
    const json = errorEnvelope(403, 1003, {
      description: "This is a trial account. Operation not permitted",
    });
    world.wire.faults.once({ kind: "status", status: 200, json }, { method: "PUT" });
    await toSoftphone(world);
    await world.untilSwitched();
    expect(world.popup.view().alerts).toMatch(/Not switched.*trial account/);
    expect(devicesOn(world.wire)).toEqual([PHONE]);
  });
});
