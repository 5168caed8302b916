import { describe, expect, it } from "vitest";
import type { CcmOffice } from "../../../../src/core/account.ts";
import { message } from "../../../../src/core/message.ts";
import type { FoundUser, Lookup } from "../../../../src/core/user-search.ts";
import { findUsers } from "../../../../src/exotel/ccm/find-users.ts";
import type { CcmKey } from "../../../../src/exotel/ccm/request.ts";
import { readLookup } from "../../../../src/options/read-lookup.ts";
import { DEMO } from "../../../emulator/emulator.ts";
import type { Fault } from "../../../emulator/faults.ts";
import { failureOf, KEY } from "../ccm-demo.ts";
import { emulatedWire, failureOf as failureWithout } from "../emulator-fetch.ts";

const { sid, apiKey, apiToken, userId, email, phoneNumber, sipUri, userCount } = DEMO.ccm;
const OFFICE: CcmOffice = { region: "mumbai", accountSid: sid };
const ASHA: FoundUser = { userId, name: "Asha Rao", email, addresses: [phoneNumber, sipUri] };

const { emulator, wire } = await emulatedWire();

/** Looks for what an agent typed. */
function find(
  typed: string,
  office: Partial<CcmOffice> = {},
  key: CcmKey = KEY,
): Promise<readonly FoundUser[]> {
  const lookup = readLookup(typed, "IN").lookup;
  if (lookup === null) expect.fail(`nothing to look for: ${typed}`);
  return findBy(lookup, office, key);
}

async function findBy(
  lookup: Lookup,
  office: Partial<CcmOffice> = {},
  key: CcmKey = KEY,
): Promise<readonly FoundUser[]> {
  const network = { fetch: wire.fetch, now: Date.now };
  const { users, isWhole } = await findUsers({ ...OFFICE, ...office }, key, lookup, network);
  expect(isWhole).toBe(true);
  return users;
}

const queries = (): string[] => wire.calls.map(({ url }) => url.search);

/** One user as the list has it. */
const listed = (id: string | number, over: object = {}): object => ({
  code: 200,
  error_data: null,
  status: "success",
  data: { id, first_name: "Asha", last_name: "Rao", email, devices: [], ...over },
});

/** A server that does not know the filter, of this many users a page; the first fields are the query's. */
function ignoreFilter(most = 50): void {
  emulator.faults.always({
    kind: "transform",
    transform: (_json, { query }) => {
      const all = [...emulator.store.account().users.values()];
      const offset = Number(query.offset);
      const page = all.slice(offset, offset + Math.min(most, Number(query.limit)));
      return {
        request_id: "r",
        metadata: { total: all.length, count: page.length, offset, limit: most },
        response: page.map((user) =>
          listed(user.id, {
            first_name: user.firstName,
            last_name: user.lastName,
            email: user.email,
            devices: user.devices.map(({ id, contactUri, type, on }) => ({
              id,
              contact_uri: contactUri,
              type,
              available: on,
            })),
          }),
        ),
      };
    },
  });
}

describe("one agent is found", () => {
  it.each([
    phoneNumber,
    "+91 91762 20001",
    "09176220001",
    "9176220001",
    "919176220001",
    "0091 (9176) 220-001",
  ])("by the number %j", async (typed) => {
    expect(await find(typed)).toEqual([ASHA]);
    expect(queries()).toEqual(["?fields=devices&devices.contact_uri=%2B919176220001&offset=0&limit=50"]);
  });

  it("by the SIP address", async () => {
    expect(await find(` ${sipUri} `)).toEqual([ASHA]);
    expect(queries()).toEqual([
      "?fields=devices&devices.contact_uri=sip%3Aasharao2d853099&offset=0&limit=50",
    ]);
  });

  it.each([email, "Asha.RAO@Example.com"])("by the email address %j", async (typed) => {
    expect(await find(typed)).toEqual([ASHA]);
    expect(queries()).toEqual([`?fields=devices&email=${encodeURIComponent(typed)}&offset=0&limit=50`]);
  });

  it("by an address that must be encoded", async () => {
    const odd = "asha+desk&limit=1#ü%41@example.com";
    emulator.store.ccmUser().email = odd;
    expect(await find(odd)).toEqual([{ ...ASHA, email: odd }]);
    expect(emulator.requests[0]?.query).toEqual({ fields: "devices", email: odd, offset: "0", limit: "50" });
  });

  it("in Singapore", async () => {
    const { sid: sgSid, apiKey: sgKey, apiToken: sgToken, userId: sgUser } = DEMO.ccmSingapore;
    const found = await find(
      "+65 9123 4567",
      { region: "singapore", accountSid: sgSid },
      { apiKey: sgKey, apiToken: sgToken },
    );
    expect(found.map((user) => user.userId)).toEqual([sgUser]);
    expect(wire.calls[0]?.url.host).toBe("ccm-api.exotel.com");
  });

  it("with an id of more digits than a number keeps", async () => {
    const user = JSON.stringify(listed(0)).replace('"id":0', '"id":12345678901234567890');
    emulator.faults.once({ kind: "body", body: `{"metadata":{"total":1},"response":[${user}]}` });
    expect(await find(email)).toMatchObject([{ userId: "12345678901234567890" }]);
  });

  it("with an id that is a number, no name, no email and no devices", async () => {
    emulator.faults.once({
      kind: "transform",
      transform: () => ({
        metadata: { total: 1 },
        response: [listed(42, { first_name: null, last_name: null, devices: null })],
      }),
    });
    expect(await find(email)).toEqual([{ userId: "42", name: null, email, addresses: [] }]);
  });
});

it("several agents are found, in the account's order", async () => {
  const found = await find(DEMO.ccm.sharedEmail);
  expect(found.map((user) => user.userId)).toEqual(DEMO.ccm.sharedEmailUserIds);
  expect(found.map(({ name }) => name)).toEqual(["Farid Front", "Gita Front"]);
});

it.each(["+919999999999", "sip:nobody", "nobody"])("nobody is found by %j", async (typed) => {
  expect(await find(typed)).toEqual([]);
  expect(wire.calls).toHaveLength(1);
});

describe("nobody's email address", () => {
  it("is asked for once more, as a SIP address", async () => {
    expect(await find(`${userId}@example.com`)).toEqual([]);
    expect(queries().map((query) => query.split("&")[1])).toEqual([
      "email=usr_asha%40example.com",
      "devices.contact_uri=sip%3Ausr_asha%40example.com",
    ]);
    emulator.store.ccmDevice(DEMO.ccm.sipDeviceId).contactUri = "sip:Asha@demo1.exotel.com";
    expect(await find("Asha@demo1.exotel.com")).toEqual([
      { ...ASHA, addresses: [phoneNumber, "sip:Asha@demo1.exotel.com"] },
    ]);
  });

  it("is not, where the first search has failed", async () => {
    emulator.faults.once({ kind: "status", status: 400 });
    expect(await failureOf(find("nobody@example.com"))).toMatchObject({ kind: "invalid-request" });
    expect(wire.calls).toHaveLength(1);
  });

  it("may be no SIP address to the server either; any other failure is told", async () => {
    const second = {
      match: ({ query }: { query: Record<string, string> }) => "devices.contact_uri" in query,
    };
    emulator.faults.add({ kind: "status", status: 400 }, second);
    expect(await find("nobody@example.com")).toEqual([]);
    emulator.faults.clear();
    emulator.faults.add({ kind: "status", status: 500 }, second);
    expect(await failureOf(find("nobody@example.com"))).toMatchObject({ kind: "server" });
  });
});

describe("nobody is found where the server says so", () => {
  const nobody: [string, number, unknown][] = [
    ["with an empty list", 200, { metadata: { total: 0 }, response: [] }],
    ["with an empty list and no metadata", 200, { response: [] }],
    ["with an empty list and no total", 200, { metadata: {}, response: [] }],
    ["with an empty list and an odd total", 200, { metadata: { total: "0" }, response: [] }],
    ["with null", 200, { metadata: { total: 0 }, response: null }],
    ["with null and no metadata", 200, { request_id: "r", metadata: null, response: null }],
    ["with a 404", 404, { response: { code: 404, status: "failure", error_data: null, data: null } }],
    ["with a 404 and the code of a device", 404, { response: { code: 404, error_data: { code: 1018 } } }],
    ["with a record that says 404", 200, { response: { code: 404, status: "failure", data: null } }],
    ["with a list of a record that says 404", 200, { response: [{ code: 404, status: "failure" }] }],
  ];
  it.each(nobody)("%s", async (_name, status, json) => {
    emulator.faults.once({ kind: "body", status, body: JSON.stringify(json) });
    expect(await find(phoneNumber)).toEqual([]);
    expect(wire.calls).toHaveLength(1);
  });

  it("which on a later page ends the list", async () => {
    ignoreFilter();
    emulator.faults.add({ kind: "status", status: 404 }, { match: ({ query }) => query.offset === "50" });
    expect(await find(email)).toEqual([ASHA]);
  });
});

describe("a server that names a user otherwise", () => {
  const findListed = async (over: object): Promise<readonly FoundUser[]> => {
    emulator.faults.once({
      kind: "transform",
      transform: () => ({ metadata: { total: 1 }, response: [listed("usr_1", over)] }),
    });
    return find(email);
  };

  it("gives no email, and is believed to have found it", async () => {
    const nobodys = { userId: "usr_1", name: "Asha Rao", email: null, addresses: [] };
    expect(await findListed({ email: undefined })).toEqual([nobodys]);
    expect(await findListed({ email: { work: email } })).toEqual([nobodys]);
  });

  it("gives another email, or says that there is none, and is not", async () => {
    expect(await findListed({ email: `x${email}` })).toEqual([]);
    expect(await findListed({ email: "" })).toEqual([]);
    expect(await findListed({ email: null })).toEqual([]);
  });

  it.each([
    [{ first_name: undefined, last_name: undefined, name: "Asha R." }, "Asha R."],
    [{ first_name: "", last_name: null, name: " Asha\nR. " }, "Asha R."],
    [{ name: "asha1" }, "Asha Rao"],
    [{ first_name: 1, last_name: ["Rao"], name: "Asha R." }, "Asha R."],
    [{ first_name: 1 }, "Rao"],
    [{ first_name: {}, last_name: 7, name: true }, null],
  ])("in %j", async (over, name) => {
    expect(await findListed(over)).toMatchObject([{ userId: "usr_1", name }]);
  });
});

describe("a server that ignores the filter", () => {
  it("is read to the end of its list, and only who is meant is found", async () => {
    ignoreFilter();
    expect(await find(phoneNumber)).toEqual([ASHA]);
    expect(queries().map((query) => query.replace(/^.*&(?=offset)/, ""))).toEqual([
      "offset=0&limit=50",
      "offset=50&limit=50",
    ]);
    expect(await find("agent066@example.com")).toMatchObject([{ userId: "usr_066" }]);
    expect(await find("nobody@example.com")).toEqual([]);
  });

  it("and hands out shorter pages than asked for: nobody is left out", async () => {
    ignoreFilter(20);
    const last = `agent${String(userCount - 1).padStart(3, "0")}@example.com`;
    expect(await find(last)).toHaveLength(1);
    expect(await find("agent025@example.com")).toMatchObject([{ userId: "usr_025" }]);
    expect(await find("agent045@example.com")).toMatchObject([{ userId: "usr_045" }]);
  });

  it("does not take a user with a similar address for the agent", async () => {
    emulator.faults.always({
      kind: "transform",
      transform: () => ({
        metadata: { total: 2 },
        response: [
          listed("other", {
            email: `x${email}`,
            devices: [{ id: 1, type: "tel", available: true, contact_uri: `${phoneNumber}1` }],
          }),
          listed("none", { email: null, devices: null }),
        ],
      }),
    });
    expect(await find(email)).toEqual([]);
    expect(await find(phoneNumber)).toEqual([]);
  });
});

describe("pages", () => {
  const page = (ids: number[], total: number): object => ({
    metadata: { total },
    response: ids.map((id) => listed(id)),
  });

  it("of matches are all read: everybody has the same address", async () => {
    for (const user of emulator.store.account().users.values()) user.email = email;
    const found = await find(email);
    expect(found).toHaveLength(userCount);
    expect(new Set(found.map((user) => user.userId)).size).toBe(userCount);
    expect(wire.calls).toHaveLength(2);
  });

  it.each([
    [50, 1],
    [51, 2],
    [100, 2],
  ])("of %i matches: %i requests", async (matches, requests) => {
    for (const user of emulator.store.account().users.values()) user.email = "";
    const users = [...emulator.store.account().users.values()];
    const devices = users[0]?.devices ?? [];
    for (let index = 0; index < matches; index += 1) {
      emulator.store.account().users.set(`m${index}`, {
        id: `m${index}`,
        firstName: "",
        lastName: "",
        email,
        devices,
      });
    }
    expect(await find(email)).toHaveLength(matches);
    expect(wire.calls).toHaveLength(requests);
  });

  it("end with an empty one, whatever the total says", async () => {
    const pages = [page([1, 2], 1_000_000), page([], 1_000_000)];
    emulator.faults.always({ kind: "transform", transform: () => pages.shift() });
    expect((await find(email)).map((user) => user.userId)).toEqual(["1", "2"]);
    expect(wire.calls).toHaveLength(2);
  });

  it.each([undefined, {}, { total: null }, { total: "4" }, { total: -1 }, { total: 0.5 }])(
    "without a usable total (metadata %j) end with an empty one, or with the same one again",
    async (metadata) => {
      const without = (ids: number[]): object => ({ ...page(ids, 0), metadata });
      const endings = [[], [3]];
      for (const ending of endings) {
        const pages = [without([1, 2]), without([3]), without(ending)];
        emulator.faults.add({ kind: "transform", transform: () => pages.shift() }, { times: 3 });
        expect((await find(email)).map((user) => user.userId)).toEqual(["1", "2", "3"]);
      }
      expect(wire.calls).toHaveLength(6);
    },
  );

  it("without a total that are the same for ever, and hold nobody who is meant, are given up", async () => {
    emulator.faults.always({ kind: "transform", transform: () => ({ response: [listed(1)] }) });
    expect(await failureOf(find("nobody@example.com"))).toMatchObject({ kind: "malformed" });
    expect(wire.calls).toHaveLength(2);
  });

  it("name a user once who slips from one to the next meanwhile", async () => {
    const first = Array.from({ length: 50 }, (_, index) => index);
    const pages = [page(first, 52), page([49, 50], 52)];
    emulator.faults.always({ kind: "transform", transform: () => pages.shift() });
    const ids = (await find(email)).map((user) => user.userId);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toHaveLength(51);
  });

  it("that are the same for ever are given up with the second", async () => {
    emulator.faults.always({ kind: "transform", transform: () => page([1, 2], 1_000_000_000) });
    expect(await failureOf(find("nobody@example.com"))).toMatchObject({
      kind: "malformed",
      flaw: message("flawEndlessList"),
    });
    expect(wire.calls).toHaveLength(2);
  });

  it.each([
    ["with the matches up to then", email],
    ["with nobody, which does not say that there is nobody", "nobody@example.com"],
  ])("that come too slowly are given up while somebody still waits for them, %s", async (_found, typed) => {
    emulator.faults.always({
      kind: "transform",
      transform: (_json, { query }) => page([Number(query.offset)], 1_000_000_000),
    });
    let now = Date.now();
    const slow = { fetch: wire.fetch, now: () => (now += 5_000) };
    const { users, isWhole } = await findUsers(
      OFFICE,
      KEY,
      readLookup(typed, "IN").lookup ?? expect.fail(),
      slow,
    );
    expect(isWhole).toBe(false);
    expect(wire.calls.length).toBeGreaterThan(2);
    expect(wire.calls.length).toBeLessThan(10);
    const listedUpToThen = wire.calls.map((_call, index) => String(index));
    expect(users.map((user) => user.userId)).toEqual(typed === email ? listedUpToThen : []);
  });

  it("are asked for no more once the server wants to be left alone, whoever was told", async () => {
    emulator.faults.always({
      kind: "transform",
      transform: (_json, { query }) => page([Number(query.offset)], 1_000_000_000),
    });
    const until = Date.now() + 60_000;
    const waitUntil = (): number => (wire.calls.length < 2 ? 0 : until);
    const network = { fetch: wire.fetch, now: Date.now, waitUntil };
    const nobody = findUsers(OFFICE, KEY, { by: "email", email: "nobody@example.com" }, network);
    expect(await failureOf(nobody)).toMatchObject({ kind: "rate-limited", status: null, waitUntil: until });
    expect(wire.calls).toHaveLength(2);
    wire.calls.length = 0;
    const { users, ...end } = await findUsers(OFFICE, KEY, { by: "email", email }, network);
    expect(users.map((user) => user.userId)).toEqual(["0", "1"]);
    expect(end).toEqual({ isWhole: false, waitUntil: until });
    expect(wire.calls).toHaveLength(2);
  });

  it("that never end, of others, by a server that does not know the filter, are given up", async () => {
    emulator.faults.always({
      kind: "transform",
      transform: (_json, { query }) => page([Number(query.offset)], 1_000_000_000),
    });
    expect(await failureOf(find("nobody@example.com"))).toMatchObject({
      kind: "malformed",
      flaw: message("flawOtherUsersListed"),
    });
    expect(wire.calls).toHaveLength(10);
  });

  const SERVER_ERROR = { kind: "status", status: 500 } as const;
  const ends: [string, Fault, number][] = [
    ["a 429", { kind: "status", status: 429, headers: { "retry-after": "40" } }, 2],
    ["a fault of the server", SERVER_ERROR, 2],
    ["a lost connection", { kind: "outage" }, 2],
    ["a page of something between", { kind: "body", body: "<p>", contentType: "text/html" }, 2],
    ["a list that is none", { kind: "body", body: "{}" }, 2],
    ["a refusal", { kind: "status", status: 401 }, 2],
  ];
  it.each(ends)("are broken off by %s: who was found up to then is told", async (_by, fault, requests) => {
    ignoreFilter();
    emulator.faults.add(fault, { match: ({ query }) => query.offset === "50" });
    const network = { fetch: wire.fetch, now: Date.now };
    const found = await findUsers(OFFICE, KEY, { by: "email", email }, network);
    expect(found).toMatchObject({ users: [ASHA], isWhole: false });
    expect((found.waitUntil ?? 0) > Date.now()).toBe("headers" in fault);
    expect(wire.calls).toHaveLength(requests);
  });

  it.each([
    ["all of them matches", () => true, 200],
    ["one of them a match", (offset: number) => offset === 0, 10],
    ["the same again", () => true, 2],
  ] as const)("that never end, %s: who was found is told", async (name, isMatch, requests) => {
    emulator.faults.always({
      kind: "transform",
      transform: (_json, { query }) => {
        const offset = Number(query.offset);
        const mail = isMatch(offset) ? email : `x${email}`;
        const id = name === "the same again" ? 1 : offset;
        return { metadata: { total: 1_000_000_000 }, response: [listed(id, { email: mail })] };
      },
    });
    const network = { fetch: wire.fetch, now: Date.now };
    const { users, isWhole } = await findUsers(OFFICE, KEY, { by: "email", email }, network);
    expect(users.length).toBe(requests === 200 ? 200 : 1);
    expect(isWhole).toBe(false);
    expect(wire.calls).toHaveLength(requests);
  });

  it("fail as a whole if one fails and nobody was found before", async () => {
    ignoreFilter();
    emulator.faults.add(SERVER_ERROR, { match: ({ query }) => query.offset === "50" });
    expect(await failureOf(find("nobody@example.com"))).toMatchObject({ kind: "server", code: "1004" });
  });
});

describe("the search is refused", () => {
  it.each([
    ["the wrong region", { region: "singapore" }, KEY],
    ["another account", { accountSid: "nobody1" }, KEY],
    ["a wrong key", {}, { apiKey: "wrong-key", apiToken }],
    ["a wrong token", {}, { apiKey, apiToken: "wrong-token" }],
  ] as [string, Partial<CcmOffice>, CcmKey][])("for %s", async (_name, office, key) => {
    expect(await failureWithout(find(email, office, key), key.apiKey, key.apiToken)).toMatchObject({
      kind: "credentials-refused",
      status: 401,
      code: "1010",
      cause: "authentication-failed",
      detail: "Authentication failed",
    });
  });

  it("for too many requests, with the wait", async () => {
    Object.assign(emulator.store.account().rateLimit, { enforced: true, userManagementPerMinute: 0 });
    const failure = await failureOf(find(email));
    expect(failure).toMatchObject({ kind: "rate-limited", status: 429, detail: "Too many requests" });
    expect(failure.waitUntil).toBeGreaterThan(Date.now());
  });

  it("in a record of its own, under HTTP 200", async () => {
    emulator.faults.once({
      kind: "transform",
      transform: () => ({
        response: {
          code: 403,
          status: "failure",
          error_data: { code: 1003, description: "No", message: null },
        },
      }),
    });
    expect(await failureOf(find(email))).toMatchObject({ kind: "not-permitted", status: 403, detail: "No" });
  });

  const malformed: [string, unknown][] = [
    ["null", null],
    ["a user ID that could read as another", { metadata: { total: 1 }, response: [listed("usr_\u202e1")] }],
    ["no list", { metadata: { total: 0 } }],
    ["one user instead of a list", { metadata: { total: 1 }, response: listed(1) }],
    ["users without their records", { metadata: { total: 1 }, response: [{ id: 1, email }] }],
    [
      "a failed record without a code",
      { metadata: { total: 1 }, response: [{ status: "failure", data: null }] },
    ],
    [
      "a failed record beside another",
      { response: [{ code: 404, status: "failure", data: null }, listed(1)] },
    ],
  ];
  it.each(malformed)("by an answer that is none: %s", async (_name, json) => {
    emulator.faults.once({ kind: "transform", transform: () => json });
    expect((await failureOf(find(email))).kind).toBe("malformed");
  });

  it.each(["", ".", ".."])("for the account %j before anything is sent", async (accountSid) => {
    expect((await failureOf(find(email, { accountSid }))).kind).toBe("invalid-request");
    expect(wire.calls).toEqual([]);
  });
});
