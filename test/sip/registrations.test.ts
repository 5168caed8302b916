import { request } from "node:https";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../e2e/harness/wait.ts";
import { DEMO, type Emulator, HOSTS, startEmulator } from "../emulator/emulator.ts";
import { type Registrar, startRegistrar } from "./registrar.ts";
import { registrationsOf } from "./registrations.ts";
import { tcpSoftphone } from "./tcp-softphone.ts";

const { customerId, appId, userId, token, phoneOnlyUserId } = DEMO.integrations;
const ACCOUNT = { user: userId, password: "made-up" };
let registrar: Registrar;
let emulator: Emulator;

beforeAll(async () => {
  registrar = await startRegistrar({ users: { [ACCOUNT.user]: ACCOUNT.password } });
  emulator = await startEmulator({ registrations: registrationsOf(registrar) });
});

afterAll(async () => {
  await emulator.close();
  await registrar.stop();
});

/** The softphone as the emulator reports it. */
async function reported(
  user: string = userId,
): Promise<{ registered?: boolean; last_seen?: string } | undefined> {
  const answer = await new Promise<string>((resolve, reject) => {
    request(
      {
        host: "127.0.0.1",
        port: emulator.port,
        servername: HOSTS.integrations,
        ca: emulator.certificate,
        path: `/v2/integrations/${customerId}/apps/${appId}/users/${user}/devices`,
        headers: { host: HOSTS.integrations, authorization: `Bearer ${token}` },
      },
      (response) => void text(response).then(resolve, reject),
    )
      .on("error", reject)
      .end();
  });
  return (JSON.parse(answer) as { data: { devices: { sip?: object } } }).data.devices.sip;
}

it("the emulator reports a softphone as the registrar's location table has it", async () => {
  const before = await reported();
  expect(before).toMatchObject({ registered: false });
  expect(before).not.toHaveProperty("last_seen");

  const softphone = await tcpSoftphone(ACCOUNT, registrar.tcpPort);
  await softphone.register(60);
  const [contact] = await registrar.contacts(ACCOUNT.user);
  const lastSeen = new Date(contact?.lastModified ?? 0).toISOString();
  expect(await reported()).toMatchObject({ registered: true, last_seen: lastSeen });

  softphone.drop();
  await until("the contact to go", async () => (await reported())?.registered === false);
  expect(await reported()).toMatchObject({ registered: false, last_seen: lastSeen });
  // What the store says of its connection does not count.
  emulator.store.connectSoftphone();
  expect(await reported()).toMatchObject({ registered: false });
});

it("an agent without a softphone is reported without one", async () => {
  expect(await reported(phoneOnlyUserId)).toBeUndefined();
});
