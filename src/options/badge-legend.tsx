import { inWords, t } from "../browser/i18n.ts";
import { BadgeChip } from "../ui/badge-chip.tsx";
import { BADGE_MEANINGS } from "./badge-meanings.ts";

export function BadgeLegend() {
  return (
    <section class="card" aria-labelledby="legend-heading">
      <h2 id="legend-heading">{t("badgeMeanings")}</h2>
      <dl class="legend">
        {BADGE_MEANINGS.map(({ badge, meaning }) => (
          <div key={badge.text}>
            <dt>
              <BadgeChip badge={badge} />
            </dt>
            <dd>{inWords(meaning)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
