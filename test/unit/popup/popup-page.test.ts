import "../browser-api.ts";
import { describe, expect, it } from "vitest";
import { INITIAL_STATUS, type Status } from "../../../src/core/devices/status.ts";
import { NO_DETAILS } from "../../../src/core/failure.ts";
import { Popup } from "../../../src/popup/popup.tsx";
import { NOTHING_ASKED, type PopupActions, type PopupState } from "../../../src/popup/popup-state.ts";
import { asItems, type Items } from "../../../src/store/items.ts";
import { toSoftphone } from "../core/switching/phone-to-softphone.ts";
import { elements, type Rendered, rendered, wordsOf } from "../rendered.ts";
import { NOW, readingOf } from "../switch-model.ts";

/** The popup's page as it is built, without a browser. */

const reading = readingOf("integrations-core", { phone: true, sip: true });

interface Given {
  readonly items?: Partial<Items>;
  readonly status?: Partial<Status>;
  readonly state?: Partial<PopupState>;
  readonly check?: () => void;
}

function page({ items, status, state, check = () => undefined }: Given): (Rendered | string)[] {
  const actions: PopupActions = {
    check,
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
  const all: Items = {
    ...asItems({}),
    account: { api: "integrations-core", customerId: "c", appId: "a", userId: "u" },
    status: { ...INITIAL_STATUS, reading, ...status },
    ...items,
  };
  const whole = { ...NOTHING_ASKED, ...state };
  return rendered(
    Popup({ items: all, state: whole, actions, shortcuts: [], now: NOW + 5_000, painted: true }),
  );
}

/** What describes each switch, by the elements that it names. */
function descriptions(nodes: readonly (Rendered | string)[]): string[] {
  return elements(nodes, ({ props }) => props.role === "switch").map(({ props }) => {
    const ids = String(props["aria-describedby"]).split(" ");
    return ids.map((id) => wordsOf(elements(nodes, (one) => one.props.id === id))).join(" ");
  });
}

describe("a switch that shows only what was known", () => {
  it("is described with when that was", () => {
    for (const description of descriptions(page({ status: { offline: true } })))
      expect(description).toMatch(/^at \d+:\d\d/);
  });

  it("is described as not known where that time is not known either", () => {
    const undated = { ...reading, undated: true };
    for (const description of descriptions(page({ status: { offline: true, reading: undated } })))
      expect(description).toMatch(/^Hookswitch does not know your devices now\./);
  });

  it("is not, while it holds", () => {
    for (const description of descriptions(page({}))) expect(description).not.toMatch(/^at |does not know/);
  });
});

describe("the age of what is shown", () => {
  const ageOf = (given: Given): string =>
    wordsOf(elements(page(given), ({ props }) => props.class === "hero-meta"));
  const journal = toSoftphone("ccm", { phase: { name: "waiting-to-retry", retryAt: NOW + 45_000 } });

  it("stands beside the next try of a switch that waits", () => {
    expect(ageOf({})).toMatch(/Checked 5 s ago$/);
    expect(ageOf({ items: { journal } })).toMatch(/Checked 5 s ago · Next try in 40 s$/);
    expect(ageOf({ items: { journal }, status: { offline: true } })).toMatch(
      /Last check 5 s ago · Next try in 40 s$/,
    );
  });
});

describe("the button to check again", () => {
  const failure = { ...NO_DETAILS, kind: "server", status: 500 } as const;
  const status = { reading: null, failure };
  const button = (given: Given): Rendered => {
    const [found] = elements(page(given), ({ props }) => /^do\b/.test(String(props.class)));
    if (found === undefined) throw new Error("there is no button");
    return found;
  };

  it.each([
    [false, /^Check again/, 1],
    [true, /^Checking…/, 0],
  ])("says that it is at work, and starts no second check: %s", (checking, says, times) => {
    let checks = 0;
    const found = button({
      status,
      state: { checking },
      check: () => {
        checks++;
      },
    });
    expect(wordsOf([found])).toMatch(says);
    expect(found.props["aria-busy"]).toBe(checking);
    (found.props.onClick as () => void)();
    expect(checks).toBe(times);
  });

  it("leaves every other button as it is", () => {
    expect(wordsOf([button({ state: { checking: true } })])).not.toMatch(/Checking/);
  });
});
