/**
 * The emulated Exotel's state: customers, apps, agents and tokens of Integrations Core (seed 000, and the public pages of its older
 * contract), and accounts, keys, users and devices of CCM (seed 001). Plain mutable objects, so that a test can set up any situation.
 */

import type { Registration } from "./registrations.ts";
import { sipSecret } from "./sip-secret.ts";

/** `older`: the older contract of Integrations Core, under the same host. */
export type Api = "integrations" | "older" | "ccm";
export type Region = "singapore" | "mumbai";

/** The production host of each API and region (seed 000 "Base URL"; seed 001 "<subdomain>"). */
export const HOSTS = {
  integrations: "integrationscore.mum1.exotel.com",
  singapore: "ccm-api.exotel.com",
  mumbai: "ccm-api.in.exotel.com",
} as const;

/** How long Exotel's softphones stay registered after their last sign of life, ms. */
const REGISTRATION_MS = 300_000;
/** The step in which a connected softphone's `last_seen` advances, ms. */
const HEARTBEAT_MS = 30_000;

export interface PhoneDevice {
  enabled: boolean;
  number: string;
}

/** `connected`: sends heartbeats. `dropped`: signed off. `crashed`: gone, and its registration has yet to expire. */
export type Connection = "connected" | "dropped" | "crashed";

export interface SipDevice {
  enabled: boolean;
  username: string;
  connection: Connection;
  /** When it last registered anew, epoch ms; null if it was registered from the start. */
  connectedAt: number | null;
  /** The last sign of life once not connected, epoch ms; null if never seen, which leaves `last_seen` out. */
  frozenLastSeen: number | null;
  /** When a crashed softphone's registration expires, epoch ms. */
  registeredUntil: number | null;
  /** A registrar's word, which counts instead of `connection`; null without a registrar. */
  registration: Registration | null;
  /** False leaves `registered` and `last_seen` out of every answer, as for an account that does not report them. */
  reported: boolean;
}

export interface IntegrationsUser {
  id: string;
  phone: PhoneDevice | null;
  sip: SipDevice | null;
}

export interface AppToken {
  /** Epoch ms; null for a token that does not expire. */
  expiresAt: number | null;
  revoked: boolean;
}

/** A device of the older contract, by the ID in `PhoneDeviceID` or `SipDeviceID`. */
export interface OlderDevice {
  id: string;
  on: boolean;
}

export interface OlderUser {
  id: string;
  name: string;
  email: string;
  /** As stored, often without a country code. */
  agentNumber: string;
  phone: OlderDevice | null;
  /** `secret`: as `SipSecret` holds it. */
  sip: (OlderDevice & { sipId: string; secret: string }) | null;
  /** Epoch ms; null for never. */
  updatedAt: number | null;
}

export interface IntegrationsApp {
  id: string;
  /** The voice account behind it. */
  accountSid: string;
  /** What its owner makes tokens with, on a server. */
  secret: string;
  tokens: Map<string, AppToken>;
  users: Map<string, IntegrationsUser>;
  /** The users of the older contract. */
  older: Map<string, OlderUser>;
}

export interface OlderOptions {
  /** Whether turning a device on turns the other one off by itself ("toggles"). Otherwise `ActiveDeviceId` lists both. */
  togglesOther: boolean;
  /** Whether a read's `Data` is the user, or a list of one. Both were seen. */
  dataAs: "object" | "list";
  /** Whether an error has its HTTP status, or 200 and only the envelope's `Code`. */
  errorsBy: "status" | "envelope";
}

export interface Customer {
  id: string;
  apps: Map<string, IntegrationsApp>;
}

export interface CcmDevice {
  /** A bigint if it has more digits than a number can hold. Sent as a number all the same. */
  id: number | bigint;
  name: string;
  contactUri: string;
  type: "tel" | "sip";
  /** Whether it is on. An unverified device is never on, and its `available` reads as null. */
  on: boolean;
  verified: boolean;
  status: "free" | "busy";
}

export interface CcmUser {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  devices: CcmDevice[];
}

export interface ApiKey {
  token: string;
  revoked: boolean;
  /** False for a key that may read but not write (403/1003 "API credentials used are unauthorized"). */
  mayWrite: boolean;
}

export interface RateLimit {
  /** Whether exceeding the limits leads to 429. The counters and headers work either way. */
  enforced: boolean;
  /** The user-management budget, requests a minute: for every write, and for reads if `readsShareBudget`. */
  userManagementPerMinute: number;
  /** The budget of reads that do not share the user-management budget, requests a minute. */
  otherReadsPerMinute: number;
  /** The documentation does not say which budget `GET /users…` uses. */
  readsShareBudget: boolean;
}

export interface CcmAccount {
  sid: string;
  region: Region;
  kycComplete: boolean;
  trial: boolean;
  keys: Map<string, ApiKey>;
  users: Map<string, CcmUser>;
  rateLimit: RateLimit;
}

export interface CcmOptions {
  /** `seed`: the table of seed 001. `newer`: 10809/409, 10810/403, 10811/409, 10817/403 for the four causes that have one. */
  codes: "seed" | "newer";
  /** The field with the seed's wording of an error. The seed names both fields and does not say which. */
  errorText: "description" | "message" | "both";
}

export interface State {
  customers: Map<string, Customer>;
  accounts: Map<string, CcmAccount>;
  ccmOptions: CcmOptions;
  olderOptions: OlderOptions;
}

/** Makes a new state, at the start and at every `reset()`. `now` is the emulator's clock, epoch ms. */
export type Seed = (now: number) => State;

/** The SIP password of the agents on the older contract. */
const OLDER_SIP_PASSWORD = "demo-sip-password-077";

/** The identifiers and made-up credentials of the seeded state. They are not valid anywhere else. */
export const DEMO = {
  integrations: {
    customerId: "cust_demo",
    appId: "app_abc123",
    appSecret: "demo-app-secret",
    token: "demo-app-token",
    /** The default agent: phone and softphone on, softphone connected. */
    userId: "agent_001",
    phoneNumber: "+919876543210",
    sipUsername: "agent_001@app_abc123.exotel.com",
    phoneOnlyUserId: "agent_phone_only",
    sipOnlyUserId: "agent_sip_only",
    /** Both devices, the softphone off and not connected. */
    sipOffUserId: "agent_sip_off",
    /** A softphone that was never seen: `registered` false, no `last_seen`. */
    neverSeenUserId: "agent_never_seen",
    /** An identifier that must be percent-encoded in a path. */
    oddUserId: "agent 7/ü?#%",
    expiredToken: "demo-expired-token",
    /** Another app of the same customer. The first app refuses its token. */
    otherAppId: "app_other",
    otherAppSecret: "demo-other-app-secret",
    otherAppToken: "demo-other-app-token",
    otherAppUserId: "agent_other_app",
  },
  /** An account of its own, on the older contract of Integrations Core. */
  older: {
    customerId: "cust_older",
    appId: "app_older77",
    appSecret: "demo-older-app-secret",
    accountSid: "demo1",
    token: "demo-older-token",
    /** The default agent: phone on, softphone off. */
    userId: "agent_077",
    name: "Meera Nair",
    phoneNumber: "09876500077",
    phoneDeviceId: "dev_phone_077",
    sipDeviceId: "dev_sip_077",
    sipId: "sip:meeranair9c41",
    sipPassword: OLDER_SIP_PASSWORD,
    /** In every answer about the agent. */
    sipSecret: sipSecret(OLDER_SIP_PASSWORD),
    phoneOnlyUserId: "agent_078",
    /** An identifier that must be percent-encoded in a query. */
    oddUserId: "ravi+desk@example.com",
  },
  ccm: {
    region: "mumbai",
    host: HOSTS.mumbai,
    sid: "demo1",
    apiKey: "demo-api-key",
    apiToken: "demo-api-token",
    /** A second key of the account, which may read but not write. */
    readOnlyKey: "demo-readonly-key",
    readOnlyToken: "demo-readonly-token",
    /** The default agent: phone on, softphone off. */
    userId: "usr_asha",
    email: "asha.rao@example.com",
    phoneDeviceId: 100280,
    phoneNumber: "+919176220001",
    sipDeviceId: 100281,
    sipUri: "sip:asharao2d853099",
    phoneOnlyUserId: "usr_bela",
    sipOnlyUserId: "usr_chetan",
    /** Two phones and a softphone; the second phone is on. */
    threeDevicesUserId: "usr_divya",
    threeDevicesEmail: "divya.shah@example.com",
    /** An unverified phone, and a verified softphone that is on. */
    unverifiedUserId: "usr_esha",
    unverifiedDeviceId: 100320,
    /** Two users share this address: a lookup by it finds several. */
    sharedEmail: "frontdesk@example.com",
    sharedEmailUserIds: ["usr_farid", "usr_gita"],
    /** The number of users in the account: more than one page of 50. */
    userCount: 67,
  },
  ccmSingapore: {
    region: "singapore",
    host: HOSTS.singapore,
    sid: "demosg1",
    apiKey: "demo-sg-key",
    apiToken: "demo-sg-token",
    userId: "usr_wei",
    email: "wei.tan@example.com",
    phoneDeviceId: 200100,
    phoneNumber: "+6591234567",
    sipDeviceId: 200101,
    sipUri: "sip:weitan7c11",
  },
} as const;

const sip = (username: string, over: Partial<SipDevice> = {}): SipDevice => ({
  enabled: true,
  username,
  connection: "connected",
  connectedAt: null,
  frozenLastSeen: null,
  registeredUntil: null,
  registration: null,
  reported: true,
  ...over,
});

const tel = (id: number, contactUri: string, over: Partial<CcmDevice> = {}): CcmDevice => ({
  id,
  name: "Primary Device",
  contactUri,
  type: "tel",
  on: false,
  verified: true,
  status: "free",
  ...over,
});

const softphone = (id: number, contactUri: string, over: Partial<CcmDevice> = {}): CcmDevice => ({
  ...tel(id, contactUri, { name: "Softphone", type: "sip" }),
  ...over,
});

const byId = <T extends { id: string }>(items: T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

function seedIntegrations(now: number): Map<string, Customer> {
  const demo = DEMO.integrations;
  const token = (expiresAt: number | null = null): AppToken => ({ expiresAt, revoked: false });
  const address = (user: string): string => `${user}@${demo.appId}.exotel.com`;
  const users: IntegrationsUser[] = [
    { id: demo.userId, phone: { enabled: true, number: demo.phoneNumber }, sip: sip(demo.sipUsername) },
    { id: demo.phoneOnlyUserId, phone: { enabled: true, number: "+919876543211" }, sip: null },
    { id: demo.sipOnlyUserId, phone: null, sip: sip(address(demo.sipOnlyUserId)) },
    {
      id: demo.sipOffUserId,
      phone: { enabled: true, number: "+919876543212" },
      sip: sip(address(demo.sipOffUserId), {
        enabled: false,
        connection: "dropped",
        frozenLastSeen: heartbeat(now - 3_600_000),
      }),
    },
    {
      id: demo.neverSeenUserId,
      phone: { enabled: true, number: "+919876543213" },
      sip: sip(address(demo.neverSeenUserId), { connection: "dropped" }),
    },
    { id: demo.oddUserId, phone: { enabled: true, number: "+919876543214" }, sip: sip("agent_7@exotel.com") },
  ];
  const { accountSid } = DEMO.older;
  const app: IntegrationsApp = {
    id: demo.appId,
    accountSid,
    secret: demo.appSecret,
    tokens: new Map([
      [demo.token, token()],
      [demo.expiredToken, token(now - 1)],
    ]),
    users: byId(users),
    older: new Map(),
  };
  const other: IntegrationsApp = {
    id: demo.otherAppId,
    accountSid,
    secret: demo.otherAppSecret,
    tokens: new Map([[demo.otherAppToken, token()]]),
    users: byId([
      {
        id: demo.otherAppUserId,
        phone: { enabled: true, number: "+919876543215" },
        sip: sip("other@exotel.com"),
      },
    ]),
    older: new Map(),
  };
  return byId([{ id: demo.customerId, apps: byId([app, other]) }, seedOlder()]);
}

function seedOlder(): Customer {
  const demo = DEMO.older;
  const user = (id: string, name: string, number: string, suffix: string): OlderUser => ({
    id,
    name,
    email: `${suffix}@example.com`,
    agentNumber: number,
    phone: { id: `dev_phone_${suffix}`, on: true },
    sip: { id: `dev_sip_${suffix}`, on: false, sipId: demo.sipId, secret: demo.sipSecret },
    updatedAt: null,
  });
  const app: IntegrationsApp = {
    id: demo.appId,
    accountSid: demo.accountSid,
    secret: demo.appSecret,
    tokens: new Map([[demo.token, { expiresAt: null, revoked: false }]]),
    users: new Map(),
    older: byId([
      user(demo.userId, demo.name, demo.phoneNumber, "077"),
      { ...user(demo.phoneOnlyUserId, "Nikhil Pai", "09876500078", "078"), sip: null },
      user(demo.oddUserId, "Ravi Shetty", "+919876500079", "079"),
    ]),
  };
  return { id: demo.customerId, apps: byId([app]) };
}

function seedAccounts(): Map<string, CcmAccount> {
  const demo = DEMO.ccm;
  const sg = DEMO.ccmSingapore;
  const user = (
    id: string,
    firstName: string,
    lastName: string,
    email: string,
    devices: CcmDevice[],
  ): CcmUser => ({
    id,
    firstName,
    lastName,
    email,
    devices,
  });
  const users: CcmUser[] = [
    user(demo.userId, "Asha", "Rao", demo.email, [
      tel(demo.phoneDeviceId, demo.phoneNumber, { on: true }),
      softphone(demo.sipDeviceId, demo.sipUri),
    ]),
    user(demo.phoneOnlyUserId, "Bela", "Iyer", "bela.iyer@example.com", [
      tel(100290, "+919176220002", { on: true }),
    ]),
    user(demo.sipOnlyUserId, "Chetan", "Das", "chetan.das@example.com", [
      softphone(100300, "sip:chetandas81f0", { on: true }),
    ]),
    user(demo.threeDevicesUserId, "Divya", "Shah", demo.threeDevicesEmail, [
      tel(100310, "+919176220003", { name: "Mobile" }),
      tel(100311, "+918040000003", { name: "Desk phone", on: true }),
      softphone(100312, "sip:divyashah55aa"),
    ]),
    user(demo.unverifiedUserId, "Esha", "Menon", "esha.menon@example.com", [
      tel(demo.unverifiedDeviceId, "+919176220004", { verified: false }),
      softphone(100321, "sip:eshamenon90c2", { on: true }),
    ]),
    ...demo.sharedEmailUserIds.map((id, index) =>
      user(id, index === 0 ? "Farid" : "Gita", "Front", demo.sharedEmail, [
        tel(100330 + index, `+91917622001${index}`, { on: true }),
        softphone(100340 + index, `sip:frontdesk${index}`),
      ]),
    ),
  ];
  for (let index = users.length; index < demo.userCount; index += 1) {
    const number = String(index).padStart(3, "0");
    users.push(
      user(`usr_${number}`, "Agent", `Number ${number}`, `agent${number}@example.com`, [
        tel(101_000 + index * 10, `+9180400${number}00`, { on: true }),
        softphone(101_001 + index * 10, `sip:agent${number}`),
      ]),
    );
  }
  const rateLimit = (): RateLimit => ({
    enforced: false,
    userManagementPerMinute: 50,
    otherReadsPerMinute: 300,
    readsShareBudget: true,
  });
  const key = (token: string, mayWrite = true): ApiKey => ({ token, revoked: false, mayWrite });
  const mumbai: CcmAccount = {
    sid: demo.sid,
    region: "mumbai",
    kycComplete: true,
    trial: false,
    keys: new Map([
      [demo.apiKey, key(demo.apiToken)],
      [demo.readOnlyKey, key(demo.readOnlyToken, false)],
    ]),
    users: byId(users),
    rateLimit: rateLimit(),
  };
  const singapore: CcmAccount = {
    sid: sg.sid,
    region: "singapore",
    kycComplete: true,
    trial: false,
    keys: new Map([[sg.apiKey, key(sg.apiToken)]]),
    users: byId([
      user(sg.userId, "Wei", "Tan", sg.email, [
        tel(sg.phoneDeviceId, sg.phoneNumber, { on: true }),
        softphone(sg.sipDeviceId, sg.sipUri),
      ]),
    ]),
    rateLimit: rateLimit(),
  };
  return new Map([mumbai, singapore].map((account) => [account.sid, account]));
}

/** The seeded state that `DEMO` describes. */
export const defaultSeed: Seed = (now) => ({
  customers: seedIntegrations(now),
  accounts: seedAccounts(),
  ccmOptions: { codes: "seed", errorText: "description" },
  olderOptions: { togglesOther: true, dataAs: "object", errorsBy: "status" },
});

/** The last heartbeat at or before `now` (epoch ms). */
function heartbeat(now: number): number {
  return Math.floor(now / HEARTBEAT_MS) * HEARTBEAT_MS;
}

/** A softphone's state in Integrations Core at `now`: whether it is registered, and when it was last seen (epoch ms). */
export function registrationAt(device: SipDevice, now: number): Registration {
  if (device.registration !== null) return device.registration;
  switch (device.connection) {
    case "connected":
      return { registered: true, lastSeen: Math.max(heartbeat(now), device.connectedAt ?? 0) };
    case "crashed":
      return { registered: now < (device.registeredUntil ?? 0), lastSeen: device.frozenLastSeen };
    case "dropped":
      return { registered: false, lastSeen: device.frozenLastSeen };
  }
}

/** The live state, with lookups and changes for tests and the control page. Lookups throw on an unknown ID. */
export class Store {
  state: State;
  readonly #seed: Seed;
  readonly #now: () => number;

  constructor(seed: Seed, now: () => number) {
    this.#seed = seed;
    this.#now = now;
    this.state = seed(now());
  }

  get customers(): Map<string, Customer> {
    return this.state.customers;
  }

  get accounts(): Map<string, CcmAccount> {
    return this.state.accounts;
  }

  get ccmOptions(): CcmOptions {
    return this.state.ccmOptions;
  }

  get olderOptions(): OlderOptions {
    return this.state.olderOptions;
  }

  /** Restores the seed. Objects returned earlier no longer belong to the store. */
  reset(): void {
    this.state = this.#seed(this.#now());
  }

  app(
    appId: string = DEMO.integrations.appId,
    customerId: string = DEMO.integrations.customerId,
  ): IntegrationsApp {
    return found(this.customers.get(customerId)?.apps.get(appId), "app", appId);
  }

  /** An agent of Integrations Core, of the demo app by default. */
  agent(userId: string = DEMO.integrations.userId, appId?: string, customerId?: string): IntegrationsUser {
    return found(this.app(appId, customerId).users.get(userId), "agent", userId);
  }

  /** The softphone of an agent of the demo app. */
  softphone(userId: string = DEMO.integrations.userId): SipDevice {
    return found(this.agent(userId).sip, "softphone of", userId);
  }

  /** An agent on the older contract. */
  olderUser(userId: string = DEMO.older.userId): OlderUser {
    const { appId, customerId } = DEMO.older;
    return found(this.app(appId, customerId).older.get(userId), "agent", userId);
  }

  account(sid: string = DEMO.ccm.sid): CcmAccount {
    return found(this.accounts.get(sid), "account", sid);
  }

  ccmUser(userId: string = DEMO.ccm.userId, sid?: string): CcmUser {
    return found(this.account(sid).users.get(userId), "user", userId);
  }

  ccmDevice(deviceId: number = DEMO.ccm.phoneDeviceId, userId?: string, sid?: string): CcmDevice {
    const device = this.ccmUser(userId, sid).devices.find((candidate) => candidate.id === deviceId);
    return found(device, "device", String(deviceId));
  }

  /** The softphone registers, perhaps once more, and is seen by that. */
  connectSoftphone(userId?: string): void {
    Object.assign(this.softphone(userId), {
      connection: "connected",
      connectedAt: this.#now(),
      frozenLastSeen: null,
      registeredUntil: null,
    });
  }

  /** The softphone signs off: it is no longer registered, and `last_seen` stays the same. */
  dropSoftphone(userId?: string): void {
    const device = this.softphone(userId);
    const { lastSeen } = registrationAt(device, this.#now());
    Object.assign(device, { connection: "dropped", frozenLastSeen: lastSeen, registeredUntil: null });
  }

  /**
   * The softphone crashes without signing off: it stays registered for another 300 s, and `last_seen` stays the same. Has no
   * effect on a softphone that is already gone.
   */
  crashSoftphone(userId?: string): void {
    const device = this.softphone(userId);
    if (device.connection !== "connected") return;
    const now = this.#now();
    const { lastSeen } = registrationAt(device, now);
    Object.assign(device, {
      connection: "crashed",
      frozenLastSeen: lastSeen,
      registeredUntil: now + REGISTRATION_MS,
    });
  }

  /** A switch made elsewhere, by a supervisor. Checks no rules, so that tests can create impossible states too. */
  setIntegrations(enabled: { phone?: boolean; sip?: boolean }, userId?: string): void {
    const user = this.agent(userId);
    if (user.phone !== null && enabled.phone !== undefined) user.phone.enabled = enabled.phone;
    if (user.sip !== null && enabled.sip !== undefined) user.sip.enabled = enabled.sip;
  }

  /** A switch made elsewhere on the older contract. Checks no rules. */
  setOlder(on: { phone?: boolean; sip?: boolean }, userId?: string): void {
    const { phone, sip } = this.olderUser(userId);
    if (phone !== null && on.phone !== undefined) phone.on = on.phone;
    if (sip !== null && on.sip !== undefined) sip.on = on.sip;
  }

  /** A switch made elsewhere on CCM: turns exactly this device on; null for none. */
  setCcmOn(deviceId: number | bigint | null, userId?: string, sid?: string): void {
    for (const device of this.ccmUser(userId, sid).devices) device.on = device.id === deviceId;
  }

  /** Refuses every credential of an API, or accepts them again. */
  setCredentialsRevoked(api: Api, revoked: boolean): void {
    if (api !== "ccm") {
      const isOf = (app: IntegrationsApp): boolean => app.older.size > 0 === (api === "older");
      for (const customer of this.customers.values())
        for (const app of [...customer.apps.values()].filter(isOf))
          for (const token of app.tokens.values()) token.revoked = revoked;
    } else {
      for (const account of this.accounts.values())
        for (const key of account.keys.values()) key.revoked = revoked;
    }
  }
}

function found<T>(value: T | null | undefined, what: string, id: string): T {
  if (value === null || value === undefined) throw new Error(`the emulator's store has no ${what} ${id}`);
  return value;
}
