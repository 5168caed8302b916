import type { Part } from "../core/history/bands.ts";
import { fillOf, type PartKind } from "./band-key.tsx";

/** Where a moment is drawn, in per cent of the chart's width. */
export type Place = (moment: number) => number;

export interface BandRowProps {
  readonly name: string;
  readonly parts: readonly Part<PartKind>[];
  /** The moments of the call that is asked about. */
  readonly asked: readonly number[];
  readonly place: Place;
  /** Whether it is the row that matters most. */
  readonly isMain?: boolean;
}

/** The least width of what must not be overlooked, in per cent. */
const LEAST = 0.4;

/** One row of the chart. */
export function BandRow({ name, parts, asked, place, isMain = false }: BandRowProps) {
  return (
    <div class={isMain ? "band-row band-row-main" : "band-row"}>
      <span class="band-name">{name}</span>
      <svg class="band" aria-hidden="true">
        {parts.map(({ from, to, value }) => {
          const isBad = value === "no" || value === "half";
          const width = Math.max(place(to) - place(from), isBad ? LEAST : 0);
          return (
            <rect
              key={from}
              class={`part part-${value}`}
              x={percent(place(from))}
              width={percent(width)}
              fill={fillOf(value)}
            />
          );
        })}
        <AskedLines asked={asked} place={place} />
      </svg>
    </div>
  );
}

/** Where the moments of the call are. */
export function AskedLines({ asked, place }: Pick<BandRowProps, "asked" | "place">) {
  return (
    <>
      {asked.map((moment) => (
        <line
          key={moment}
          class="asked"
          x1={percent(place(moment))}
          x2={percent(place(moment))}
          y1="0"
          y2="100%"
        />
      ))}
    </>
  );
}

/** A place in the chart, as CSS and SVG write it. */
export function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}
