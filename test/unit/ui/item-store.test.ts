import { beforeEach, describe, expect, it, vi } from "vitest";
import { INITIAL_STATUS } from "../../../src/core/devices/status.ts";
import { asItems, VERSION } from "../../../src/store/items.ts";
import { openItems, paintFirst } from "../../../src/ui/item-store.ts";

/** How a page reads what is stored, and when it asks the background first. */

const ACCOUNT = { api: "ccm", region: "mumbai", accountSid: "demo1", userId: "usr_asha" } as const;
const PRESENT = { account: ACCOUNT, version: VERSION };

const here = vi.hoisted(() => ({
  local: {} as Record<string, unknown>,
  session: {} as Record<string, unknown>,
  /** What the background does before it replies. */
  asked: vi.fn(() => undefined),
}));

vi.mock("../../../src/browser/extension.ts", () => {
  const area = (stored: () => Record<string, unknown>) => ({ get: () => Promise.resolve({ ...stored() }) });
  return {
    browser: {
      storage: {
        local: area(() => here.local),
        session: area(() => here.session),
        onChanged: { addListener: () => undefined },
      },
      runtime: { sendMessage: () => Promise.resolve(here.asked() ?? { ok: true }) },
    },
  };
});

beforeEach(() => {
  here.local = {};
  here.session = {};
  here.asked.mockReset();
  vi.stubGlobal("document", { getElementById: () => null });
});

describe("a page that opens", () => {
  it.each([
    ["nothing is stored", {}, {}, asItems({})],
    ["all is of this version", PRESENT, { status: INITIAL_STATUS, version: VERSION }, asItems(PRESENT)],
    ["only the disk holds anything, as after a restart", PRESENT, {}, asItems(PRESENT)],
  ])("asks nobody where %s", async (_what, local, session, items) => {
    Object.assign(here, { local, session });
    expect((await openItems()).items()).toEqual(items);
    expect(here.asked).not.toHaveBeenCalled();
  });

  it.each([
    ["an older version's", {}],
    ["a newer version's", { version: VERSION + 1 }],
  ])("has the background bring %s items into shape first", async (_whose, version) => {
    here.local = { account: { ...ACCOUNT, region: "old" }, ...version };
    here.asked.mockImplementation(() => void Object.assign(here, { local: PRESENT }));
    expect((await openItems()).items()).toEqual(asItems(PRESENT));
    expect(here.asked).toHaveBeenCalledTimes(1);
  });

  it("shows nothing of another version's items, and asks once, until they are in shape", async () => {
    vi.useFakeTimers();
    here.local = { account: ACCOUNT };
    const opened = vi.fn();
    const opening = openItems().then(opened);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(opened).not.toHaveBeenCalled();
    expect(here.asked).toHaveBeenCalledTimes(1);
    here.local = PRESENT;
    await vi.advanceTimersByTimeAsync(1_000);
    await opening;
    expect(opened).toHaveBeenCalled();
    vi.useRealTimers();
  });

  it("has the background mend what cannot be painted", async () => {
    here.local = { ...PRESENT, lastOn: "garbage" };
    here.asked.mockImplementation(() => void Object.assign(here, { local: PRESENT }));
    const store = await openItems();
    const painted: unknown[] = [];
    await paintFirst(() => {
      const { lastOn } = store.items();
      if (typeof lastOn === "string") throw new TypeError("not painted");
      painted.push(lastOn);
    }, store);
    expect(painted).toEqual([asItems({}).lastOn]);
  });
});
