import { describe, expect, it } from "vitest";
import { devicesOn, deviceWrites, writes } from "../../emulator/at-server.ts";
import { page as pageInItsPlace } from "../../emulator/faults.ts";
import { DEMO } from "../../emulator/store.ts";
import { WireOptions } from "./wire-options.tsx";
import { loginOf, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** How an agent of CCM changes a phone's number in the options page. */

const { phoneDeviceId: PHONE, sipDeviceId: SIP, phoneNumber, threeDevicesUserId } = DEMO.ccm;
const NEW = "+919812345678";
const FIELD = "New phone number";

/** The options page of an agent who is signed in. */
async function opened(userId: string = DEMO.ccm.userId): Promise<{ world: WireWorld; page: WireOptions }> {
  const world = await signedInWireWorld("ccm", loginOf("ccm", userId));
  return { world, page: await WireOptions.open(world) };
}

async function askFor(page: WireOptions, number: string): Promise<void> {
  await page.fill(FIELD, number);
  await page.click("Change number");
}

/** What is asked before the change; `null` where nothing is. */
const question = (page: WireOptions) => page.words("alertdialog")[0] ?? null;
const region = (page: WireOptions) => page.words("region", "Change a phone's number")[0] ?? null;
const note = (page: WireOptions) => page.told.find((words) => words.startsWith("The number is changed"));

async function changeTo(page: WireOptions, number: string): Promise<void> {
  await askFor(page, number);
  await page.press("Change it");
}

describe("a phone's number", () => {
  it("is changed in a request of its own, after a question, and then waits for verification", async () => {
    const { world, page } = await opened();
    await askFor(page, "098123 45678");
    expect(question(page)).toContain(`Change the number to ${NEW}?`);
    expect(question(page)).toMatch(/New calls stop going to .*\+919176220001.* at once/);
    expect(question(page)).toMatch(/must be verified with Exotel before it rings/);
    expect(question(page)).toContain(
      "This phone is on. If calls are to reach you, turn another device on first.",
    );
    await page.click("Keep the old number");
    expect([question(page), deviceWrites(world.wire)]).toEqual([null, []]);

    await changeTo(page, "098123 45678");
    expect(note(page)).toMatch(
      /\+919812345678 is not verified yet, so it cannot ring\. Verify it with Exotel/,
    );
    expect(region(page)).toContain("Waiting for verification: verify it with Exotel");
    expect([page.value(FIELD), deviceWrites(world.wire)]).toEqual(["", [[PHONE, NEW]]]);
    expect(writes(world.wire)).toEqual([{ contact_uri: NEW }]);
    expect(world.wire.store.ccmDevice(PHONE)).toMatchObject({ contactUri: NEW, verified: false });
    expect(world.badge.text).toBe("!!");
    const { sentence, switches, text } = world.popup.view();
    expect(sentence).toContain("not reach you");
    expect(switches).toEqual(["PSTN phone: off, locked", "SIP softphone: off"]);
    for (const words of [NEW, "Not verified with Exotel yet"]) expect(text).toContain(words);

    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("S?");
    world.wire.store.ccmDevice(PHONE).verified = true;
    await world.popup.press("Check now");
    await page.settle();
    expect(region(page)).not.toContain("Waiting for verification");
    await world.popup.press("PSTN phone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("TEL");
  });

  it("is checked before it is sent, and the same one is not sent", async () => {
    const { world, page } = await opened();
    for (const [typed, says] of [
      ["12345", "Enter the whole number"],
      ["sip:asha", "Enter the whole number"],
      ["+0919812345678", "Enter the whole number"],
      ["091762 20001", "has this number already"],
    ] as const) {
      await askFor(page, typed);
      expect([typed, page.wrong(FIELD), question(page)]).toEqual([
        typed,
        expect.stringContaining(says),
        null,
      ]);
    }
    // A question that is open is not about what is typed afterwards.
    await askFor(page, NEW);
    expect(question(page)).not.toBeNull();
    await page.fill(FIELD, NEW.slice(0, -1));
    expect([question(page), deviceWrites(world.wire)]).toEqual([null, []]);
  });

  it("is that of the phone that was chosen among several, and the one that is on stays on", async () => {
    const { world, page } = await opened(threeDevicesUserId);
    expect(page.all("group", "Which phone?")).toHaveLength(1);
    await page.check(/Desk phone/);
    await askFor(page, NEW);
    expect(question(page)).toContain("+918040000003");
    expect(question(page)).toContain("This phone is on");
    await page.check(/Mobile/);
    expect(question(page)).toBeNull();
    await askFor(page, NEW);
    expect(question(page)).toContain("Change the number to");
    expect(question(page)).not.toContain("This phone is on");
    await page.press("Change it");
    expect(note(page)).toContain("is not verified yet");
    expect(deviceWrites(world.wire)).toEqual([[100310, NEW]]);
    expect(devicesOn(world.wire, threeDevicesUserId)).toEqual([100311]);
    expect(world.badge.text).toBe("TEL");
  });

  it("is one of the region's country, or of the one that is chosen, or has a country code", async () => {
    const { region: of, sid: accountSid, apiKey, apiToken, userId, phoneDeviceId } = DEMO.ccmSingapore;
    const world = await signedInWireWorld("ccm", {
      account: { api: "ccm", region: of, accountSid, userId },
      credentials: { api: "ccm", apiKey, apiToken },
    });
    const page = await WireOptions.open(world);
    const lists = () => page.all("combobox").filter(({ id }) => /country$/.test(id)) as HTMLSelectElement[];
    const choose = async (country: string) => {
      await page.enterInto(lists().find(({ id }) => id === "field-number-country")!, country);
      await page.untilAnswered();
      // Where agents look for themselves, too.
      expect(lists().map(({ value }) => value)).toEqual([country, country]);
    };
    await askFor(page, "8123 4567");
    expect(question(page)).toContain("+6581234567");
    await page.click("Keep the old number");
    await askFor(page, "98123 45678");
    expect(page.wrong(FIELD)).toMatch(/^No number of Singapore \(\+65\) is like this/);
    await choose("IN");
    await askFor(page, "९८१२३ ४५६७८");
    expect(question(page)).toContain(NEW);
    await page.click("Keep the old number");
    await choose("SG");
    await askFor(page, NEW);
    expect(question(page)).toContain(NEW);
    await changeTo(page, "8123 4567");
    expect(note(page)).toContain("is not verified yet");
    expect(deviceWrites(world.wire)).toEqual([[phoneDeviceId, "+6581234567"]]);
  });

  it("that another device has is refused, and the old one stays", async () => {
    const { world, page } = await opened();
    const taken = "+919176220002";
    await changeTo(page, taken);
    expect(page.alerts).toMatch(
      /already has a device with this number.*Enter another number.*support: [0-9a-f]{32}/,
    );
    expect(world.wire.store.ccmDevice(PHONE)).toMatchObject({ contactUri: phoneNumber, verified: true });
    // What was typed is there still, to be corrected.
    expect([page.value(FIELD), world.badge.text]).toEqual([taken, "TEL"]);
    await changeTo(page, NEW);
    expect(note(page)).toContain("is not verified yet");
    expect(page.alerts).toBe("");
  });

  it("that was changed, though the answer was lost, is shown as the server has it", async () => {
    const { world, page } = await opened();
    world.wire.faults.once({ kind: "doneButUnheard" }, { method: "PUT" });
    await changeTo(page, NEW);
    expect(page.alerts).toContain("cannot reach Exotel");
    expect(region(page)).toContain("Waiting for verification");
    expect(region(page)).toContain(NEW);
    expect([world.badge.text, deviceWrites(world.wire)]).toEqual(["!!", [[PHONE, NEW]]]);
    expect(world.title).toContain("not reach you");
  });

  it("that a page in Exotel's place has answered for is looked at anew, and Exotel is not said to forbid it", async () => {
    const { world, page } = await opened();
    world.wire.faults.once(pageInItsPlace(403), { method: "PUT" });
    await changeTo(page, NEW);
    expect(page.alerts).toMatch(/^The number may have changed.*does not look like one from Exotel/);
    expect(page.alerts).not.toContain("not allow");
    expect(region(page)).toContain(phoneNumber);
    expect(world.badge.text).toBe("TEL");
    expect(world.wire.requests.at(-1)?.method).toBe("GET");
  });

  it("is changed once, and after the switch that is under way", async () => {
    const { world, page } = await opened();
    const hold = world.wire.faults.hold("before", { method: "PUT" });
    await world.popup.click("SIP softphone");
    await hold.held;
    await askFor(page, NEW);
    await page.click("Change it");
    expect(page.told).toEqual(["Changing the number at Exotel…"]);
    await page.click("Change number");
    expect(question(page)).toBeNull();
    expect(deviceWrites(world.wire)).toHaveLength(1);
    hold.release();
    await page.untilAnswered();
    expect(note(page)).toContain("is not verified yet");
    expect(deviceWrites(world.wire)).toEqual([
      [PHONE, false],
      [SIP, true],
      [PHONE, NEW],
    ]);
    expect(world.badge.text).toBe("S?");
  });

  it("makes a press wait that comes meanwhile", async () => {
    const { world, page } = await opened();
    const hold = world.wire.faults.hold("before", { method: "PUT" });
    await askFor(page, NEW);
    await page.click("Change it");
    await hold.held;
    await world.popup.click("SIP softphone");
    await page.settle();
    expect(world.popup.view().switches).toEqual(["PSTN phone: off, pending", "SIP softphone: on, pending"]);
    expect(deviceWrites(world.wire)).toHaveLength(1);
    hold.release();
    await page.untilAnswered();
    await world.untilSwitched();
    expect(note(page)).toContain("is not verified yet");
    expect(world.badge.text).toBe("S?");
    // The change has turned the phone off already.
    expect(deviceWrites(world.wire)).toEqual([
      [PHONE, NEW],
      [SIP, true],
    ]);
  });
});

it("only an account with a phone, and only CCM, has numbers to change", async () => {
  expect(region((await opened()).page)).not.toBeNull();
  const { page } = await opened(DEMO.ccm.sipOnlyUserId);
  expect(page.text).toContain("Settings");
  expect(region(page)).toBeNull();
  const core = await WireOptions.open(await signedInWireWorld("integrations-core"));
  expect(core.text).toContain("Settings");
  expect(region(core)).toBeNull();
});
