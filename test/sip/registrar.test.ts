import { describe, expect, test } from "vitest";
import { until } from "../e2e/harness/wait.ts";
import { call } from "./caller.ts";
import { type Registrar, type RegistrarOptions, startRegistrar } from "./registrar.ts";
import { tcpSoftphone } from "./tcp-softphone.ts";

const ACCOUNT = { user: "asha", password: "made-up" };
const NOBODY = { rangAfter: null, ringing: 0 };

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
const it = test.extend("start", ({}, { onCleanup }) => {
  const started: Registrar[] = [];
  onCleanup(async () => {
    for (const registrar of started) await registrar.stop();
  });
  return async (options: RegistrarOptions = {}) => {
    const registrar = await startRegistrar({ users: { [ACCOUNT.user]: ACCOUNT.password }, ...options });
    started.push(registrar);
    return registrar;
  };
});

const callTo = (registrar: Registrar, user = ACCOUNT.user, patience?: number) =>
  call(user, { port: registrar.tcpPort, ...(patience === undefined ? {} : { patience }) });

const untilGone = (registrar: Registrar) =>
  until("the contact to go", async () => (await registrar.contacts(ACCOUNT.user)).length === 0);

describe("a call", () => {
  it("to an unknown user is a 404, and to one without a softphone a 480", async ({ start }) => {
    const registrar = await start();
    expect(await callTo(registrar, "nobody")).toEqual({ ...NOBODY, status: 404, reason: "Not Found" });
    expect(await callTo(registrar)).toEqual({ ...NOBODY, status: 480, reason: "Not Registered" });
  });

  it("rings a registered softphone until the caller hangs up", async ({ start }) => {
    const registrar = await start();
    const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    expect(await softphone.register(60)).toBe(200);
    expect(await callTo(registrar, ACCOUNT.user, 3_000)).toMatchObject({
      rangAfter: expect.any(Number),
      ringing: 1,
      status: 487,
    });
    softphone.drop();
  });

  it("is declined by the softphone, or answered", async ({ start }) => {
    const registrar = await start();
    for (const answer of [
      { status: 486, reason: "Busy Here" },
      { status: 200, reason: "OK" },
    ]) {
      const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort, answer);
      await softphone.register(60);
      expect(await callTo(registrar)).toMatchObject({ ringing: 1, ...answer });
      softphone.drop();
      await untilGone(registrar);
    }
  });

  it("rings two softphones of the same user", async ({ start }) => {
    const registrar = await start();
    for (let count = 0; count < 2; count += 1) {
      await (await tcpSoftphone(ACCOUNT, registrar.tcpPort)).register(60);
    }
    expect(await callTo(registrar, ACCOUNT.user, 3_000)).toMatchObject({ ringing: 2 });
  });
});

describe("the location table", () => {
  it("has what registered with the right password, for as long as was granted", async ({ start }) => {
    const registrar = await start({ maxExpires: 20 });
    const stranger = await tcpSoftphone({ ...ACCOUNT, password: "wrong" }, registrar.tcpPort);
    expect(await stranger.register(60)).toBe(401);
    expect(await registrar.contacts(ACCOUNT.user)).toEqual([]);
    const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    const before = Date.now();
    await softphone.register(60);
    const [contact, ...others] = await registrar.contacts(ACCOUNT.user);
    expect(others).toEqual([]);
    expect(contact?.address).toContain(`sip:${ACCOUNT.user}@127.0.0.1`);
    expect(contact?.expires).toBeGreaterThan(0);
    expect(contact?.expires).toBeLessThanOrEqual(20);
    expect(contact?.lastModified).toBeGreaterThanOrEqual(before - 1_000);
    expect(contact?.lastModified).toBeLessThanOrEqual(Date.now());
    expect(await softphone.register(0)).toBe(200);
    expect(await registrar.contacts(ACCOUNT.user)).toEqual([]);
    for (const each of [stranger, softphone]) each.drop();
  });

  it("loses a contact with its connection", async ({ start }) => {
    const registrar = await start();
    const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    await softphone.register(300);
    softphone.drop();
    await untilGone(registrar);
    expect(await callTo(registrar)).toMatchObject({ ...NOBODY, status: 480 });
  });

  it("or keeps it, where the registrar is told to", async ({ start }) => {
    const registrar = await start({ keepContacts: true });
    const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    await softphone.register(300);
    softphone.drop();
    const { status, ...lost } = await callTo(registrar);
    expect(lost).toMatchObject(NOBODY);
    // The registrar tries to reach it: what fails depends on the moment.
    expect([408, 477, 500]).toContain(status);
    expect(await registrar.contacts(ACCOUNT.user)).toHaveLength(1);
  });

  it("loses a contact that expires", async ({ start }) => {
    const registrar = await start({ keepContacts: true, maxExpires: 2 });
    const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    await softphone.register(300);
    await untilGone(registrar);
    expect(await callTo(registrar)).toMatchObject({ ...NOBODY, status: 480 });
    softphone.drop();
  });

  it("loses contacts that are removed, and all with a restart", async ({ start }) => {
    const registrar = await start();
    const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    await softphone.register(60);
    await registrar.removeContacts(ACCOUNT.user);
    expect(await registrar.contacts(ACCOUNT.user)).toEqual([]);
    await registrar.removeContacts(ACCOUNT.user);
    await softphone.register(60);
    await registrar.restart();
    expect(await registrar.contacts(ACCOUNT.user)).toEqual([]);
    const again = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
    expect(await again.register(60)).toBe(200);
    again.drop();
  });
});
