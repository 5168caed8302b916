import { describe, expect, it } from "vitest";
import { devicesOn } from "../../emulator/at-server.ts";
import { page as pageInItsPlace, tooManyRequests } from "../../emulator/faults.ts";
import { DEMO, HOSTS } from "../../emulator/store.ts";
import { WireOptions } from "./wire-options.tsx";
import { newWireWorld, signedInWireWorld, type WireWorld } from "./wire-world.ts";

/** What an agent sees who connects in the options page, and what is saved of it. */

const { integrations, ccm } = DEMO;

/** A world in which the demo agent has connected in the options page, which is open. */
async function connectedByHand(): Promise<{ world: WireWorld; page: WireOptions }> {
  const world = newWireWorld("integrations-core");
  const page = await WireOptions.open(world);
  await page.enter();
  await page.saveAndConnect();
  return { world, page };
}

/** The options page before anything is connected. */
async function openedFirst(): Promise<{ world: WireWorld; page: WireOptions }> {
  const world = newWireWorld("integrations-core");
  return { world, page: await WireOptions.open(world) };
}

const statuses = ({ wire }: WireWorld) => wire.requests.map(({ status }) => status);

/** Nothing of an account is stored, and the toolbar says that there is none. */
function expectNothingSaved(world: WireWorld): void {
  expect(world.local.get("account") ?? null).toBeNull();
  expect([...world.session]).toEqual([]);
  expect(world.local.has("vault")).toBe(false);
  expect(world.badge.text).toBe("");
  expect(world.popup.view().text).toContain("Set up");
}

const IC_DEVICES = (userId: string) =>
  `/v2/integrations/${integrations.customerId}/apps/${integrations.appId}/users/${userId}/devices`;
const CCM_USER = (userId: string) => `/v2/accounts/${ccm.sid}/users/${userId}`;

describe("connecting", () => {
  it("shows whose devices were found, and empties the credentials' fields", async () => {
    const { world, page } = await connectedByHand();
    for (const text of [integrations.userId, integrations.phoneNumber, integrations.sipUsername])
      expect(page.connected).toContain(text);
    expect([page.alerts, page.value("App token")]).toEqual(["", ""]);
    expect(page.everything).not.toContain(integrations.token);
    expect(world.badge.text).toBe("SIP");
    await page.enterCcm();
    await page.saveAndConnect();
    for (const text of ["Asha Rao", ccm.phoneNumber, ccm.sipUri]) expect(page.connected).toContain(text);
    expect([page.alerts, page.value("API key"), page.value("API token")]).toEqual(["", "", ""]);
    expect(world.requestLines()).toEqual([
      `GET ${IC_DEVICES(integrations.userId)} 200`,
      `GET ${CCM_USER(ccm.userId)} 200`,
    ]);
    expect(world.badge.text).toBe("TEL");
  });

  it("asks nothing while a field is missing, names each, and leads to the first", async () => {
    const { world, page } = await openedFirst();
    await page.enter({ appId: " ", token: "" });
    await page.save();
    expect(page.alerts).toContain("Nothing was saved");
    for (const label of ["App ID", "App token"]) expect(page.wrong(label)).toMatch(/^Enter the app/);
    expect([page.wrong("Customer ID"), page.focused]).toEqual([null, "appId"]);
    await page.enterCcm({ sid: "", apiKey: " ", apiToken: "", userId: "" });
    await page.save();
    for (const label of ["Account SID", "API key", "API token", "User ID"])
      expect(page.wrong(label)).toMatch(/^Enter the /);
    expect(page.focused).toBe("accountSid");
    expect(world.requestLines()).toEqual([]);
  });

  it("with a wrong token says so beside its field, and saves nothing", async () => {
    const { world, page } = await openedFirst();
    await page.enter({ token: "wrong-token-4711" });
    await page.save();
    expect(page.alerts).toContain("Exotel refused your token or key");
    expect(page.wrong("App token")).toContain("refused");
    expect([page.focused, page.connected]).toEqual(["appToken", null]);
    expect(statuses(world)).toEqual([401]);
    expectNothingSaved(world);
    expect(JSON.stringify(world.stored)).not.toContain("4711");
  });

  it.each([
    { what: "a wrong token", entries: { apiToken: "wrong-token-4711" } },
    { what: "a wrong key", entries: { apiKey: "wrong-key-4711" } },
    { what: "another account's SID", entries: { sid: DEMO.ccmSingapore.sid } },
  ])("to CCM with $what says what to check, and saves nothing", async ({ entries }) => {
    const { world, page } = await openedFirst();
    await page.enterCcm(entries);
    // What is refused is tried in the other region, too.
    for (const [trial, requests] of [
      [() => page.findMe(ccm.email), 2],
      [() => page.save(), 4],
    ] as const) {
      await trial();
      expect(statuses(world)).toEqual(Array(requests).fill(401));
      expect(page.alerts).toMatch(
        /Exotel refused your token or key.*Check the region, account SID, API key.*support: [0-9a-f]{32}/,
      );
      // The reason stands beside the field that mends it, which has the focus.
      expect([page.focused, page.wrong("API key")]).toEqual(["apiKey", expect.any(String)]);
    }
    expect(page.connected).toBeNull();
    expectNothingSaved(world);
    expect(JSON.stringify(world.stored)).not.toContain("4711");
  });

  it("says what is wrong when user or network are not there", async () => {
    const { world, page } = await openedFirst();
    await page.enter({ userId: "nobody" });
    await page.save();
    expect(page.alerts).toContain("does not know this user ID");
    world.wire.faults.always({ kind: "outage" });
    await page.save();
    expect(page.alerts).toContain("cannot reach Exotel");
    expectNothingSaved(world);
    world.wire.faults.clear();
    await page.enterCcm({ userId: "usr_nobody" });
    await page.save();
    expect(page.alerts).toContain("does not know this user ID");
    expectNothingSaved(world);
  });

  it.each([200, 401, 403, 404])(
    "to a page with %i in Exotel's place blames neither user nor token",
    async (status) => {
      const { world, page } = await openedFirst();
      const wall = world.wire.faults.always(pageInItsPlace(status));
      await page.enter();
      await page.save();
      expect(page.alerts).toMatch(
        /^The answer .*does not look like one from Exotel.*Open any web page and see.*Try again/,
      );
      expect(page.alerts).not.toMatch(/refused|not allow|does not know/);
      expectNothingSaved(world);
      wall.remove();
      await page.saveAndConnect();
    },
  );

  it.each([
    {
      api: "Integrations Core",
      userId: integrations.userId,
      add: ({ wire }: WireWorld, id: string) => wire.store.app().users.set(id, wire.store.agent()),
      enter: (page: WireOptions, userId: string) => page.enter({ userId }),
      path: IC_DEVICES,
      secret: integrations.token,
    },
    {
      api: "CCM",
      userId: ccm.userId,
      add: ({ wire }: WireWorld, id: string) => wire.store.account().users.set(id, wire.store.ccmUser()),
      enter: (page: WireOptions, userId: string) => page.enterCcm({ userId }),
      path: CCM_USER,
      secret: ccm.apiToken,
    },
  ])(
    "to $api with the user ID in other letter case names both, and takes Exotel's at a press",
    async (of) => {
      const { world, page } = await openedFirst();
      const typed = of.userId.toUpperCase();
      of.add(world, typed);
      await of.enter(page, typed);
      await page.save();
      expect(page.alerts).toContain(`Exotel writes this user ID “${of.userId}”. You entered “${typed}”.`);
      expectNothingSaved(world);
      expect(JSON.stringify(world.stored)).not.toContain(of.secret);
      await page.press(`Take “${of.userId}” and connect`);
      expect([page.connected, page.alerts]).toEqual([expect.any(String), ""]);
      expect(page.value("User ID")).toBe(of.userId);
      // Whoever uses the keyboard goes on from the button that they would have pressed.
      expect(page.focused).toBe("Save and connect");
      expect(world.items.account).toMatchObject({ userId: of.userId });
      expect(world.requestLines()).toEqual([`GET ${of.path(typed)} 200`, `GET ${of.path(of.userId)} 200`]);
    },
  );

  it("to CCM with the wrong region is offered in the right one, which one press takes", async () => {
    const { world, page } = await openedFirst();
    await page.enterCcm({ region: "singapore" });
    await page.save();
    expect(page.alerts).toMatch(/^Exotel accepts your key in Mumbai, not in Singapore\. Nothing was saved\./);
    expectNothingSaved(world);
    expect(world.wire.requests.map(({ host, status }) => [host, status])).toEqual([
      [HOSTS.singapore, 401],
      [HOSTS.mumbai, 200],
    ]);
    await page.press("Connect in Mumbai");
    expect([page.connected, page.alerts]).toEqual([expect.any(String), ""]);
    expect(world.items.account).toMatchObject({ region: "mumbai" });
    expect(page.value("Region")).toBe("mumbai");
  });

  it("to CCM in Singapore asks there alone", async () => {
    const { world, page } = await openedFirst();
    const demo = DEMO.ccmSingapore;
    await page.enterCcm(demo);
    await page.saveAndConnect();
    expect(page.connected).toContain("Wei Tan");
    expect(world.badge.text).toBe("TEL");
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("S?");
    expect(world.title).toContain("your softphone");
    expect(devicesOn(world.wire, demo.userId, demo.sid)).toEqual([demo.sipDeviceId]);
    expect(new Set(world.wire.requests.map(({ host }) => host))).toEqual(new Set([HOSTS.singapore]));
  });

  it("tries once, however often the button is pressed meanwhile", async () => {
    const { world, page } = await openedFirst();
    const hold = world.wire.faults.hold("before");
    await page.enter();
    await page.click("Save and connect");
    await hold.held;
    expect(page.told).toEqual(["Trying this with Exotel…"]);
    await page.click("Save and connect");
    await page.click("Save and connect");
    hold.release();
    await page.untilAnswered();
    expect(page.connected).not.toBeNull();
    expect(world.wire.requests).toHaveLength(1);
  });

  it("takes the scheme's name off a pasted token, and splits a pasted address of either API", async () => {
    const { world, page } = await openedFirst();
    const { token } = integrations;
    await page.enter({ customerId: "", appId: "", userId: "", token: `  Bearer ${token}\t` });
    const path = IC_DEVICES(integrations.userId);
    await page.fill("Customer ID", `https://${HOSTS.integrations}${path}`);
    await page.saveAndConnect();
    await page.enterCcm({ region: "singapore", sid: "", apiKey: "", apiToken: "", userId: "" });
    const user = CCM_USER(ccm.userId);
    const credentials = `${ccm.apiKey}:${ccm.apiToken}`;
    await page.fill("Account SID", `https://${credentials}@${HOSTS.mumbai}${user}/devices/100280`);
    await page.saveAndConnect();
    expect(world.requestLines()).toEqual([`GET ${path} 200`, `GET ${user} 200`]);
  });

  it("works for identifiers of odd characters, which are shown as they are", async () => {
    const { world, page } = await openedFirst();
    const odd = "agent 7 ü?#%+&=@;<b>";
    const { store } = world.wire;
    store.app().users.set(odd, { ...store.agent(), id: odd });
    await page.enter({ userId: odd });
    await page.saveAndConnect();
    expect(page.connected).toContain(odd);
    expect(world.popup.view().text).toContain(odd);
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("TEL");
    const name = { firstName: "<b>Ūna</b>", lastName: "" };
    store.account().users.set(odd, { ...store.ccmUser(), id: odd, ...name });
    const from = world.wire.requests.length;
    await page.enterCcm({ userId: odd });
    await page.saveAndConnect();
    expect(world.requestLines(from)).toEqual([`GET ${CCM_USER(encodeURIComponent(odd))} 200`]);
    expect(page.connected).toContain("<b>Ūna</b>");
    expect(world.popup.view().text).toContain("<b>Ūna</b>");
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.popup.view().switches).toEqual(["PSTN phone: off", "SIP softphone: on"]);
    expect(world.badge.text).toBe("S?");
  });

  it("asks a server neither by Find me nor anew before the end of a wait, whatever was told to wait", async () => {
    const world = await signedInWireWorld("ccm");
    world.wire.faults.once(tooManyRequests({ retryAfter: 600 }));
    await world.popup.press("Check now");
    expect(world.popup.view().alerts).toContain("too many requests");
    const from = world.wire.requests.length;
    const page = await WireOptions.open(world);
    const putOff = /must wait before it can ask Exotel again\. Try again after \d.*\./;
    await page.findMe(ccm.email);
    expect(page.alerts).toMatch(putOff);
    await page.findMe("12345");
    expect(page.alerts).toBe("");
    await page.save();
    expect(page.alerts).toMatch(putOff);
    expect(world.requestLines(from)).toEqual([]);
    await world.pass(600_000);
    await page.saveAndConnect();
  });
});

describe("once connected", () => {
  it("a save that fails leaves what was saved before", async () => {
    const { world, page } = await connectedByHand();
    const before = new Map(world.local);
    await page.enter({ token: "wrong", keepSignedIn: false });
    await page.save();
    expect(page.alerts).toContain("refused");
    await page.enter({ userId: "nobody" });
    await page.save();
    expect(page.alerts).toContain("does not know this user ID");
    expect([...world.local]).toEqual([...before]);
    expect(world.session.has("vault.staged")).toBe(false);
    expect((await WireOptions.open(world)).value("User ID")).toBe(integrations.userId);
    await world.popup.press("SIP softphone");
    await world.untilSwitched();
    expect(world.badge.text).toBe("TEL");
    expect(world.wire.requests.at(-1)?.status).toBe(200);
  });

  it("the token can be replaced, and another field changed without it", async () => {
    const { world, page } = await connectedByHand();
    const { tokens } = world.wire.store.app();
    tokens.set("second-token", { expiresAt: null, revoked: false });
    await page.enter({ token: "second-token" });
    await page.saveAndConnect();
    tokens.delete(integrations.token);
    await page.enter({ token: "", userId: integrations.phoneOnlyUserId });
    await page.saveAndConnect();
    expect(world.badge.text).toBe("TEL");
    expect(statuses(world)).toEqual([200, 200, 200]);
  });

  it("credentials that were typed, but never taken, do not serve where the fields are empty", async () => {
    const { world, page } = await connectedByHand();
    // A worker has died before it took them.
    world.stage({ api: "integrations-core", appToken: "never-taken" });
    await page.enter({ token: "" });
    await page.saveAndConnect();
    expect(statuses(world)).toEqual([200, 200]);
    expect(JSON.stringify(world.stored)).not.toContain("never-taken");
  });

  it.each([true, false])("the token is where it may be, with staying signed in %s", async (keepSignedIn) => {
    const { world, page } = await openedFirst();
    // From the other choice, so that it has to be moved.
    for (const choice of [!keepSignedIn, keepSignedIn]) {
      await page.enter({ keepSignedIn: choice });
      await page.saveAndConnect();
    }
    const [there, elsewhere] = keepSignedIn ? [world.local, world.session] : [world.session, world.local];
    expect(there.get("vault")).toEqual({ api: "integrations-core", appToken: integrations.token });
    const rest = [...there].filter(([key]) => key !== "vault");
    expect(JSON.stringify([rest, [...elsewhere]])).not.toContain(integrations.token);
    const box = (await WireOptions.open(world)).field("Keep me signed in on this computer");
    expect((box as HTMLInputElement).checked).toBe(keepSignedIn);
  });

  it("credentials of one API do not serve the other, nor those of one app another", async () => {
    const { world, page } = await connectedByHand();
    const from = world.wire.requests.length;
    await page.enterCcm({ apiKey: "", apiToken: "" });
    await page.save();
    expect(page.wrong("API key")).toBe("Enter the API key.");
    expect(world.requestLines(from)).toEqual([]);
    // The account from before is left as it is until the new one works.
    await page.enterCcm({ apiToken: "wrong" });
    await page.save();
    expect(page.alerts).toContain("refused");
    expect(world.badge.text).toBe("SIP");
    await page.enter({ appId: integrations.otherAppId, userId: integrations.otherAppUserId });
    await page.save();
    expect(page.alerts).toContain("refused");
    expect(world.wire.requests.at(-1)?.status).toBe(401);
    expect(world.badge.text).toBe("SIP");
    await page.enterCcm();
    await page.saveAndConnect();
    expect(world.badge.text).toBe("TEL");
    expect(JSON.stringify(world.stored)).not.toContain(integrations.token);
    await page.enter();
    await page.saveAndConnect();
    expect(world.badge.text).toBe("SIP");
    expect(JSON.stringify(world.stored)).not.toContain(ccm.apiToken);
  });

  it("an ID that Exotel writes in other letter case from some day on is told, with what to do", async () => {
    const { world } = await connectedByHand();
    const written = integrations.userId.toUpperCase();
    world.wire.faults.always({
      kind: "transform",
      transform: (json) => {
        const { data, ...rest } = json as { data: object };
        return { ...rest, data: { ...data, user_id: written } };
      },
    });
    await world.popup.press("Check now");
    const told = `Exotel writes your user ID “${written}”.`;
    expect(world.popup.view().alerts).toContain(told.slice(0, -1));
    const page = await WireOptions.open(world, "user-id");
    expect(page.focused).toBe("userId");
    expect(page.wrong("User ID")).toContain(told);
    // It says nothing of the devices, for better or worse.
    expect(world.badge.text).toBe("SIP");
  });

  it("a setting stands as it was chosen, also while it is being saved", async () => {
    const { world, page } = await connectedByHand();
    const box = page.field("Include both when switching") as HTMLInputElement;
    for (const chosen of [true, false, true]) {
      // A worker that has to start first takes its time.
      world.die();
      box.click();
      const seen = [box.checked];
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(box.checked);
      }
      expect(seen).toEqual(Array(21).fill(chosen));
      await page.untilAnswered();
      expect(page.text).toContain("Saved");
      expect(box.checked).toBe(chosen);
      expect(world.items.settings.includeBoth).toBe(chosen);
    }
  });
});
