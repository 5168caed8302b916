/** Where a chain of redirects has come to: the extension's own address, which the browser catches, or a page. */
export interface Place {
  readonly url: URL;
  /** 0 where the browser has caught a redirect. */
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const CAUGHT = /\.(?:chromiumapp\.org|extensions\.allizom\.org)$/;

/** As much of a browser's profile as a sign-in needs: cookies by host, and redirects. */
export class Browser {
  /** By origin, then by name. */
  readonly cookies = new Map<string, Map<string, string>>();
  /** Each `Set-Cookie` that came, as it was written. */
  readonly cookiesAsSet: string[] = [];
  /** Each address that was opened, or that a redirect led to. */
  readonly visited: URL[] = [];
  readonly #hosts: ReadonlyMap<string, string>;

  /** @param hosts the address at which an origin listens, where its name leads nowhere */
  constructor(hosts: ReadonlyMap<string, string>) {
    this.#hosts = hosts;
  }

  /** Opens an address and follows the redirects. */
  async open(address: string | URL, form?: URLSearchParams): Promise<Place> {
    let url = new URL(address);
    let body = form;
    for (let hops = 0; hops < 20; hops += 1) {
      this.visited.push(url);
      if (CAUGHT.test(url.hostname)) return { url, status: 0, text: "", headers: new Headers() };
      const jar = this.cookies.get(url.origin) ?? new Map<string, string>();
      this.cookies.set(url.origin, jar);
      const to = new URL(url.pathname + url.search, this.#hosts.get(url.origin) ?? url.origin);
      const response = await fetch(to, {
        redirect: "manual",
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
        ...(body && { method: "POST", body }),
      });
      for (const cookie of response.headers.getSetCookie()) this.#keep(jar, cookie);
      const next = response.headers.get("location");
      if (next === null)
        return { url, status: response.status, text: await response.text(), headers: response.headers };
      await response.body?.cancel();
      url = new URL(next, url);
      body = undefined;
    }
    throw new Error("too many redirects");
  }

  #keep(jar: Map<string, string>, cookie: string): void {
    this.cookiesAsSet.push(cookie);
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const expires = /;\s*expires=([^;]+)/i.exec(cookie)?.[1];
    const isOver =
      /;\s*max-age=0/i.test(cookie) || (expires !== undefined && Date.parse(expires) < Date.now());
    if (isOver) jar.delete(name);
    else jar.set(name, value);
  }
}
