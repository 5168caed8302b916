import { inWords, t } from "../browser/i18n.ts";
import { badge } from "../core/devices/badge.ts";
import type { Reading } from "../core/devices/device.ts";
import { evidenceAge, type Verdict } from "../core/devices/verdict.ts";
import { verdictSentences } from "../core/devices/verdict-sentences.ts";
import type { Settings } from "../core/settings.ts";
import { ago } from "../core/spans.ts";
import { BadgeChip } from "../ui/badge-chip.tsx";
import { Icon } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";

interface VerdictPanelProps {
  readonly verdict: Verdict;
  readonly reading: Reading | null;
  readonly settings: Settings;
  readonly now: number;
  readonly checking: boolean;
  readonly onCheck: () => void;
}

/** The verdict, with the toolbar's badge beside it. */
export function VerdictPanel({ verdict, reading, settings, now, checking, onCheck }: VerdictPanelProps) {
  const shown = badge(verdict);
  const isSetUp = verdict.reach !== "not-set-up";
  return (
    <header class={`verdict verdict-${shown.colour}`}>
      {isSetUp && (
        <button
          type="button"
          class="icon-button check-now"
          aria-label={t("popupCheckNow")}
          title={t("popupCheckNow")}
          aria-disabled={checking}
          onClick={() => checking || onCheck()}
        >
          <Icon name="again" />
        </button>
      )}
      <div class="toolbar-icon" aria-hidden="true">
        <Logo />
        {shown.text !== "" && <BadgeChip badge={shown} />}
      </div>
      <div role="status" class="verdict-words" tabIndex={-1} data-first-focus={isSetUp || undefined}>
        <p class="verdict-sentence">{inWords(verdictSentences(verdict, settings))}</p>
        {/* It changes each second; a screen reader should not announce that. */}
        <p class="verdict-age" aria-live="off">
          {isSetUp && reading !== null && t("readAgo", { ago: ago(evidenceAge(reading, now)) })}
        </p>
      </div>
    </header>
  );
}
