import { parseArgs } from "node:util";

/** The parts of a manifest that say whom the extension may ask. */
interface ManifestWithHosts {
  readonly host_permissions: readonly string[];
  readonly content_security_policy: { readonly extension_pages: string };
}

/** The host of an organisation's server that is to be asked in the place of Integrations Core. `null`: Exotel itself, as in what is published. */
export type ProxyHost = string | null;

/**
 * The host that `--proxy https://host` names.
 *
 * @param args a command's arguments
 * @throws Error that says what is wrong with them
 */
export function proxyHostIn(args: readonly string[]): ProxyHost {
  const { proxy } = parseArgs({ args: [...args], options: { proxy: { type: "string" } } }).values;
  if (proxy === undefined) return null;
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  // The host as it was typed must be the one that is asked, so nothing is corrected. A browser's permission has no port.
  const isHost = /^https:\/\/[a-z0-9.-]+\/?$/.test(proxy) && url?.origin === proxy.replace(/\/$/, "");
  if (url === null || !isHost)
    throw new Error(
      `--proxy must be https:// and a host in small letters, without a port or a path, and not: ${proxy}`,
    );
  return url.host;
}

/** The manifest of a build that may ask this host besides. */
export function withProxy<M extends ManifestWithHosts>(manifest: M, host: ProxyHost): M {
  if (host === null) return manifest;
  const { host_permissions: hosts, content_security_policy: policy } = manifest;
  const pages = policy.extension_pages.replace(/connect-src [^;]*/, `$& https://${host}`);
  return {
    ...manifest,
    host_permissions: [...hosts, `https://${host}/*`],
    content_security_policy: { ...policy, extension_pages: pages },
  };
}
