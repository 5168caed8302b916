import { type Api, RULES } from "./api-rules.ts";
import { readingAtRest } from "./devices/reading-at-rest.ts";
import type { VerdictInput } from "./devices/verdict.ts";
import { type Message, message } from "./message.ts";
import { isPaused } from "./pause.ts";
import { lastingChoice } from "./rules/for-a-while.ts";
import type { RulesMemory } from "./rules/rules-memory.ts";
import { type Ring, ringOf } from "./switching/press.ts";

/** For how many minutes the phone can be made to ring, and for how many rules and alerts pause. */
export const MENU_MINUTES = { 15: 15, 30: 30, 60: 60, pause: 60 } as const;

/** An item of the toolbar icon's context menu. */
export type MenuId = Ring | "for-a-while" | "15" | "30" | "60" | "end-for-a-while" | "pause" | "history";

/** One item, as the browser is to show it. */
export interface MenuItem {
  readonly id: MenuId;
  /** The item in whose submenu it is. */
  readonly parentId?: MenuId;
  readonly title: Message;
  readonly visible: boolean;
  /** Whether it has a mark; absent if it never has one. */
  readonly checked?: boolean;
}

/** Everything on which the menu depends. */
export interface MenuInput extends VerdictInput {
  readonly rules: RulesMemory | null;
  /** When the agent's pause ends; `null` if there is none. */
  readonly pausedUntil: number | null;
}

/**
 * The context menu, in order. The browser shows six items at most beside its own, one of which is for the options. The mark says
 * where calls ring; while that is not known, there is none.
 */
export function menuItems(input: MenuInput): readonly MenuItem[] {
  const { account, rules, pausedUntil, now } = input;
  const rings = ringNow(input);
  const isForAWhile = lastingChoice(rules, now) !== null;
  const [visible, parentId] = [account !== null, "for-a-while"] as const;
  const minutes = (id: "15" | "30" | "60"): MenuItem => {
    return { id, parentId, title: message("menuMinutes", { count: MENU_MINUTES[id] }), visible };
  };
  return [
    { id: "phone", title: message("menuPhoneOnly"), visible, checked: rings === "phone" },
    { id: "softphone", title: message("menuSoftphoneOnly"), visible, checked: rings === "softphone" },
    {
      id: "both",
      title: message("menuBoth"),
      visible: account !== null && mayRingBoth(account.api),
      checked: rings === "both",
    },
    { id: "for-a-while", title: message("menuForAWhile"), visible },
    minutes("15"),
    minutes("30"),
    minutes("60"),
    { id: "end-for-a-while", parentId, title: message("menuEndNow"), visible: visible && isForAWhile },
    {
      id: "pause",
      title: isPaused(pausedUntil, now) ? message("menuEndPause") : message("menuPause"),
      visible,
    },
    { id: "history", title: message("historyToday"), visible },
  ];
}

function mayRingBoth(api: Api): boolean {
  return RULES[api].constraint === "at-least-one-on";
}

/** Where calls ring, by good and recent evidence with no switch under way; `null` if that is not known. */
function ringNow(input: MenuInput): Ring | null {
  const devices = readingAtRest(input)?.devices ?? null;
  if (devices === null || devices.some(({ kind, on }) => kind === "other" && on)) return null;
  const ring = ringOf(devices);
  return ring === "none" ? null : ring;
}
