import { createHash } from "node:crypto";
import { type Answer, type Call, isJson, parseObject, type Route } from "./http.ts";
import { olderError, olderSuccess } from "./older-contract.ts";
import { HOSTS, type IntegrationsApp, type Store } from "./store.ts";

/** How long a new token is good, ms: 90 days. */
const LIFE_MS = 90 * 24 * 3_600_000;

/**
 * Makes tokens of an app, as in Exotel's public page "create authentication token": `{Id, Secret, Entity}`, answered in the older
 * contract's envelope with the token as `Data`. A customer's tokens are refused: no customer has a secret here.
 */
export function appTokenRoutes(store: Store, now: () => number): Route[] {
  function create(call: Call): Answer {
    const { Id, Secret, Entity } = (isJson(call.contentType) ? parseObject(call.body) : null) ?? {};
    if (typeof Id !== "string" || typeof Secret !== "string") return olderError(store, 400);
    if (Entity !== "app" && Entity !== "customer") return olderError(store, 400, "Invalid Entity");
    const app = Entity === "app" ? appById(store, Id) : undefined;
    if (app === undefined || app.secret !== Secret) return olderError(store, 401);
    const token = createHash("sha256").update(`${Id} ${app.tokens.size}`).digest("base64");
    app.tokens.set(token, { expiresAt: now() + LIFE_MS, revoked: false });
    return olderSuccess(token);
  }

  return [{ method: "POST", path: "/v2/integrations/token", hosts: [HOSTS.integrations], handle: create }];
}

function appById(store: Store, id: string): IntegrationsApp | undefined {
  return [...store.customers.values()].map(({ apps }) => apps.get(id)).find((app) => app !== undefined);
}
