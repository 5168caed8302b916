import { type Badge, badge, REFUSED_PRESS } from "../core/devices/badge.ts";
import { verdict } from "../core/devices/verdict.ts";
import { verdictSentences } from "../core/devices/verdict-sentences.ts";
import { message, type Sentences } from "../core/message.ts";
import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";

/** How long a press that could not be done stands on the toolbar, ms. */
const REFUSAL_SHOWN_FOR = 5_000;

/** Paints badge and tooltip from the state, and nothing else. */
export interface Toolbar {
  paint(items: Items): void;
  /** Says for some seconds that a press could not be done. */
  showRefusal(problem: Sentences): void;
  /** Says that nothing is known, since the browser cannot read its storage. */
  showUnreadable(): void;
}

export function createToolbar(platform: Platform): Toolbar {
  let latest: Items | null = null;
  let refusals = 0;
  let painted = "";

  /** The browser keeps what was painted over the worker's death, so a new worker paints at least once. */
  function show(shown: Badge, title: Sentences): void {
    const key = JSON.stringify([shown, title]);
    if (key === painted) return;
    painted = key;
    platform.paint(shown, title);
  }

  function paint(items: Items): void {
    latest = items;
    const { status, settings } = items;
    const judged = verdict({ ...items, now: platform.now() });
    // No refusal is as bad as a switch that has left no device on.
    if (refusals > 0 && !isStranded(items)) return;
    const read =
      status.reading === null || status.reading.undated || judged.reach === "not-set-up"
        ? []
        : [message("readAt", { time: { moment: status.reading.takenAt } })];
    show(badge(judged), [...verdictSentences(judged, settings), ...read]);
  }

  return {
    paint,
    showRefusal(problem) {
      refusals += 1;
      if (latest === null || !isStranded(latest)) show(REFUSED_PRESS, problem);
      platform.after(REFUSAL_SHOWN_FOR, () => {
        refusals -= 1;
        if (latest !== null) paint(latest);
      });
    },
    showUnreadable() {
      const unknown = badge({ reach: "unknown", why: "no-recent-read" });
      show(unknown, [message("storageUnreadable")]);
    },
  };
}

function isStranded({ journal }: Items): boolean {
  return journal?.noDeviceOn === true;
}
