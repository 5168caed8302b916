import { inWords, t } from "../browser/i18n.ts";
import { badge } from "../core/devices/badge.ts";
import { evidenceAge } from "../core/devices/device.ts";
import type { Verdict } from "../core/devices/verdict.ts";
import { verdictWords } from "../core/devices/verdict-sentences.ts";
import { type Message, message } from "../core/message.ts";
import { ago, wait } from "../core/spans.ts";
import { retryAt } from "../core/switching/journal.ts";
import { switchingWords } from "../core/switching/switching-words.ts";
import type { Items } from "../store/items.ts";
import { BadgeChip } from "../ui/badge-chip.tsx";
import { Icon } from "../ui/icon.tsx";
import { isEvidence } from "./evidence.ts";
import { heroFace } from "./hero-face.ts";

interface HeroProps {
  readonly verdict: Verdict;
  readonly items: Items;
  /** This machine's clock, ms. */
  readonly now: number;
  /** Whether the first paint is over: what is not needed for it waits. */
  readonly painted: boolean;
  readonly checking: boolean;
  /** Whether it is the place where an error is told, with what to do next. */
  readonly isAlert: boolean;
  readonly onCheck: () => void;
}

/** The answer: the verdict and its reason, with the toolbar's badge and the age of the evidence. */
export function Hero({ verdict, items, now, painted, checking, isAlert, onCheck }: HeroProps) {
  const { reading } = items.status;
  const switching = switchingWords(items.journal, reading?.devices ?? [], now);
  const { title, why } = switching ?? verdictWords(verdict, { ...items, now });
  const { kind, mark } = heroFace(verdict, switching !== null);
  const shown = badge(verdict);
  const isSetUp = items.account !== null;
  const dated = isSetUp && painted && reading !== null ? reading : null;
  return (
    <section class={`hero hero-${kind}`}>
      {/* Told once: as an alert, or as a change of status. */}
      <div
        role="status"
        class="hero-status"
        aria-live={isAlert ? "off" : undefined}
        tabIndex={-1}
        data-first-focus={isSetUp || undefined}
      >
        <div class="hero-mark">
          <Icon name={mark} />
        </div>
        <div key={isAlert ? "alert" : "words"} role={isAlert ? "alert" : undefined} class="hero-words">
          <p class="hero-title">{inWords(title)}</p>
          {why.length > 0 && <p class="hero-why">{inWords(why)}</p>}
        </div>
        {/* The age changes each second, which is not for a screen reader. */}
        <p class="hero-meta" aria-hidden="true">
          {shown.text !== "" && <BadgeChip badge={shown} />}
          <span>{dated !== null && inWords(age(verdict, items, evidenceAge(dated, now), now))}</span>
        </p>
      </div>
      {dated !== null && !dated.undated && (
        <p class="visually-hidden">{t("lastCheckedAt", { time: { moment: dated.takenAt } })}</p>
      )}
      {isSetUp && (
        <button
          type="button"
          class="icon-button check-now"
          title={t("popupCheckNow")}
          aria-disabled={checking}
          onClick={() => checking || onCheck()}
        >
          <Icon name="again" />
        </button>
      )}
    </section>
  );
}

function age(verdict: Verdict, { journal }: Items, ms: number, now: number): Message {
  const next = journal && retryAt(journal);
  const checked = message(isEvidence(verdict) ? "checkedAgo" : "lastCheckAgo", { ago: ago(ms) });
  if (next === null || next <= now) return checked;
  return message("checkedAndNextTry", { checked, span: wait(next - now) });
}
