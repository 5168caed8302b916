import "../browser-api.ts";
import { describe, expect, it } from "vitest";
import { INITIAL_STATUS } from "../../../src/core/devices/status.ts";
import type { FrontTab } from "../../../src/core/softphone-tab/softphone-line.ts";
import { type SoftphoneTab, watched } from "../../../src/core/softphone-tab/softphone-tab.ts";
import { Popup } from "../../../src/popup/popup.tsx";
import { NOTHING_ASKED, type PopupActions, type PopupState } from "../../../src/popup/popup-state.ts";
import { asItems } from "../../../src/store/items.ts";
import { elements, type Rendered, rendered, wordsOf } from "../rendered.ts";
import { NOW, readingOf } from "../switch-model.ts";

/** The line on the softphone's tab in the popup's page, without a browser. */

interface Given {
  readonly tabs?: readonly SoftphoneTab[];
  readonly page?: string | null;
  readonly front?: FrontTab | null | undefined;
  readonly on?: { readonly phone: boolean; readonly sip: boolean };
  readonly state?: Partial<PopupState>;
  readonly actions?: Partial<PopupActions>;
  /** How many more softphones there are, which are off. */
  readonly more?: number;
}

const PAGE = "https://softphone.example/agent";
const FRONT: FrontTab = { id: 9, address: "https://crm.example/" };
const CLOSED: SoftphoneTab = { ...watched(1), state: "closed" };

const NOTHING: PopupActions = {
  check: () => undefined,
  press: () => undefined,
  choose: () => undefined,
  signIn: () => undefined,
  forAWhile: () => undefined,
  endForAWhile: () => undefined,
  endPause: () => undefined,
  retry: () => undefined,
  toggle: () => undefined,
  openSoftphone: () => undefined,
  unmute: () => undefined,
  watch: () => undefined,
  answer: () => undefined,
  explain: () => undefined,
  dismiss: () => undefined,
};

function popup({
  tabs = [],
  page = PAGE,
  front,
  on,
  state,
  actions,
  more = 0,
}: Given): (Rendered | string)[] {
  const read = readingOf("integrations-core", on ?? { phone: true, sip: true });
  const devices = read.devices.map((one) =>
    one.kind === "pstn" ? { ...one, address: "+911234567890" } : one,
  );
  const others = devices
    .filter(({ kind }) => kind === "sip")
    .flatMap((one) => Array.from({ length: more }, (_, at) => ({ ...one, id: `more-${at}`, on: false })));
  const given = asItems({});
  const items = {
    ...given,
    account: { api: "integrations-core", customerId: "c", appId: "a", userId: "u" } as const,
    settings: { ...given.settings, softphonePage: page },
    softphoneTabs: tabs,
    status: { ...INITIAL_STATUS, reading: { ...read, devices: [...others, ...devices] } },
  };
  return rendered(
    Popup({
      items,
      state: { ...NOTHING_ASKED, ...state },
      actions: { ...NOTHING, ...actions },
      shortcuts: [],
      front,
      now: NOW + 5_000,
      painted: true,
    }),
  );
}

const words = (node: Rendered): string => wordsOf(node.children);

const hasClass = (name: string) => (one: Rendered) => String(one.props.class).split(" ").includes(name);

/** The buttons of the line that can be seen. */
function buttons(given: Given): string[] {
  const lines = elements(popup(given), hasClass("tab"));
  expect(lines).toHaveLength(1);
  return elements(lines, ({ tag, props }) => tag === "button" && !String(props.class).includes("later")).map(
    words,
  );
}

function press(given: Given, name: string): void {
  const [button] = elements(popup(given), (one) => one.tag === "button" && words(one) === name);
  if (button === undefined) throw new Error(`There is no ${name}`);
  (button.props.onClick as () => void)();
}

describe("the buttons of the softphone's tab", () => {
  it.each<[string, Given, readonly string[]]>([
    ["an open tab", { tabs: [watched(1)], front: FRONT }, ["Open softphone"]],
    ["nothing but an address", { front: null }, ["Open softphone"]],
    ["an address, with another page in front", { front: FRONT }, ["Open softphone", "Watch this tab"]],
    ["nothing, with a page in front", { page: null, front: FRONT }, ["Watch this tab"]],
    ["nothing, with no page in front", { page: null, front: null }, ["Choose its page"]],
    ["nothing, before it is known what is in front", { page: null }, []],
  ])("where %s is known", (_, given, names) => {
    expect(buttons(given)).toEqual(names);
  });

  it("do not open the softphone twice", () => {
    const given = { tabs: [CLOSED], front: FRONT };
    expect(buttons(given)).toEqual(["Watch this tab"]);
    expect(buttons({ ...given, on: { phone: false, sip: true } })).toEqual([
      "Open softphone",
      "Watch this tab",
    ]);
  });

  it("keep their room until it is known which page is in front", () => {
    const count = (given: Given): number =>
      elements(elements(popup(given), hasClass("tab")), ({ tag }) => tag === "button").length;
    for (const front of [undefined, null, FRONT]) {
      expect([front, count({ front }), count({ page: null, front })]).toEqual([front, 2, 1]);
      expect(count({ tabs: [watched(1)], front })).toBe(1);
    }
  });

  it("leave no room for a second one among many devices while something is wrong", () => {
    const refusal = { problem: [], remedy: [] };
    const given = { front: FRONT, more: 2 };
    expect(buttons(given)).toEqual(["Open softphone", "Watch this tab"]);
    const notice = { ...refusal, problem: [{ id: "conflict", params: {} } as const] };
    expect(buttons({ ...given, state: { refusal: notice } })).toEqual(["Open softphone"]);
    expect(buttons({ ...given, page: null, state: { refusal: notice } })).toEqual(["Watch this tab"]);
  });

  it("do what they say", () => {
    const done: unknown[] = [];
    const actions = {
      openSoftphone: () => done.push("open"),
      unmute: () => done.push("unmute"),
      watch: (tab: FrontTab) => done.push(tab),
    };
    press({ actions, front: FRONT }, "Open softphone");
    press({ actions, front: FRONT }, "Watch this tab");
    const muted = { ...watched(1), isMuted: true };
    press({ actions, tabs: [muted] }, "Unmute");
    expect(done).toEqual(["open", FRONT, "unmute"]);
  });
});

it("stands with the softphone that is on", () => {
  const rows = elements(popup({ more: 2 }), hasClass("device"));
  const withLine = rows.map((row) => elements([row], hasClass("tab")).length);
  expect(withLine).toEqual(rows.map((row) => (elements([row], isOnSoftphone).length > 0 ? 1 : 0)));
});

function isOnSoftphone({ props }: Rendered): boolean {
  return props["aria-checked"] === true && String(props["aria-label"]).startsWith("SIP softphone");
}
