import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import type { Log } from "../../src/log.ts";
import { buildPortal } from "../../src/portal.ts";
import { Browser, type Place } from "./browser.ts";
import { DEMO, type Emulator, startExotel } from "./exotel.ts";
import { CLIENT, startProvider } from "./provider.ts";

export const PORTAL = "https://portal.test";
export const EXTENSION_ID = "abcdefghijklmnopabcdefghijklmnop";
export const FIREFOX_ID = "0123456789abcdef0123456789abcdef01234567";
export const REDIRECT_URI = `https://${EXTENSION_ID}.chromiumapp.org/sign-in`;
export const AGENT = "asha.rao@example.com";
export const SECRETS = { portal: "demo-portal-secret-of-32-characters", app: DEMO.integrations.appSecret };
export const DEVICES = devicesPath(DEMO.integrations.userId);

type Environment = Readonly<Record<string, string>>;

/** The portal, its provider and Exotel, all on loopback, and time that a test moves. */
export interface World {
  /** Where the portal listens. */
  readonly address: string;
  readonly emulator: Emulator;
  /** Reaches Exotel as the portal does. */
  readonly exotelFetch: typeof fetch;
  readonly log: Parameters<Log>[0][];
  /** Epoch ms, of the portal and of Exotel. */
  readonly clock: { now: number };
  newBrowser(): Browser;
  /** Opens `/sign-in` as the extension does; a parameter that is `null` is left out. */
  begin(browser: Browser, over?: Readonly<Record<string, string | null>>): Promise<Place>;
  /** Signs a person in, at the provider's page where it shows one. Gives the fragment at the end. */
  signIn(
    browser: Browser,
    person?: string,
    over?: Readonly<Record<string, string>>,
  ): Promise<URLSearchParams>;
  /** Sends a device call, as the extension does. */
  call(path: string, token: string | null, init?: RequestInit): Promise<Response>;
  setUsers(users: unknown): Promise<void>;
  close(): Promise<void>;
}

export const INTEGRATIONS_CORE: Environment = {
  EXOTEL_CUSTOMER_ID: DEMO.integrations.customerId,
  EXOTEL_APP_ID: DEMO.integrations.appId,
  EXOTEL_APP_SECRET: DEMO.integrations.appSecret,
  EXOTEL_TIMEOUT_SECONDS: "5",
};

export async function startWorld(
  settings: Environment,
  provider: { emailInIdToken?: boolean } = {},
): Promise<World> {
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  const log: Parameters<Log>[0][] = [];
  const { emulator, fetch: exotelFetch } = await startExotel(now);
  const organisation = await startProvider({ callback: `${PORTAL}/callback`, ...provider });
  const folder = await mkdtemp(join(tmpdir(), "portal-"));
  const usersFile = join(folder, "users.json");
  const config = readConfig({
    PUBLIC_URL: PORTAL,
    EXTENSION_IDS: `${EXTENSION_ID}, ${FIREFOX_ID}`,
    OIDC_ISSUER: organisation.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    PORTAL_SECRET: SECRETS.portal,
    USERS_FILE: usersFile,
    ...settings,
  });
  const portal = await buildPortal(config, { fetch: exotelFetch, now, log: (entry) => log.push(entry) });
  const address = await portal.listen({ host: "127.0.0.1", port: 0 });
  const setUsers = (users: unknown): Promise<void> => writeFile(usersFile, JSON.stringify(users));
  await setUsers({ [AGENT]: DEMO.integrations.userId });

  const begin: World["begin"] = (browser, over = {}) => {
    const asked = { redirect_uri: REDIRECT_URI, state: "state-1", client: "hookswitch", ...over };
    const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== null);
    return browser.open(`${PORTAL}/sign-in?${new URLSearchParams(given)}`);
  };

  return {
    address,
    emulator,
    exotelFetch,
    log,
    clock,
    setUsers,
    begin,
    newBrowser: () => new Browser(new Map([[PORTAL, address]])),
    async signIn(browser, person = AGENT, over = {}) {
      let place = await begin(browser, over);
      if (place.url.pathname.startsWith("/login/"))
        place = await browser.open(place.url, new URLSearchParams({ login: person }));
      if (place.status !== 0)
        throw new Error(`ended at ${place.url.pathname}: ${place.status} ${place.text}`);
      return new URLSearchParams(place.url.hash.slice(1));
    },
    call: (path, token, init = {}) =>
      fetch(address + path, {
        ...init,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
      }),
    async close() {
      await portal.close();
      organisation.close();
      await emulator.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The path of a user's devices, as the extension makes it. */
export function devicesPath(user: string, app: string = DEMO.integrations.appId): string {
  const { customerId } = DEMO.integrations;
  return `/v2/integrations/${customerId}/apps/${app}/users/${encodeURIComponent(user)}/devices`;
}
