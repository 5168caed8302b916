import { type Badge, badge, REFUSED_PRESS } from "../core/devices/badge.ts";
import { type Verdict, type VerdictInput, verdict } from "../core/devices/verdict.ts";
import { verdictSentences } from "../core/devices/verdict-sentences.ts";
import { message, type Sentences } from "../core/message.ts";
import type { Notice } from "../core/notice.ts";
import { isUnseen } from "../core/switching/journal.ts";
import type { Items } from "../store/items.ts";
import type { Platform } from "./platform.ts";

/** How long the toolbar shows that a key press, or a choice in the icon's menu, failed, ms. */
const REFUSAL_SHOWN_FOR = 5_000;

/** Paints the badge and the tooltip from the state alone. */
export interface Toolbar {
  paint(items: Items): void;
  /** Shows that nothing is known because the browser cannot read its storage. */
  showUnreadable(): void;
}

export function createToolbar(platform: Platform): Toolbar {
  let latest: Items | null = null;
  let isRepaintPlanned = false;
  let painted = "";

  /** Skips repeats. The browser keeps the last paint when the worker stops, so a new worker paints at least once. */
  function show(shown: Badge, title: Sentences): void {
    const key = JSON.stringify([shown, title]);
    if (key === painted) return;
    painted = key;
    platform.paint(shown, title);
  }

  /** A timer that fires early, or a clock that moves, leads to another repaint. */
  function planRepaint(at: number): void {
    if (isRepaintPlanned) return;
    isRepaintPlanned = true;
    platform.after(at - platform.now(), () => {
      isRepaintPlanned = false;
      if (latest !== null) paint(latest);
    });
  }

  function paint(items: Items): void {
    latest = items;
    const refusal = freshRefusal(items, platform.now());
    if (refusal !== null) planRepaint(refusal.at + REFUSAL_SHOWN_FOR);
    // A switch that has left no device on is worse than a failed press.
    if (refusal !== null && !isStranded(items)) {
      show(REFUSED_PRESS, refusal.problem);
    } else {
      const input = { ...items, now: platform.now() };
      const judged = verdict(input);
      show(badge(judged), titleOf(judged, input));
    }
  }

  return {
    paint,
    showUnreadable() {
      const unknown = badge({ reach: "unknown", why: "no-recent-read" });
      show(unknown, [message("storageUnreadable")]);
    },
  };
}

function titleOf(judged: Verdict, input: VerdictInput): Sentences {
  const { reading } = input.status;
  const sentences = verdictSentences(judged, input);
  if (reading === null || reading.undated || judged.reach === "not-set-up") return sentences;
  return [...sentences, message("checkedAt", { time: { moment: reading.takenAt } })];
}

/** The notice of a key press, or a choice in the icon's menu, that failed within the last few seconds; `null` if there is none. */
function freshRefusal({ notice }: Items, now: number): Notice | null {
  if (notice?.origin === undefined || !isUnseen(notice.origin)) return null;
  const age = now - notice.at;
  return age >= 0 && age < REFUSAL_SHOWN_FOR ? notice : null;
}

function isStranded({ journal }: Items): boolean {
  return journal?.noDeviceOn === true;
}
