import { beforeEach, describe, expect, it, vi } from "vitest";

const NO_RECEIVER = "Could not establish connection. Receiving end does not exist.";
const ANSWER = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };

/** What the browser is asked, in its order. */
let calls: unknown[] = [];
/** Whether the script is in the page, and whether the browser lets one in. */
let page = { hasScript: false, mayEnter: true };
let restricts: () => Promise<void> = () => Promise.resolve();
let contains: (asked: unknown) => Promise<boolean>;

const area = (name: string) => ({
  setAccessLevel: async (level: unknown) => {
    await restricts();
    calls.push([name, level]);
  },
});

vi.mock("../../../src/browser/extension.ts", () => ({
  browser: {
    runtime: { id: "ours" },
    storage: { local: area("local"), session: area("session"), managed: area("managed") },
    permissions: { contains: (asked: unknown) => contains(asked) },
    tabs: {
      sendMessage: (...question: unknown[]) => {
        calls.push(["ask", ...question]);
        return page.hasScript ? Promise.resolve(ANSWER) : Promise.reject(new Error(NO_RECEIVER));
      },
    },
    scripting: {
      executeScript: (script: unknown) => {
        calls.push(["bring", script]);
        if (!page.mayEnter) return Promise.reject(new Error("Cannot access contents of the page."));
        page.hasScript = true;
        return Promise.resolve([]);
      },
    },
  },
}));

const { asChangedPage, pageProbe } = await import("../../../src/browser/probe.ts");

const QUESTION = ["ask", 7, { type: "probe" }, { frameId: 0 }];
const RESTRICTED = [
  ["local", { accessLevel: "TRUSTED_CONTEXTS" }],
  ["session", { accessLevel: "TRUSTED_CONTEXTS" }],
  ["managed", { accessLevel: "TRUSTED_CONTEXTS" }],
];
const BROUGHT = [
  "bring",
  { target: { tabId: 7, frameIds: [0] }, files: ["src/probe/probe.js"], injectImmediately: true },
];

beforeEach(() => {
  calls = [];
  page = { hasScript: false, mayEnter: true };
  restricts = () => Promise.resolve();
});

describe("a page", () => {
  it("that has the script is only asked", async () => {
    page.hasScript = true;
    expect(await pageProbe.ask(7)).toEqual(ANSWER);
    expect(calls).toEqual([QUESTION]);
  });

  it("that has it not gets it, the top frame alone and after our storage is closed to it", async () => {
    expect(await pageProbe.ask(7)).toEqual(ANSWER);
    expect(calls).toEqual([QUESTION, ...RESTRICTED, BROUGHT, QUESTION]);
  });

  it("gets none where our storage cannot be closed", async () => {
    restricts = () => Promise.reject(new Error("no such level"));
    expect(await pageProbe.ask(7)).toBeNull();
    expect(calls).toEqual([QUESTION]);
  });

  it("into which the browser lets none, such as an error's, is asked nothing", async () => {
    page.mayEnter = false;
    expect(await pageProbe.ask(7)).toBeNull();
  });

  it("may be asked where the agent has allowed its site, and not where the browser cannot tell", async () => {
    contains = (asked) => Promise.resolve(JSON.stringify(asked).includes('["https://phone.example/*"]'));
    expect(await pageProbe.isAllowed("https://phone.example:8443/agent")).toBe(true);
    expect(await pageProbe.isAllowed("https://other.example/agent")).toBe(false);
    contains = () => Promise.reject(new Error("no such pattern"));
    expect(await pageProbe.isAllowed("http://phone.example/agent")).toBe(false);
  });
});

describe("the word that something has changed", () => {
  const SENDER = { id: "ours", url: "https://phone.example/", frameId: 0, tab: { id: 7 } };
  const CHANGED = { type: "probe-changed" };

  it("is taken from our script in a tab's page", () => {
    expect(asChangedPage(CHANGED, SENDER)).toEqual({ tab: 7, address: "https://phone.example/" });
  });

  it.each([
    ["another extension", CHANGED, { ...SENDER, id: "other" }],
    ["a frame in the page", CHANGED, { ...SENDER, frameId: 2 }],
    ["no tab", CHANGED, { id: "ours", url: SENDER.url, frameId: 0 }],
    ["a tab without an address", CHANGED, { id: "ours", frameId: 0, tab: { id: 7 } }],
    ["our script, with a command", { type: "refresh" }, SENDER],
    ["our script, with nothing", undefined, SENDER],
  ])("is not taken from %s", (_who, message, sender) => {
    expect(asChangedPage(message, sender)).toBeNull();
  });
});
