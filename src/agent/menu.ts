import type { Reply } from "../browser/commands.ts";
import { MENU_MINUTES, type MenuId, type MenuItem, menuItems } from "../core/menu.ts";
import { isPaused } from "../core/pause.ts";
import type { Ring } from "../core/switching/press.ts";
import type { Items } from "../store/items.ts";
import type { Pause } from "./pause.ts";
import type { Platform } from "./platform.ts";
import type { TakePress } from "./press.ts";
import type { Rules } from "./rules.ts";
import type { State } from "./state.ts";

/** The context menu of the toolbar icon. */
export interface ContextMenu {
  /** Shows the menu of the state. */
  paint(items: Items): void;
  chosen(id: MenuId): Promise<void>;
}

const MINUTE = 60_000;

const isRing = (id: MenuId): id is Ring => id === "phone" || id === "softphone" || id === "both";

export function createContextMenu(
  platform: Platform,
  state: State,
  press: TakePress,
  rules: Rules,
  pause: Pause,
): ContextMenu {
  const { now } = platform;
  const shown = new Map<MenuId, string>();

  /** Skips what has not changed. The browser keeps the menu, and a new worker paints all of it once. */
  function paint(items: Items): void {
    const isChanged = (item: MenuItem): boolean => shown.get(item.id) !== JSON.stringify(item);
    const changed = menuItems({ ...items, now: now() }).filter(isChanged);
    for (const item of changed) shown.set(item.id, JSON.stringify(item));
    if (changed.length > 0) platform.showMenu(changed);
  }

  async function act(id: MenuId): Promise<Reply> {
    if (isRing(id)) return press({ ring: id }, "menu");
    switch (id) {
      case "15":
      case "30":
      case "60":
        return rules.forAWhile({ ring: "phone" }, now() + MENU_MINUTES[id] * MINUTE);
      case "end-for-a-while":
        return rules.endForAWhile();
      case "pause":
        return isPaused(state.items.pausedUntil, now())
          ? pause.end()
          : pause.begin(now() + MENU_MINUTES.pause * MINUTE);
      case "for-a-while":
      case "history":
        return { ok: true };
    }
  }

  return {
    paint,
    async chosen(id) {
      // The browser has set the mark itself.
      shown.delete(id);
      paint(state.items);
      const reply = await act(id);
      // A press that was refused has been told already.
      if (reply.ok || isRing(id)) return;
      const { problem, remedy } = reply;
      await state.set({ notice: { at: now(), problem, remedy, requestId: null, origin: "menu" } });
    },
  };
}
