import { DEMO, type Emulator, HOSTS } from "../../test/emulator/emulator.ts";
import type { RequestEntry } from "../../test/emulator/request-log.ts";
import { registrationAt } from "../../test/emulator/store.ts";
import type { Chronicle } from "./chronicle.ts";
import { type DeviceFacts, type Exchange, type Facts, holdsSecret, type Ons, writeProblem } from "./judge.ts";
import type { Outside, SoakApi } from "./plan.ts";

/** How many requests back anything is judged by. */
const KEPT = 600;

/** `key` is CCM's alone. */
export interface Credentials {
  readonly token: string;
  readonly key: string;
}

interface Logged {
  readonly entry: RequestEntry;
  readonly api: SoakApi;
  said: Facts | null;
  isOvertaken: boolean;
}

/** The emulated Exotel, watched: what it was asked, what it answered, and who changed its devices. */
export class Exotel {
  readonly emulator: Emulator;
  /** When the worker was stopped, or connections were cut; epoch ms. */
  readonly cuts: number[] = [];
  /** Every credential that was ever entered. */
  readonly secrets = new Set<string>();
  readonly #chronicle: Chronicle;
  #logged: Logged[] = [];
  #credentials = 0;
  #before: Readonly<Record<SoakApi, string>>;
  readonly #changedBy: Record<SoakApi, "us" | "somebody else" | null> = { ic: null, ccm: null };
  readonly #outsideAt: Record<SoakApi, number | null> = { ic: null, ccm: null };

  constructor(emulator: Emulator, chronicle: Chronicle) {
    this.emulator = emulator;
    this.#chronicle = chronicle;
    this.#before = { ic: JSON.stringify(this.on("ic")), ccm: JSON.stringify(this.on("ccm")) };
    emulator.faults.always(
      { kind: "transform", transform: (json, entry) => this.#answered(json, entry) },
      (entry) => this.#cameIn(entry),
    );
  }

  exchanges(): readonly Exchange[] {
    return this.#logged.map(({ entry, api, said, isOvertaken }) => ({
      api,
      isOvertaken,
      method: entry.method,
      startedAt: entry.startedAt,
      finishedAt: entry.finishedAt,
      unheard: entry.aborted !== false,
      said: entry.aborted === false ? said : null,
    }));
  }

  cut(): void {
    this.cuts.push(Date.now());
    if (this.cuts.length > KEPT) this.cuts.shift();
  }

  /** The agent has signed in or out, and had begun to at `began` (epoch ms): what was under way then may count no more. */
  invalidateReads(began: number): void {
    for (const logged of this.#logged) {
      const { finishedAt } = logged.entry;
      if (finishedAt === null || finishedAt >= began) logged.isOvertaken = true;
    }
  }

  /** The devices as they are. */
  facts(api: SoakApi): Facts {
    const { store } = this.emulator;
    if (api === "ccm") {
      return Object.fromEntries(
        store.ccmUser().devices.map(({ id, type, on }) => [id, ccmFacts(type, on)] as const),
      );
    }
    const { phone, sip } = store.agent();
    const registered = sip === null ? null : registrationAt(sip, Date.now()).registered;
    return icFacts(phone?.enabled, sip?.enabled, registered);
  }

  on(api: SoakApi): Ons {
    return Object.fromEntries(Object.entries(this.facts(api)).map(([id, { on }]) => [id, on]));
  }

  /** Who made the last change of which devices are on. */
  lastChangeBy(api: SoakApi): "us" | "somebody else" | null {
    this.#look(api, "us");
    return this.#changedBy[api];
  }

  /** What was done before counts no more, so that each round is judged by itself. */
  forgetChanges(api: SoakApi): void {
    this.#look(api, "us");
    this.#changedBy[api] = null;
  }

  outsideAt(api: SoakApi): number | null {
    return this.#outsideAt[api];
  }

  /** Somebody else changes the devices. */
  change(api: SoakApi, change: Outside): void {
    const { store } = this.emulator;
    this.#look(api, "us");
    const { phoneDeviceId, sipDeviceId } = DEMO.ccm;
    if (api === "ccm") {
      store.setCcmOn(change === "none" ? null : change === "phone" ? phoneDeviceId : sipDeviceId);
    } else if (change === "drop") store.dropSoftphone();
    else if (change === "crash") store.crashSoftphone();
    else if (change === "register") store.connectSoftphone();
    else store.setIntegrations({ phone: change !== "softphone", sip: change !== "phone" });
    if (!["drop", "crash", "register"].includes(change)) this.#outsideAt[api] = Date.now();
    this.#look(api, "somebody else");
  }

  /** Makes new credentials, the only ones that the API takes from now on. */
  renewCredentials(api: SoakApi): Credentials {
    this.expireCredentials(api);
    this.#credentials += 1;
    const token = `soak-secret-${this.#credentials}-${api}`;
    const key = `soak-key-${this.#credentials}-${api}`;
    const { store } = this.emulator;
    if (api === "ic") store.app().tokens.set(token, { expiresAt: null, revoked: false });
    else store.account().keys.set(key, { token, revoked: false, mayWrite: true });
    this.secrets.add(token);
    if (api === "ccm") this.secrets.add(key).add(`${key}:${token}`);
    return { token, key };
  }

  expireCredentials(api: SoakApi): void {
    this.emulator.faults.expireToken(api === "ic" ? "integrations" : "ccm");
  }

  accepts(api: SoakApi, { token, key }: Credentials): boolean {
    const { store } = this.emulator;
    const known = api === "ic" ? store.app().tokens.get(token) : store.account().keys.get(key);
    return known?.revoked === false;
  }

  #look(api: SoakApi, by: "us" | "somebody else"): void {
    const now = JSON.stringify(this.on(api));
    if (now === this.#before[api]) return;
    this.#before = { ...this.#before, [api]: now };
    this.#changedBy[api] = by;
  }

  /** Is asked of every request as it comes in, before anything strikes it. */
  #cameIn(entry: RequestEntry): boolean {
    const api: SoakApi = entry.host === HOSTS.integrations ? "ic" : "ccm";
    this.#look(api, "us");
    const asks = writeOf(api, entry);
    if (asks !== null) {
      const write = { api, at: entry.startedAt, asks, before: this.on(api) };
      const problem = writeProblem(write, this.exchanges(), this.cuts);
      if (problem !== null) this.#chronicle.violate("writes", problem);
      this.#chronicle.mended("writes");
    }
    this.#chronicle.count(entry.method === "PUT" ? "requests: writes" : "requests: reads");
    this.#chronicle.note(`${entry.method} ${entry.path} ${asks === null ? "" : JSON.stringify(asks)}`);
    this.#checkSecrets(api, entry);
    this.#logged.push({ entry, api, said: null, isOvertaken: false });
    if (this.#logged.length > KEPT) this.#logged = this.#logged.slice(-KEPT / 2);
    return true;
  }

  #checkSecrets(api: SoakApi, entry: RequestEntry): void {
    const { authorization = "", ...headers } = entry.headers;
    if (!authorization.toLowerCase().startsWith(api === "ic" ? "bearer" : "basic")) {
      this.#chronicle.violate("credentials", `${entry.host} was sent another scheme: ${authorization}`);
    }
    const rest = JSON.stringify([entry.path, entry.query, entry.body, headers]);
    if (holdsSecret(rest, this.secrets)) {
      this.#chronicle.violate("credentials", `one stands in a request outside its header: ${entry.path}`);
    }
  }

  #answered(json: unknown, entry: RequestEntry): unknown {
    const logged = this.#logged.find((one) => one.entry === entry);
    if (logged !== undefined) {
      logged.said = saidBy(logged.api, json);
      this.#chronicle.note(`${entry.method} is answered: ${JSON.stringify(logged.said)}`);
    }
    return json;
  }
}

const icFacts = (
  phone: boolean | undefined,
  sip: boolean | undefined,
  registered: boolean | null,
): Facts => ({
  ...(phone === undefined ? {} : { phone: { kind: "pstn" as const, on: phone, registered: null } }),
  ...(sip === undefined ? {} : { sip: { kind: "sip" as const, on: sip, registered } }),
});

const ccmFacts = (type: string, on: boolean): DeviceFacts => ({
  kind: type === "tel" ? "pstn" : "sip",
  on,
  registered: null,
});

function writeOf(api: SoakApi, { method, path, body }: RequestEntry): Ons | null {
  if (method !== "PUT") return null;
  const asked = (body ?? {}) as { phone?: boolean; sip?: boolean; available?: boolean };
  if (api === "ccm") {
    return asked.available === undefined ? null : { [path.split("/").at(-1) ?? ""]: asked.available };
  }
  const { phone, sip } = asked;
  return { ...(phone === undefined ? {} : { phone }), ...(sip === undefined ? {} : { sip }) };
}

interface CcmDeviceData {
  readonly id: number;
  readonly type: string;
  readonly available: boolean | null;
}

/** The devices in a regular answer; `null` where it holds none, as a refusal does. */
function saidBy(api: SoakApi, json: unknown): Facts | null {
  if (api === "ic") {
    const { data } = json as {
      data?: {
        devices?: { phone?: { enabled: boolean }; sip?: { enabled: boolean; registered?: boolean } };
      };
    };
    const devices = data?.devices;
    if (devices === undefined) return null;
    return icFacts(devices.phone?.enabled, devices.sip?.enabled, devices.sip?.registered ?? null);
  }
  const { response } = json as {
    response?: { data?: (CcmDeviceData & { devices?: CcmDeviceData[] }) | null };
  };
  const data = response?.data;
  if (data === null || data === undefined) return null;
  const devices = data.devices ?? [data];
  return Object.fromEntries(
    devices.map(({ id, type, available }) => [id, ccmFacts(type, available === true)] as const),
  );
}
