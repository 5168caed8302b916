import type { Emulator } from "../../test/emulator/emulator.ts";
import type { RequestEntry } from "../../test/emulator/request-log.ts";
import { type Api, DEMO, registrationAt, type Store } from "../../test/emulator/store.ts";
import type { Chronicle } from "./chronicle.ts";
import { type Exchange, type Facts, holdsSecret, isNone, type Ons, writeProblem } from "./judge.ts";

/** How many requests back anything is judged by. */
const KEPT = 600;

/** What somebody else does to the devices. */
export const CHANGES: Readonly<Record<Api, Readonly<Record<string, (store: Store) => unknown>>>> = {
  integrations: {
    phone: (store) => store.setIntegrations({ phone: true, sip: false }),
    softphone: (store) => store.setIntegrations({ phone: false, sip: true }),
    both: (store) => store.setIntegrations({ phone: true, sip: true }),
    drop: (store) => store.dropSoftphone(),
    crash: (store) => store.crashSoftphone(),
    register: (store) => store.connectSoftphone(),
  },
  older: {
    phone: (store) => store.setOlder({ phone: true, sip: false }),
    softphone: (store) => store.setOlder({ phone: false, sip: true }),
    // What turning a device on does to the other one is not documented.
    toggles: (store) => {
      store.olderOptions.togglesOther = !store.olderOptions.togglesOther;
    },
  },
  ccm: {
    phone: (store) => store.setCcmOn(DEMO.ccm.phoneDeviceId),
    softphone: (store) => store.setCcmOn(DEMO.ccm.sipDeviceId),
    none: (store) => store.setCcmOn(null),
  },
};

/** Every credential, as it is entered and as CCM's header would hold it. */
const { apiKey, apiToken } = DEMO.ccm;
export const SECRETS = [
  DEMO.integrations.token,
  DEMO.older.token,
  DEMO.older.sipSecret,
  apiKey,
  apiToken,
  `${apiKey}:${apiToken}`,
];

/** The emulated Exotel, watched: what it was asked and answered, and who changed its devices. Times are epoch ms. */
export class Exotel {
  readonly emulator: Emulator;
  /** When the worker was stopped, or connections were cut. */
  readonly cuts: number[] = [];
  /** When the agent was signing in or out, or tried to. */
  readonly accountChanges: { readonly began: number; ended: number }[] = [];
  /** When somebody else last changed which devices are on, and whether it left none. */
  outside = { at: 0, leftNone: false };
  readonly #chronicle: Chronicle;
  readonly #said = new WeakMap<RequestEntry, Facts | null>();

  constructor(emulator: Emulator, chronicle: Chronicle) {
    this.emulator = emulator;
    this.#chronicle = chronicle;
    const transform = (json: unknown, entry: RequestEntry): unknown => {
      this.#said.set(entry, saidBy(json));
      chronicle.note(`${entry.method} is answered: ${JSON.stringify(saidBy(json))}`);
      return json;
    };
    // It is asked of every request as it comes in, before anything strikes it.
    emulator.faults.always({ kind: "transform", transform }, (entry) => this.#cameIn(entry));
  }

  /** The requests to an API, the newest last. */
  exchanges(api: Api): readonly Exchange[] {
    const entries = this.emulator.requests.slice(-KEPT).filter((entry) => entry.api === api);
    return entries.map((entry) => {
      const { method, startedAt, finishedAt, aborted } = entry;
      const end = finishedAt ?? Number.POSITIVE_INFINITY;
      const isOvertaken = this.accountChanges.some(({ began, ended }) => startedAt <= ended && end >= began);
      const said = aborted === false ? (this.#said.get(entry) ?? null) : null;
      return { method, startedAt, finishedAt, unheard: aborted !== false, said, isOvertaken };
    });
  }

  /** Does what stops the worker or cuts connections. */
  async cutting(deed: () => Promise<void>): Promise<void> {
    this.cuts.push(Date.now());
    await deed();
    this.cuts.push(Date.now());
  }

  /** The devices as they are. */
  facts(api: Api): Facts {
    const { store } = this.emulator;
    if (api === "older") {
      const { phone, sip } = store.olderUser();
      return { phone: phone?.on === true, sip: sip?.on === true, isUnsaid: !phone?.on && !sip?.on };
    }
    if (api === "ccm") return named(store.ccmUser().devices.map(({ id, on }) => [id, on]));
    const { phone, sip } = store.agent();
    const registered = sip && registrationAt(sip, Date.now()).registered;
    return { phone: phone?.enabled === true, sip: sip?.enabled === true, registered };
  }

  /** What was done before counts no more, so that each round is judged by itself. */
  forgetChanges(api: Api): void {
    this.outside = { at: 0, leftNone: isNone(this.facts(api)) };
  }

  /** Somebody else changes the devices. */
  async change(api: Api, name: string): Promise<void> {
    const before = this.facts(api);
    CHANGES[api][name]?.(this.emulator.store);
    const after = this.facts(api);
    if (before.phone === after.phone && before.sip === after.sip) return;
    this.outside = { at: Date.now(), leftNone: isNone(after) };
  }

  #cameIn(entry: RequestEntry): boolean {
    const { api, host, method, path, headers, startedAt } = entry;
    if (api === null) return false;
    const asks = writeOf(entry);
    if (asks !== null) {
      const write = { api, at: startedAt, asks, before: this.facts(api) };
      this.#chronicle.judge("writes", writeProblem(write, this.exchanges(api), this.cuts));
    }
    this.#chronicle.count(`requests: ${method}`);
    this.#chronicle.note(`${method} ${path} ${asks === null ? "" : JSON.stringify(asks)}`);
    // The log holds the scheme of the Authorization header, and not what follows it.
    const scheme = { integrations: "bearer", older: "none", ccm: "basic" }[api];
    const isOwn = headers.authorization?.toLowerCase().startsWith(scheme) === true;
    if (!isOwn || holdsSecret(JSON.stringify(entry), SECRETS))
      this.#chronicle.violate("credentials", `in a request to ${host}, not as they should be: ${path}`);
    return true;
  }
}

/** Which devices are on, or shall be, by the names of Integrations Core where they are CCM's ids. */
export function named(ons: readonly (readonly [id: unknown, on: unknown])[]): Ons {
  const names: Readonly<Record<string, "phone" | "sip">> = {
    [DEMO.ccm.phoneDeviceId]: "phone",
    [DEMO.ccm.sipDeviceId]: "sip",
  };
  return Object.fromEntries(ons.map(([id, on]) => [names[String(id)] ?? String(id), on === true]));
}

function writeOf({ api, method, path, body }: RequestEntry): Ons | null {
  if (method !== "PUT") return null;
  const { phone, sip, available, DeviceName, DeviceStatus } = (body ?? {}) as {
    readonly [field: string]: unknown;
  };
  if (api === "older") return named([[DeviceName, DeviceStatus]]);
  const asked =
    api === "ccm"
      ? [[path.split("/").at(-1), available]]
      : [
          ["phone", phone],
          ["sip", sip],
        ];
  return named(asked.filter(([, on]) => on !== undefined) as [string, boolean][]);
}

interface CcmDevice {
  readonly id: number;
  readonly available: boolean | null;
}

/** The devices in a regular answer of either API; `null` where it holds none, as a refusal does. */
function saidBy(json: unknown): Facts | null {
  const { data, response, Data } = json as {
    Data?: { ActiveDeviceId?: string; PhoneDeviceID?: string; SipDeviceID?: string } | null;
    data?: { devices?: { phone?: { enabled: boolean }; sip?: { enabled: boolean; registered?: boolean } } };
    response?: { data?: (CcmDevice & { devices?: CcmDevice[] }) | null };
  };
  if (Data?.PhoneDeviceID !== undefined) {
    const active = Data.ActiveDeviceId?.split(",") ?? [];
    const isOn = (id = ""): boolean => active.includes(id);
    return {
      phone: isOn(Data.PhoneDeviceID),
      sip: isOn(Data.SipDeviceID),
      isUnsaid: Data.ActiveDeviceId === "",
    };
  }
  if (data?.devices) {
    const { phone, sip } = data.devices;
    return { phone: phone?.enabled === true, sip: sip?.enabled === true, registered: sip?.registered };
  }
  const devices = response?.data && (response.data.devices ?? [response.data]);
  return devices ? named(devices.map(({ id, available }) => [id, available])) : null;
}
