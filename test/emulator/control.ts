/** The control page: a small plain HTTP server on loopback that shows the default agents and changes their state. */
import { readFile } from "node:fs/promises";
import Fastify from "fastify";
import { ELSEWHERE } from "./elsewhere.ts";
import { type Fault, type FaultHandle, type Faults, tooManyRequests } from "./faults.ts";
import { listeningPort } from "./http.ts";
import type { RequestEntry, RequestLog } from "./request-log.ts";
import { type Api, DEMO, registrationAt, type Store } from "./store.ts";

export interface ControlParts {
  store: Store;
  faults: Faults;
  log: RequestLog;
  now: () => number;
  reset: () => void;
  /** Calls the demo agent's real softphone, and says what came of it; null without one. */
  callSoftphone: (() => Promise<string>) | null;
}

/** The standing faults that the page turns on and off, per API. */
const SWITCHES: Record<string, Fault> = {
  outage: { kind: "outage" },
  slow: { kind: "delay", ms: 3000 },
  tooMany: tooManyRequests({ retryAfter: 60 }),
};

interface Command {
  api: Api;
  action: string;
}

/** Starts the control server on 127.0.0.1; port 0 takes a free one. */
export async function startControl(
  parts: ControlParts,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const { store, faults, log, now, reset, callSoftphone } = parts;
  const page = await readFile(new URL("./control.html", import.meta.url), "utf8");
  const app = Fastify({ forceCloseConnections: true });
  const on = new Map<string, FaultHandle>();
  const olderTokens = () => store.app(DEMO.older.appId, DEMO.older.customerId).tokens;
  const expired = (api: Api): boolean => {
    if (api === "older") return olderTokens().get(DEMO.older.token)?.revoked === true;
    return api === "integrations"
      ? store.app().tokens.get(DEMO.integrations.token)?.revoked === true
      : store.account().keys.get(DEMO.ccm.apiKey)?.revoked === true;
  };

  /** Blocks pages of other sites: their Host is not this address, and JSON from another origin needs a preflight. */
  app.addHook("onRequest", async (request, reply) => {
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "")) {
      await reply.code(421).send({ error: "open this page at 127.0.0.1" });
    }
  });

  function toggle(key: string, make: () => FaultHandle): void {
    const standing = on.get(key);
    if (standing?.active === true) standing.remove();
    else on.set(key, make());
  }

  const common = (api: Api): Record<string, () => void> => ({
    ...Object.fromEntries(
      Object.entries(SWITCHES).map(([name, fault]) => [
        name,
        () => toggle(`${api} ${name}`, () => faults.always(fault, { api })),
      ]),
    ),
    expire: () => (expired(api) ? faults.acceptToken(api) : faults.expireToken(api)),
    ...Object.fromEntries(
      Object.entries(ELSEWHERE[api]).map(([name, change]) => [name, () => change(store)]),
    ),
  });

  const actions: Record<Api, Record<string, () => void>> = {
    integrations: common("integrations"),
    older: {
      ...common("older"),
      none: () => store.setOlder({ phone: false, sip: false }),
      both() {
        store.olderOptions.togglesOther = false;
        store.setOlder({ phone: true, sip: true });
      },
    },
    ccm: {
      ...common("ccm"),
      busy() {
        for (const device of store.ccmUser().devices)
          if (device.on) device.status = device.status === "busy" ? "free" : "busy";
      },
      unverify() {
        const phone = store.ccmDevice();
        Object.assign(phone, phone.verified ? { verified: false, on: false } : { verified: true });
      },
      afterWrite: () =>
        toggle("ccm afterWrite", () =>
          faults.add(
            { kind: "outage" },
            {
              match: { api: "ccm" },
              times: Number.POSITIVE_INFINITY,
              after: { match: { api: "ccm", method: "PUT" } },
            },
          ),
        ),
    },
  };

  function state(): unknown {
    const agent = store.agent();
    const mapped = store.olderUser();
    const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
    const last = (api: Api): RequestEntry | null =>
      log.entries.filter((entry) => entry.api === api).at(-1) ?? null;
    const pressed = (api: Api): string[] => [
      ...[...on]
        .filter(([key, handle]) => handle.active && key.startsWith(`${api} `))
        .map(([key]) => key.slice(api.length + 1)),
      ...(expired(api) ? ["expire"] : []),
    ];
    const registration = agent.sip === null ? null : registrationAt(agent.sip, now());
    const { customerId, appId, userId, token } = DEMO.integrations;
    const { sid, apiKey, apiToken, email } = DEMO.ccm;
    return {
      now: now(),
      integrations: {
        credentials: { "Customer ID": customerId, "App ID": appId, "User ID": userId, "App token": token },
        devices: [
          agent.phone && {
            name: "PSTN phone",
            address: agent.phone.number,
            on: agent.phone.enabled,
            notes: [],
          },
          agent.sip && {
            name: "SIP softphone",
            address: agent.sip.username,
            on: agent.sip.enabled,
            notes: [
              registration?.registered === true ? "registered" : "not registered",
              `last seen ${iso(registration?.lastSeen ?? null) ?? "never"}`,
            ],
          },
        ].filter((device) => device !== null),
        softphone: agent.sip?.connection ?? null,
        hasRealSoftphone: callSoftphone !== null,
        pressed: pressed("integrations"),
        last: last("integrations"),
      },
      older: {
        credentials: {
          "Customer ID": DEMO.older.customerId,
          "App ID": DEMO.older.appId,
          "User ID": DEMO.older.userId,
          "App token": DEMO.older.token,
        },
        devices: [
          mapped.phone && { name: "PSTN phone", address: mapped.agentNumber, on: mapped.phone.on, notes: [] },
          mapped.sip && { name: "SIP softphone", address: mapped.sip.sipId, on: mapped.sip.on, notes: [] },
        ].filter((device) => device !== null),
        pressed: [...pressed("older"), ...(store.olderOptions.togglesOther ? [] : ["keepsOther"])],
        last: last("older"),
      },
      ccm: {
        credentials: {
          Region: "Mumbai",
          "Account SID": sid,
          "API key": apiKey,
          "API token": apiToken,
          "Phone number or email": email,
          "User ID": DEMO.ccm.userId,
        },
        devices: store.ccmUser().devices.map((device) => ({
          name: `${device.name} (${device.type})`,
          address: device.contactUri,
          on: device.on,
          notes: [device.verified ? "verified" : "not verified", device.status],
        })),
        pressed: [
          ...pressed("ccm"),
          ...(store.ccmUser().devices.some(({ status }) => status === "busy") ? ["busy"] : []),
          ...(store.ccmDevice().verified ? [] : ["unverify"]),
        ],
        last: last("ccm"),
      },
      requests: log.entries.slice(-12).reverse(),
    };
  }

  app.get("/", (_request, reply) =>
    reply
      .headers({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:",
      })
      .send(page),
  );
  app.get("/state", async () => state());
  app.post<{ Body: Command }>(
    "/act",
    {
      schema: {
        body: {
          type: "object",
          required: ["api", "action"],
          properties: { api: { enum: ["integrations", "older", "ccm"] }, action: { type: "string" } },
        },
      },
    },
    async (request, reply) => {
      const { api, action } = request.body;
      const act = Object.hasOwn(actions[api], action) ? actions[api][action] : undefined;
      if (act === undefined) return reply.code(404).send({ error: "no such action" });
      act();
      return state();
    },
  );
  app.post("/call", async () => {
    const { phone, sip } = store.agent();
    const heard = [
      ...(phone?.enabled === true ? ["It rang on the phone."] : []),
      ...(sip?.enabled === true && callSoftphone !== null ? [await callSoftphone()] : []),
    ];
    return { outcome: heard.join(" ") || "It rang nowhere: no device is on." };
  });
  app.post("/reset", async () => {
    reset();
    return state();
  });

  await app.listen({ host: "127.0.0.1", port });
  return { url: `http://127.0.0.1:${listeningPort(app.server)}/`, close: () => app.close() };
}
