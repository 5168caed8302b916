import "../browser-api.ts";
import { describe, expect, it } from "vitest";
import { verdict } from "../../../src/core/devices/verdict.ts";
import { Popup } from "../../../src/popup/popup.tsx";
import { popupAction } from "../../../src/popup/popup-action.ts";
import { NOTHING_ASKED, type PopupActions, type PopupState } from "../../../src/popup/popup-state.ts";
import { asItems, type Items } from "../../../src/store/items.ts";
import { Desk, deskWith, MINUTE, PHONE, SOFTPHONE } from "../core/rules/desk.ts";
import { elements, rendered, textOf, wordsOf } from "../rendered.ts";

/** The popup's lines on rules and on a choice for a while. */

interface Shown {
  readonly text: string;
  /** The names of the buttons, from top to bottom. */
  readonly buttons: readonly string[];
  /** Presses the button of this name. */
  press(name: string): void;
  /** What was asked for, in order. */
  readonly asked: readonly unknown[];
}

function itemsOf(desk: Desk): Items {
  const { account, status, settings, rules, pausedUntil } = desk.input;
  return { ...asItems({}), account, status, settings, rules, pausedUntil };
}

function shown(desk: Desk, state: Partial<PopupState> = {}, policy: Items["policy"] = null): Shown {
  const asked: unknown[] = [];
  const ask =
    (what: string) =>
    (...args: unknown[]): void =>
      void asked.push([what, ...args]);
  const actions = new Proxy({} as PopupActions, { get: (_, name) => ask(String(name)) });
  const nodes = rendered(
    Popup({
      items: { ...itemsOf(desk), policy },
      state: { ...NOTHING_ASKED, ...state },
      actions,
      shortcuts: [],
      now: desk.now,
      painted: true,
    }),
  );
  const buttons = elements(nodes, ({ tag }) => tag === "button");
  const nameOf = (button: (typeof buttons)[number]): string => wordsOf([button]);
  return {
    text: textOf(nodes).replace(/\s+/g, " "),
    buttons: buttons.map(nameOf),
    press(name) {
      const found = buttons.find((button) => nameOf(button) === name);
      if (found === undefined) throw new Error(`No ${name} in ${buttons.map(nameOf).join(", ")}`);
      (found.props.onClick as () => void)();
    },
    asked,
  };
}

describe("a choice for a while, in the popup", () => {
  const choice = (where = PHONE): Desk => {
    const desk = new Desk("integrations-core", {}, "both");
    desk.forAWhile(where, 23);
    return desk;
  };

  it("shows until when it lasts, and how long that is", () => {
    const desk = choice();
    expect(shown(desk).text).toMatch(/For a while, until \d+:\d\d [AP]M \(23 min left\)/);
    desk.pass(22 * MINUTE);
    expect(shown(desk).text).toContain("(1 min left)");
    desk.pass(MINUTE);
    expect(shown(desk).text).not.toContain("until");
    desk.forAWhile(PHONE, 300);
    expect(shown(desk).text).toContain("(5 h left)");
  });

  it("is ended by the main button while nothing is wrong, and lasts longer by the line's", () => {
    const desk = choice();
    const page = shown(desk);
    page.press("End now Ring both");
    page.press("15 min more");
    expect(page.asked).toEqual([["endForAWhile"], ["forAWhile", "phone", desk.now + 38 * MINUTE]]);
  });

  it("is ended beside its time while something is to be mended", () => {
    const desk = choice(SOFTPHONE);
    desk.registration = "not-registered";
    desk.read();
    const page = shown(desk);
    expect(page.buttons).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Ring my phone/), "End now"]),
    );
    page.press("End now");
    expect(page.asked).toEqual([["endForAWhile"]]);
  });

  it.each([
    ["offline", { offline: true }],
    ["unknown", { reading: null }],
  ])("is ended beside its time while nothing is known: %s", (_, status) => {
    const desk = choice();
    const items = itemsOf(desk);
    const now = { ...items, status: { ...items.status, ...status } };
    expect(popupAction(verdict({ ...now, now: desk.now }), now, null, desk.now).do).not.toBe(
      "end-for-a-while",
    );
  });

  it.each([
    [{}, "Ring both"],
    [{ workingHours: true, workingDays: "" }, "Then your rules decide."],
  ])("says what comes after it: with %j, %s", (settings, says) => {
    const desk = new Desk("integrations-core", settings, "both");
    desk.pass(MINUTE);
    desk.forAWhile(SOFTPHONE, 15);
    expect(shown(desk).buttons).toContain(`End now ${says}`);
  });
});

describe("a rule that has set the present state, in the popup", () => {
  it.each([
    ["lock", "Your phone rings because this computer is locked."],
    ["hours", /Set by your working hours, 9:00\sAM to 6:00\sPM\./],
    ["safety-net", "Your phone rings because your softphone dropped."],
  ] as const)("is named, with a way to change it: %s", (rule, says) => {
    const page = shown(deskWith([rule]));
    expect(page.text).toMatch(says);
    expect(page.buttons).toContain("Change");
  });

  it("is named as the organisation's where the agent cannot change it", () => {
    const page = shown(deskWith(["lock"]), {}, { LockedSettings: ["RingsWhileLocked"] });
    expect(page.buttons).toContain("Set by your organisation");
    expect(page.buttons).not.toContain("Change");
  });

  it("is not named after a press, nor once nothing is known", () => {
    const desk = deskWith(["lock"]);
    desk.press(SOFTPHONE);
    expect(shown(desk).buttons).not.toContain("Change");
    const old = deskWith(["lock"]);
    old.now += 60 * MINUTE;
    expect(shown(old).buttons).not.toContain("Change");
  });

  it("is not named beside a choice for a while, which goes first", () => {
    const page = shown(deskWith(["for-a-while", "lock"]));
    expect(page.text).toContain("For a while, until");
    expect(page.buttons).not.toContain("Change");
  });
});

describe("a pause, in the popup", () => {
  it("is shown until it ends, with the button that ends it", () => {
    const desk = new Desk("integrations-core", {});
    desk.pause(60);
    const page = shown(desk);
    expect(page.text).toMatch(/Rules and alerts are paused until \d+:\d\d [AP]M\./);
    page.press("End pause");
    expect(page.asked).toEqual([["endPause"]]);
    desk.now += 60 * MINUTE;
    expect(shown(desk).buttons).not.toContain("End pause");
  });
});

describe("the choice for a while", () => {
  it("is offered only while it is known where calls ring, and where there is a choice", () => {
    const desk = new Desk("integrations-core", {});
    const offers = () => shown(desk).buttons.includes("For a while");
    expect(offers()).toBe(true);
    desk.now += 60 * MINUTE;
    expect(offers()).toBe(false);
  });

  it("takes the place of the devices while it is open, and is left with Escape", () => {
    const desk = new Desk("integrations-core", {});
    expect(shown(desk).text).not.toContain("Only the phone");
    const open = shown(desk, { choosing: true });
    expect(open.text).toMatch(/Only the phone.*Only the softphone.*Both.*Then back to only the softphone\./);
    expect(open.text).not.toContain("+919876543210");
    expect(open.buttons).toEqual(expect.arrayContaining([expect.stringMatching(/^15 min to /), "Start"]));
    open.press("Cancel");
    open.press("For a while");
    expect(open.asked).toEqual([
      ["choose", false],
      ["choose", false],
    ]);
  });
});
