import { BadgeChip } from "../ui/badge-chip.tsx";
import { LEGEND } from "./legend.ts";

export function BadgeLegend() {
  return (
    <section class="card" aria-labelledby="legend-heading">
      <h2 id="legend-heading">What the badge says</h2>
      <dl class="legend">
        {LEGEND.map(({ badge, meaning }) => (
          <div key={badge.text}>
            <dt>
              <BadgeChip badge={badge} />
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
