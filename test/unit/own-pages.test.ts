import { expect, it, vi } from "vitest";
import { isFromOwnPage } from "../../src/browser/commands.ts";

/** Known before anything is imported, as what takes the browser's place must be. */
const { OWN } = vi.hoisted(() => ({ OWN: "ajngdafbfkpodifbplplabfjaaecjbfj" }));
const OTHER = "mhjfbmdgcfjbbpaeojofohoefgiehjai";

/** As much of the browser as tells what is the extension's own. */
vi.mock("../../src/browser/extension.ts", () => ({
  browser: { runtime: { id: OWN, getURL: (path: string) => `chrome-extension://${OWN}/${path}` } },
}));

it.each([
  ["the popup", true, { id: OWN, url: `chrome-extension://${OWN}/src/popup/popup.html` }],
  ["the options page", true, { id: OWN, url: `chrome-extension://${OWN}/src/options/options.html#x` }],
  ["a script of ours in a web page", false, { id: OWN, url: "https://example.com/popup.html" }],
  ["another extension's page", false, { id: OTHER, url: `chrome-extension://${OTHER}/popup.html` }],
  ["another extension that names our page", false, { id: OTHER, url: `chrome-extension://${OWN}/x.html` }],
  ["a host that begins like our id", false, { id: OWN, url: `chrome-extension://${OWN}.example/x.html` }],
  ["our address inside another", false, { id: OWN, url: `https://example.com/?chrome-extension://${OWN}/` }],
  ["nobody", false, {}],
  ["a sender without an address", false, { id: OWN }],
])("a command of %s is obeyed: %s", (_name, obeyed, sender) => {
  expect(isFromOwnPage(sender)).toBe(obeyed);
});
