import { readConfig } from "../../src/config.ts";
import { words } from "../../src/log.ts";
import { buildPortal } from "../../src/portal.ts";
import { fetchFrom } from "./exotel.ts";
import { CLIENT, startProvider } from "./provider.ts";

/**
 * A process with the portal, and a provider for it, both on loopback: the tests of Hookswitch run it. Beside the portal's own settings it
 * takes from the environment where Exotel's emulator listens (`EXOTEL_PORT`), and its certificate (`EXOTEL_CERTIFICATE`). It prints
 * its log as lines of JSON, the first of which says where it listens.
 */
const { PUBLIC_URL = "", EXOTEL_PORT = "", EXOTEL_CERTIFICATE = "" } = process.env;
const print = (entry: object): void => void process.stdout.write(`${JSON.stringify(entry)}\n`);

try {
  const { issuer } = await startProvider({ callback: `${PUBLIC_URL}/callback` });
  const client = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret };
  const config = readConfig({ ...process.env, ...client });
  const exotel = fetchFrom({ port: Number(EXOTEL_PORT), certificate: EXOTEL_CERTIFICATE });
  const portal = await buildPortal(config, { fetch: exotel, now: Date.now, log: print });
  print({ event: "listening", address: await portal.listen({ host: "127.0.0.1", port: 0 }) });
} catch (error) {
  process.stderr.write(`${words(error)}\n`);
  process.exit(1);
}
