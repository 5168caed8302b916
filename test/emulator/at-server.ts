import type { Faults } from "./faults.ts";
import type { RequestEntry, RequestMatch } from "./request-log.ts";
import type { Store } from "./store.ts";

/** What an emulated server knows: behind a socket, or in this process. */
interface Server {
  readonly store: Store;
  readonly requests: readonly RequestEntry[];
}

export function puts({ requests }: Server): readonly RequestEntry[] {
  return requests.filter(({ method }) => method === "PUT");
}

/** What the PUTs asked for, in the order of arrival. */
export function writes(server: Server): readonly unknown[] {
  return puts(server).map(({ body }) => body);
}

/** The requests since `from` as method and what they wrote. */
export function asked({ requests }: Server, from: number): string[] {
  return requests
    .slice(from)
    .map(({ method, body }) => (body === undefined ? method : `${method} ${JSON.stringify(body)}`));
}

/** Which devices of an agent of Integrations Core are on, of the demo agent unless told otherwise. */
export function atServer({ store }: Server, userId?: string): { phone: boolean; sip: boolean } {
  const { phone, sip } = store.agent(userId);
  return { phone: phone?.enabled === true, sip: sip?.enabled === true };
}

/** The ids of a CCM user's devices that are on, of the demo agent unless told otherwise. */
export function devicesOn({ store }: Server, userId?: string, sid?: string): (number | bigint)[] {
  const { devices } = store.ccmUser(userId, sid);
  return devices.filter(({ on }) => on).map(({ id }) => id);
}

/** CCM's writes in the order of arrival: which device, and what it was told to be. */
export function deviceWrites(server: Server, from = 0): [device: number, value: unknown][] {
  return puts(server)
    .filter(({ index }) => index >= from)
    .map(({ path, body }) => {
      const { available, contact_uri } = body as { available?: boolean; contact_uri?: string };
      return [Number(path.split("/").at(-1)), available ?? contact_uri];
    });
}

/** A CCM request that turns a device off. */
export const TURNS_OFF: RequestMatch = { method: "PUT", when: ({ body }) => isAvailable(body) === false };
/** A CCM request that turns a device on. */
export const TURNS_ON: RequestMatch = { method: "PUT", when: ({ body }) => isAvailable(body) === true };

function isAvailable(body: unknown): unknown {
  return typeof body === "object" && body !== null && "available" in body ? body.available : undefined;
}

/**
 * Watches what CCM allows no client.
 *
 * @returns the requests so far that would turn a device on while another one of that user is on
 */
export function watchForTwo({ store, faults }: Server & { readonly faults: Faults }): string[] {
  const seen: string[] = [];
  const watch = (request: RequestEntry): false => {
    const [, sid, userId, deviceId] =
      /^\/v2\/accounts\/([^/]+)\/users\/([^/]+)\/devices\/([^/]+)$/.exec(request.path) ?? [];
    const devices = store.accounts.get(sid ?? "")?.users.get(userId ?? "")?.devices ?? [];
    const others = devices.filter(({ id, on }) => on && String(id) !== deviceId);
    const { available } = (request.body ?? {}) as { available?: unknown };
    if (request.method === "PUT" && available === true && others.length > 0) {
      seen.push(`${deviceId} while ${others.map(({ id }) => id).join(", ")} is on`);
    }
    return false;
  };
  // It strikes nothing: it is asked of every request as it comes in.
  faults.always({ kind: "transform", transform: (json) => json }, watch);
  return seen;
}
