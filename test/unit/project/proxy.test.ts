import { describe, expect, it } from "vitest";
import manifest from "../../../manifest.json" with { type: "json" };
import { proxyHostIn, withProxy } from "../../../scripts/build/proxy.ts";

const EXOTEL = ["integrationscore.mum1.exotel.com", "ccm-api.in.exotel.com", "ccm-api.exotel.com"];

/** The hosts that a manifest lets the extension ask, by its permissions and by its content security policy. */
function hostsOf({ host_permissions, content_security_policy }: typeof manifest): string[][] {
  const [, sources = ""] = /connect-src ([^;]*)/.exec(content_security_policy.extension_pages) ?? [];
  return [host_permissions.map((pattern) => pattern.replace(/\/\*$/, "")), sources.split(" ")];
}

const urls = (hosts: readonly string[]): string[] => hosts.map((host) => `https://${host}`);

describe("whom a build may ask", () => {
  it("is Exotel alone, in what is published", () => {
    expect(hostsOf(withProxy(manifest, proxyHostIn([])))).toEqual([urls(EXOTEL), urls(EXOTEL)]);
    expect(withProxy(manifest, null)).toEqual(manifest);
  });

  it("is the organisation's server besides, and nothing else changes", () => {
    const built = withProxy(manifest, proxyHostIn(["--proxy", "https://sign-in.example.com"]));
    const all = urls([...EXOTEL, "sign-in.example.com"]);
    expect(hostsOf(built)).toEqual([all, all]);
    const { host_permissions: _hosts, content_security_policy: policy, ...rest } = built;
    expect(manifest).toMatchObject(rest);
    expect(policy.extension_pages.replace(" https://sign-in.example.com", "")).toBe(
      manifest.content_security_policy.extension_pages,
    );
  });
});

describe("--proxy", () => {
  it.each([["https://sign-in.example.com"], ["https://sign-in.example.com/"]])("may be %s", (proxy) => {
    expect(proxyHostIn(["--proxy", proxy])).toBe("sign-in.example.com");
    expect(proxyHostIn([`--proxy=${proxy}`])).toBe("sign-in.example.com");
  });

  it.each([
    "http://sign-in.example.com",
    "sign-in.example.com",
    "https://sign-in.example.com/sign-in",
    "https://sign-in.example.com:8443",
    "https://sign-in.example.com?x",
    "https://sign-in.example.com/#x",
    "https://user:word@sign-in.example.com",
    "https://Sign-In.example.com",
    "https://*.example.com",
    "https://a.example; script-src *",
    "https://",
    "",
  ])("must not be %s", (proxy) => {
    expect(() => proxyHostIn(["--proxy", proxy])).toThrow(/^--proxy must be https:\/\/ and a host/);
  });

  it("needs a value, and is the only option", () => {
    expect(() => proxyHostIn(["--proxy"])).toThrow();
    expect(() => proxyHostIn(["--prox", "https://a.example"])).toThrow();
  });
});
