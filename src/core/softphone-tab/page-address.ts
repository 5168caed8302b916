/** The longest address that is kept, in characters. */
const LONGEST = 2_000;

/**
 * Checks the address of the softphone's page, as an agent or an administrator enters it.
 *
 * @returns the address as the browser writes it; `null` unless it is one of a web page, without a user name or a password
 */
export function asPageAddress(value: unknown): string | null {
  if (typeof value !== "string" || value.length > LONGEST) return null;
  const url = parse(value.trim());
  return url === null || url.username !== "" || url.password !== "" ? null : url.href;
}

/** The part of a tab's address that is kept when the tab is watched: its query and fragment may hold secrets. */
export function addressToKeep(tabAddress: string): string | null {
  const url = parse(tabAddress);
  return url && asPageAddress(url.origin + url.pathname);
}

/** Whether two addresses are of one site. A softphone's page may change its path without being left. */
export function isSameSite(one: string, other: string): boolean {
  const origin = parse(one)?.origin;
  return origin !== undefined && origin === parse(other)?.origin;
}

/** Whether two addresses are of one page. Other pages of the site, such as its help, are no softphone. */
export function isSamePage(one: string, other: string): boolean {
  return isSameSite(one, other) && pathOf(one) === pathOf(other);
}

/** The browser's pattern for a page's site. It has no port: the browser grants access to a host as a whole. */
export function sitePattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}

function pathOf(address: string): string | undefined {
  return parse(address)?.pathname.replace(/\/$/, "");
}

function parse(address: string): URL | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : null;
}
