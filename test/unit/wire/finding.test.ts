import { describe, expect, it, vi } from "vitest";
import { browser } from "../../../src/browser/extension.ts";
import { tooManyRequests } from "../../emulator/faults.ts";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { WireOptions } from "./wire-options.tsx";
import { newWireWorld, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** How agents of CCM find themselves in the options page. */

const { sid, userId, phoneNumber, sipUri, email, sharedEmail } = DEMO.ccm;
const singapore = DEMO.ccmSingapore;

const USERS = `/v2/accounts/${sid}/users`;
const BY_NUMBER = { "devices.contact_uri": phoneNumber };
const NOBODY = "Exotel found no such user in this account.";

/** The options page, filled in for CCM but for the user ID. */
async function withoutUserId(entries = {}): Promise<{ world: WireWorld; page: WireOptions }> {
  const world = newWireWorld("ccm");
  const page = await WireOptions.open(world);
  await page.enterCcm({ userId: "", ...entries });
  return { world, page };
}

const country = (page: WireOptions) => page.value("Without a country code, add");

describe("an agent is found", () => {
  it.each([
    { by: "the number with 0 in front", typed: phoneNumber.replace("+91", "0"), filter: BY_NUMBER },
    {
      by: "the number as it is copied from a card",
      typed: "Ph: \u202a091762-20001\u202c ext 4",
      filter: BY_NUMBER,
    },
    { by: "the email in capitals", typed: email.toUpperCase(), filter: { email: email.toUpperCase() } },
    { by: "the bare SIP name", typed: sipUri.slice(4), filter: { "devices.contact_uri": sipUri } },
  ])("by $by, and connected", async ({ typed, filter }) => {
    const { world, page } = await withoutUserId();
    await page.findMe(typed);
    for (const text of ["Asha Rao", email, phoneNumber]) expect(page.filledIn).toContain(text);
    expect(page.value("User ID")).toBe(userId);
    expect(world.items.account).toBeNull();
    await page.saveAndConnect();
    expect(world.badge.text).toBe("TEL");
    expect(world.requestLines()).toEqual([`GET ${USERS} 200`, `GET ${USERS}/${userId} 200`]);
    expect(world.wire.requests[0]).toMatchObject({
      host: HOSTS.mumbai,
      query: { fields: "devices", ...filter },
    });
  });

  it("again with the saved key, which need not be typed anew", async () => {
    const world = await signedInWireWorld("ccm");
    const page = await WireOptions.open(world);
    await page.findMe(DEMO.ccm.threeDevicesEmail);
    expect(page.value("User ID")).toBe(DEMO.ccm.threeDevicesUserId);
    await page.saveAndConnect();
    expect(page.connected).toContain("Divya Shah");
    expect(world.wire.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it("in Singapore, by a number of that country", async () => {
    const { world, page } = await withoutUserId({ ...singapore, userId: "" });
    for (const typed of ["9123 4567", "65 9123 4567"]) {
      await page.fill("User ID", "");
      await page.findMe(typed);
      expect(page.value("User ID")).toBe(singapore.userId);
    }
    expect(new Set(world.wire.requests.map(({ host }) => host))).toEqual(new Set([HOSTS.singapore]));
  });

  it("in the right region where the wrong one was chosen, at one more press", async () => {
    const { world, page } = await withoutUserId({ region: "singapore" });
    await page.findMe(email);
    expect(page.alerts).toMatch(/^Exotel accepts your key in Mumbai, not in Singapore\./);
    expect(page.value("User ID")).toBe("");
    await page.press("Find me in Mumbai");
    expect([page.value("User ID"), page.value("Region"), page.alerts]).toEqual([userId, "mumbai", ""]);
    // The button that was pressed is gone.
    expect(page.focused).toBe("Find me");
    expect(world.wire.requests.map(({ host, status }) => [host, status])).toEqual([
      [HOSTS.singapore, 401],
      [HOSTS.mumbai, 200],
      [HOSTS.mumbai, 200],
    ]);
  });
});

describe("several matches", () => {
  it("are offered for choice, and none is saved without one", async () => {
    const { world, page } = await withoutUserId({ userId: "usr_from_before" });
    await page.findMe(sharedEmail);
    expect(page.all("group", /2 users match/)).toHaveLength(1);
    expect(page.all("radio", /Farid|Gita/)).toHaveLength(2);
    expect([page.value("User ID"), page.filledIn]).toEqual(["", null]);
    await page.save();
    expect(page.wrong("User ID")).toBe("Enter the user ID.");
    expect(world.requestLines()).toHaveLength(1);
    await page.check(/Gita/);
    expect(page.value("User ID")).toBe("usr_gita");
    await page.saveAndConnect();
    expect(page.connected).toContain("Gita Front");
    expect(world.badge.text).toBe("TEL");
  });

  it("are read from all pages of the list", async () => {
    const { world, page } = await withoutUserId();
    const everyone = [...world.wire.store.account().users.values()];
    for (const user of everyone) user.email = sharedEmail;
    await page.findMe(sharedEmail);
    expect(page.all("group", /67 users match/)).toHaveLength(1);
    const choices = page.all("radio").filter((one) => (one as HTMLInputElement).name === "match");
    expect(choices).toHaveLength(everyone.length);
    expect(world.wire.requests.map(({ query }) => [query.offset, query.limit])).toEqual([
      ["0", "50"],
      ["50", "50"],
    ]);
    choices.at(-1)?.click();
    await page.settle();
    expect(page.value("User ID")).toBe(everyone.at(-1)?.id);
  });
});

describe("nobody is found", () => {
  it.each([
    { typed: "+91 98765 00000", requests: 1 },
    // An address that is nobody's email is asked for as a SIP address too.
    { typed: "nobody@example.com", requests: 2 },
    { typed: "sip:nobody", requests: 1 },
  ])("by $typed, which is said, and the user ID stays", async ({ typed, requests }) => {
    const { world, page } = await withoutUserId({ userId: "usr_mine" });
    await page.findMe(typed);
    expect(page.alerts).toContain(NOBODY);
    expect(page.value("User ID")).toBe("usr_mine");
    expect(world.requestLines()).toEqual(Array(requests).fill(`GET ${USERS} 200`));
  });

  it("by what is neither number nor address, for which nothing is asked", async () => {
    const { world, page } = await withoutUserId();
    const label = "Phone number or email";
    for (const typed of ["", "12345", "Asha Rao", "0000000000"]) {
      await page.findMe(typed);
      expect([typed, page.wrong(label), page.focused]).toEqual([typed, expect.any(String), "lookup"]);
    }
    expect(world.requestLines()).toEqual([]);
    await page.findMe(email);
    expect([page.wrong(label), page.value("User ID")]).toEqual([null, userId]);
    expect(world.requestLines()).toHaveLength(1);
  });

  it("in a search that takes too long, which says to enter the user ID", async () => {
    const { page } = await withoutUserId();
    // The background's reply after the minute that it searches for.
    vi.spyOn(browser.runtime, "sendMessage").mockResolvedValue({
      ok: true,
      found: { users: [], isWhole: false },
    });
    await page.findMe("nobody@example.com");
    expect(page.alerts).toMatch(/took too long.*enter your user ID yourself/);
  });
});

describe("a search", () => {
  const record = { code: 200, status: "success", error_data: null };

  it("that is refused says when to try again, and is not sent before", async () => {
    const { world, page } = await withoutUserId();
    world.wire.faults.once(tooManyRequests({ retryAfter: 600 }));
    await page.findMe(email);
    expect(page.alerts).toMatch(/has sent Exotel too many requests\. Try again after \d.*\./);
    // What cannot be looked for takes the sentence away.
    await page.findMe("12345");
    expect(page.alerts).toBe("");
    await page.findMe(email);
    expect(page.alerts).toMatch(/must wait before it can ask Exotel again\. Try again after \d.*\./);
    expect(world.requestLines()).toEqual([`GET ${USERS} 429`]);
    // Another account is no part of it.
    await page.enterCcm({ ...singapore, userId: "" });
    await page.findMe("+65 9123 4567");
    expect(page.value("User ID")).toBe(singapore.userId);
  });

  it("that is refused in its middle gives whom it has found up to then, and obeys the wait", async () => {
    const { world, page } = await withoutUserId();
    const matches = {
      metadata: { total: 2 },
      response: [{ ...record, data: { id: 1, first_name: "Asha", email } }],
    };
    world.wire.faults.always({ kind: "transform", transform: () => matches });
    world.wire.faults.add(tooManyRequests({ retryAfter: 600 }), {
      match: ({ query }) => query.offset === "1",
    });
    await page.findMe(email);
    expect(page.text).toContain("1 user matches. Is it you?");
    expect(page.text).toContain("The search stopped early, so there may be more.");
    await page.check(/Asha/);
    expect(page.value("User ID")).toBe("1");
    expect(world.requestLines()).toEqual([`GET ${USERS} 200`, `GET ${USERS} 429`]);
    await page.save();
    expect(page.alerts).toMatch(/must wait before it can ask Exotel again/);
    expect(world.requestLines()).toHaveLength(2);
  });

  it("that is given up gives whom it has found up to then, and says that there may be more", async () => {
    const { world, page } = await withoutUserId({ userId: "usr_from_before" });
    world.wire.faults.always({
      kind: "transform",
      transform: (_json, { query }) => {
        const data = { id: Number(query.offset) + 1, first_name: "Asha", email };
        const isMatch = query.offset === "0" && query.email === email;
        return {
          metadata: { total: 1_000_000 },
          response: [{ ...record, data: isMatch ? data : { ...data, email: "else@example.com" } }],
        };
      },
    });
    await page.findMe(email);
    expect(page.text).toContain("1 user matches. Is it you?");
    expect(page.text).toContain("The search stopped early, so there may be more.");
    expect([page.alerts, page.value("User ID")]).toEqual(["", ""]);
    await page.check(/Asha/);
    expect(page.value("User ID")).toBe("1");
  });
});

it("the country of a number follows the region, and one that is chosen is kept", async () => {
  const { world, page } = await withoutUserId();
  expect(country(page)).toBe("IN");
  await page.enterCcm({ ...singapore, userId: "" });
  expect(country(page)).toBe("SG");
  await page.findMe("08123456789");
  expect(page.wrong("Phone number or email")).toMatch(
    /^No number of Singapore \(\+65\) is like this.*choose its country/,
  );
  expect(world.requestLines()).toEqual([]);
  await page.fill("Without a country code, add", "ID");
  await page.findMe("08123456789");
  expect(page.alerts).toContain(NOBODY);
  expect(world.wire.requests.map(({ query }) => query["devices.contact_uri"])).toEqual(["+628123456789"]);
  expect(world.items.settings.country).toBe("ID");

  const again = await WireOptions.open(world);
  await again.enterCcm({ userId: "" });
  expect(country(again)).toBe("ID");
  await again.fill("Without a country code, add", "IN");
  await again.untilAnswered();
  // It is Mumbai's own, and so follows the region again.
  expect(world.items.settings.country).toBeNull();
  await again.fill("Account SID", `https://key:token@${HOSTS.singapore}/v2/accounts/${singapore.sid}/users`);
  expect(country(again)).toBe("SG");
});
