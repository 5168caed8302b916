import { useEffect, useRef } from "preact/hooks";
import { badge } from "../core/badge.ts";
import type { Reading } from "../core/device.ts";
import type { Settings } from "../core/settings.ts";
import { evidenceAge, type Verdict } from "../core/verdict.ts";
import { ago, verdictSentence } from "../core/words.ts";
import { BadgeChip } from "../ui/badge-chip.tsx";
import { Glyph } from "../ui/glyph.tsx";
import { Mark } from "../ui/mark.tsx";

interface VerdictPanelProps {
  readonly verdict: Verdict;
  readonly reading: Reading | null;
  readonly settings: Settings;
  readonly now: number;
  /** Reads the devices now; `null` where there is nothing to read. */
  readonly onCheck: (() => void) | null;
  readonly checking: boolean;
}

/** The answer to the agent's one question, with the toolbar's badge beside it. */
export function VerdictPanel({ verdict, reading, settings, now, onCheck, checking }: VerdictPanelProps) {
  const shown = badge(verdict);
  const status = useRef<HTMLDivElement>(null);
  // A popup opens with the focus nowhere. Here a screen reader says the verdict, and the next Tab is the first switch.
  const isSetUp = onCheck !== null;
  useEffect(() => {
    if (isSetUp) status.current?.focus();
  }, [isSetUp]);

  return (
    <header class={`verdict verdict-${verdict.reach === "not-set-up" ? "none" : shown.colour}`}>
      {onCheck && (
        <button
          type="button"
          class="icon-button check-now"
          aria-label="Check now"
          title="Check now"
          aria-disabled={checking}
          onClick={checking ? undefined : onCheck}
        >
          <Glyph name="again" />
        </button>
      )}
      <div class="toolbar-icon" aria-hidden="true">
        <Mark />
        {shown.text !== "" && <BadgeChip badge={shown} />}
      </div>
      <div role="status" class="verdict-words" tabIndex={-1} ref={status}>
        <p class="verdict-sentence">{verdictSentence(verdict, settings)}</p>
        <p class="verdict-age" aria-live="off">
          {reading !== null && verdict.reach !== "not-set-up" && `Read ${ago(evidenceAge(reading, now))}.`}
        </p>
      </div>
    </header>
  );
}
