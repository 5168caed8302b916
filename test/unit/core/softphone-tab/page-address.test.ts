import { describe, expect, it } from "vitest";
import {
  addressToKeep,
  asPageAddress,
  isSamePage,
  isSameSite,
  sitePattern,
} from "../../../../src/core/softphone-tab/page-address.ts";

describe("an address that is entered", () => {
  it.each([
    ["https://phone.example/agent", "https://phone.example/agent"],
    [" https://Phone.example ", "https://phone.example/"],
    ["https://phone.example:8443/a?team=1#/calls", "https://phone.example:8443/a?team=1#/calls"],
    ["http://localhost:5000/", "http://localhost:5000/"],
    ["\u00a0https://phone.example/\u00a0", "https://phone.example/"],
  ])("%s is kept as %s", (given, kept) => {
    expect(asPageAddress(given)).toBe(kept);
  });

  it("is kept if it is as long as may be", () => {
    const longest = "https://phone.example/".padEnd(2_000, "a");
    expect(asPageAddress(longest)).toBe(longest);
    expect(asPageAddress(`${longest}a`)).toBeNull();
  });

  it.each([
    "",
    "phone",
    "phone.example",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "chrome://settings",
    "https://user@phone.example/",
    "https://:secret@phone.example/",
    "https://",
    null,
    undefined,
    5,
  ])("%j is none", (given) => {
    expect(asPageAddress(given)).toBeNull();
  });
});

it("a tab's address is kept without what may be secret in it", () => {
  expect(addressToKeep("https://u:p@phone.example/a/b?token=1#secret")).toBe("https://phone.example/a/b");
  expect(addressToKeep("https://phone.example:444")).toBe("https://phone.example:444/");
  for (const other of ["chrome://newtab/", "about:blank", "", "data:text/html,x"])
    expect(addressToKeep(other)).toBeNull();
});

describe("two addresses", () => {
  const PAGE = "https://phone.example/agent";

  it.each([
    ["https://phone.example/agent?x=1#y", true, true],
    ["https://phone.example/agent/", true, true],
    ["https://phone.example/help", false, true],
    ["https://phone.example:8443/agent", false, false],
    ["http://phone.example/agent", false, false],
    ["https://www.phone.example/agent", false, false],
    ["about:blank", false, false],
  ])("%s: of the same page %s, of the same site %s", (other, samePage, sameSite) => {
    expect([isSamePage(PAGE, other), isSameSite(PAGE, other)]).toEqual([samePage, sameSite]);
    expect([isSamePage(other, PAGE), isSameSite(other, PAGE)]).toEqual([samePage, sameSite]);
  });

  it("that are no web page's are not the same", () => {
    expect([isSamePage("about:blank", "about:blank"), isSameSite("x", "y")]).toEqual([false, false]);
  });
});

it("asks the browser for one host", () => {
  expect(sitePattern("https://phone.example:8443/agent?x")).toBe("https://phone.example/*");
});
