import { expect, it, vi } from "vitest";
import { isFromOwnPage } from "../../../src/browser/commands.ts";

const ID = vi.hoisted(() => "abcdefghijklmnopabcdefghijklmnop");
const OTHER = "ponmlkjihgfedcbaponmlkjihgfedcba";

vi.mock("../../../src/browser/extension.ts", () => ({
  browser: { runtime: { id: ID, getURL: (path: string) => `chrome-extension://${ID}/${path}` } },
}));

it("a page of ours may command, whatever stands behind its address", () => {
  for (const path of ["src/popup/popup.html", "src/options/options.html?x=1#y", "manifest.json"]) {
    expect([path, isFromOwnPage({ id: ID, url: `chrome-extension://${ID}/${path}` })]).toEqual([path, true]);
  }
});

it.each([
  ["a content script of ours in a site", { id: ID, url: "https://example.com/" }],
  ["one in a site that is called like us", { id: ID, url: `https://${ID}/src/popup/popup.html` }],
  [
    "one in a site with our address in its own",
    { id: ID, url: `https://example.com/chrome-extension://${ID}/` },
  ],
  ["one in a frame without an address", { id: ID, url: "about:blank" }],
  ["one in a frame of data", { id: ID, url: "data:text/html,x" }],
  ["a page of ours in a frame of a site", { id: ID, url: `chrome-extension://${ID}/popup.html`, frameId: 3 }],
  ["somebody without an address", { id: ID }],
  ["another extension", { id: OTHER, url: `chrome-extension://${OTHER}/src/popup/popup.html` }],
  [
    "another extension that claims our address",
    { id: OTHER, url: `chrome-extension://${ID}/src/popup/popup.html` },
  ],
  ["an extension whose id begins like ours", { id: ID, url: `chrome-extension://${ID}a/popup.html` }],
  ["a site that says nothing of itself", {}],
])("%s may not", (_who, sender) => {
  expect(isFromOwnPage(sender)).toBe(false);
});
