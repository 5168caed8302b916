import { beforeEach, describe, expect, it, vi } from "vitest";

/** The script in the softphone's page by itself: everything around it fails when more of it is read than is allowed. */

const ID = "abcdefghijklmnopabcdefghijklmnop";
const OURS = { id: ID };
const QUESTION = { type: "probe" };

type Heard = (message: unknown, sender: unknown, reply: (answer: unknown) => void) => boolean;

/** Fails the test that waits for an answer. */
let touched: (error: Error) => void = () => undefined;

/** An object of which a script may read and write nothing but what is in it. */
function only<T extends object>(name: string, parts: T): T {
  const refuse = (key: string | symbol): never => {
    const error = new Error(`The script touches ${name}.${String(key)}`);
    touched(error);
    throw error;
  };
  return new Proxy(parts, {
    // Whatever a promise is resolved with is asked for `then`.
    get: (target, key) => (key === "then" || key in target ? Reflect.get(target, key) : refuse(key)),
    set: (_target, key) => refuse(key),
    has: (_target, key) => refuse(key),
    ownKeys: () => refuse("its keys"),
    getOwnPropertyDescriptor: (_target, key) => refuse(key),
    defineProperty: (_target, key) => refuse(key),
    deleteProperty: (_target, key) => refuse(key),
  });
}

class FakePage {
  visibilityState: DocumentVisibilityState = "visible";
  permission: PermissionState = "granted";
  kinds: string[] = ["audioinput", "videoinput", "audiooutput"];
  /** What replaces a call of the browser. */
  query: () => Promise<unknown> = () => Promise.resolve(this.status());
  enumerateDevices: () => Promise<unknown> = () => Promise.resolve(this.kinds.map(device));
  readonly heard: Heard[] = [];
  readonly told: unknown[] = [];
  isOrphan = false;
  private readonly onChange = new Map<string, () => void>();

  private status(): object {
    const addEventListener = (name: string, heard: () => void) => this.onChange.set(name, heard);
    return only("PermissionStatus", { state: this.permission, addEventListener });
  }

  happens(event: "change" | "devicechange"): void {
    this.onChange.get(event)?.();
  }

  async load(): Promise<void> {
    vi.resetModules();
    const page = this;
    vi.stubGlobal(
      "document",
      only("document", {
        get visibilityState() {
          return page.visibilityState;
        },
      }),
    );
    const addEventListener = (name: string, heard: () => void) => this.onChange.set(name, heard);
    vi.stubGlobal(
      "navigator",
      only("navigator", {
        permissions: only("permissions", {
          query: (wanted: unknown) => {
            expect(wanted).toEqual({ name: "microphone" });
            return this.query();
          },
        }),
        mediaDevices: only("mediaDevices", {
          enumerateDevices: () => this.enumerateDevices(),
          addEventListener,
        }),
      }),
    );
    vi.stubGlobal("chrome", {
      runtime: only("chrome.runtime", {
        id: ID,
        lastError: undefined,
        sendMessage: (message: unknown, ended: () => void) => {
          if (this.isOrphan) throw new Error("Extension context invalidated.");
          this.told.push(message);
          ended();
        },
        onMessage: only("chrome.runtime.onMessage", {
          addListener: (heard: Heard) => this.heard.push(heard),
        }),
      }),
    });
    // What a page is, beside its document.
    for (const name of ["window", "location", "history", "localStorage", "sessionStorage", "parent", "top"]) {
      vi.stubGlobal(name, only(name, {}));
    }
    vi.stubGlobal("fetch", () => expect.unreachable("The script asks the network"));
    await import("../../../src/probe/probe.ts");
  }

  /** Says something to the script; resolves with whether it answers, and with what. */
  say(message: unknown, sender: unknown = OURS): { answers: boolean; answer: Promise<unknown> } {
    const [heard] = this.heard;
    let answers = false;
    const answer = new Promise((reply, fail) => {
      touched = fail;
      answers = heard?.(message, sender, reply) === true;
    });
    return { answers, answer };
  }

  ask(): Promise<unknown> {
    return this.say(QUESTION).answer;
  }
}

function device(kind: string): object {
  return only("MediaDeviceInfo", { kind });
}

let page: FakePage;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, "hookswitchProbe");
  page = new FakePage();
  await page.load();
});

describe("the script in the softphone's page", () => {
  it("answers with what it may tell, and reads nothing else of the page", async () => {
    expect(await page.ask()).toEqual({
      isVisible: true,
      microphone: "granted",
      hasInput: true,
      hasOutput: true,
    });
    page.visibilityState = "hidden";
    page.permission = "denied";
    page.kinds = ["videoinput"];
    expect(await page.ask()).toEqual({
      isVisible: false,
      microphone: "denied",
      hasInput: false,
      hasOutput: null,
    });
    page.permission = "granted";
    expect(await page.ask()).toMatchObject({ hasOutput: false });
  });

  it.each([
    ["another extension", QUESTION, { id: "ponmlkjihgfedcbaponmlkjihgfedcba" }],
    ["nobody", QUESTION, {}],
    ["us, with another message", { type: "refresh" }, OURS],
    ["us, with no message", null, OURS],
    ["us, with a text", "probe", OURS],
  ])("does not answer %s", (_who, message, sender) => {
    expect(page.say(message, sender).answers).toBe(false);
  });

  it("says of what the browser does not tell that it is not known", async () => {
    page.query = () => Promise.reject(new TypeError("no such permission"));
    page.enumerateDevices = () => {
      throw new TypeError("not a function");
    };
    expect(await page.ask()).toEqual({ isVisible: true, microphone: null, hasInput: null, hasOutput: null });
  });

  it("does not let the page count as hung where it is the browser that does not answer", async () => {
    page.query = () => new Promise(() => undefined);
    page.enumerateDevices = page.query;
    const answer = page.ask();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await answer).toEqual({ isVisible: true, microphone: null, hasInput: null, hasOutput: null });
  });

  it("tells of a change while it is asked, and only that there is one", async () => {
    page.happens("change");
    await page.ask();
    for (const event of ["change", "devicechange"] as const) page.happens(event);
    expect(page.told).toEqual([{ type: "probe-changed" }, { type: "probe-changed" }]);
  });

  it("tells of nothing once it is no longer asked", async () => {
    await page.ask();
    await vi.advanceTimersByTimeAsync(60_001);
    page.happens("change");
    expect(page.told).toEqual([]);
  });

  it("bears that the extension is gone", async () => {
    await page.ask();
    page.isOrphan = true;
    page.happens("devicechange");
    expect(page.told).toEqual([]);
  });

  it("is in a page once, however often it is brought there", async () => {
    await page.load();
    expect(page.heard).toHaveLength(1);
  });
});
