import { afterEach, expect, it, vi } from "vitest";
import { frontTab } from "../../../src/browser/front-tab.ts";
import {
  hasSitePermission,
  removeSitePermission,
  requestSitePermission,
} from "../../../src/browser/site-permission.ts";

const api = vi.hoisted(() => ({
  permissions: { contains: vi.fn(), request: vi.fn(), remove: vi.fn() },
  tabs: { query: vi.fn() },
}));
vi.mock("../../../src/browser/extension.ts", () => ({ browser: api }));
afterEach(() => vi.resetAllMocks());

it.each([
  ["contains", hasSitePermission],
  ["request", requestSitePermission],
  ["remove", removeSitePermission],
] as const)("asks the browser for one site alone: %s", async (name, ask) => {
  const call = api.permissions[name];
  call.mockResolvedValueOnce(true).mockRejectedValueOnce(new Error("not in the manifest"));
  expect(await ask("https://softphone.example:8443/agent?x=1")).toBe(true);
  expect(call.mock.calls).toEqual([[{ origins: ["https://softphone.example/*"] }]]);
  expect(await ask("http://softphone.example/")).toBe(false);
});

it.each([
  ["a web page", [{ id: 7, url: "https://a.example/x" }], { id: 7, address: "https://a.example/x" }],
  ["a page of the browser", [{ id: 7, url: "chrome://newtab/" }], null],
  ["a page whose address the browser hides", [{ id: 7 }], null],
  ["nothing", [], null],
])("sees in front %s", async (_, tabs, seen) => {
  api.tabs.query.mockResolvedValueOnce(tabs);
  expect(await frontTab()).toEqual(seen);
  expect(api.tabs.query.mock.calls).toEqual([[{ active: true, currentWindow: true }]]);
});

it("sees nothing in front where the browser does not say", async () => {
  api.tabs.query.mockRejectedValueOnce(new Error("no window"));
  expect(await frontTab()).toBeNull();
});
