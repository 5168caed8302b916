import { AskedLines, type Place, percent } from "./band-row.tsx";

/** What is marked: that the agent was told, or who switched. */
export type MarkKind = "told" | "agent" | "rule" | "elsewhere";

interface MarkRowProps {
  readonly name: string;
  readonly marks: readonly { readonly at: number; readonly kind: MarkKind }[];
  /** The moments of the call that is asked about. */
  readonly asked: readonly number[];
  readonly place: Place;
}

/** A row of the chart with moments. */
export function MarkRow({ name, marks, asked, place }: MarkRowProps) {
  return (
    <div class="band-row">
      <span class="band-name">{name}</span>
      <svg class="band" aria-hidden="true">
        <AskedLines asked={asked} place={place} />
        {marks.map(({ at, kind }) => (
          <svg key={`${kind}${at}`} x={percent(place(at))} y="50%" overflow="visible" aria-hidden="true">
            <Mark kind={kind} />
          </svg>
        ))}
      </svg>
    </div>
  );
}

/** A sample of a mark. The text beside it says what it means. */
export function MarkKey({ kind }: { readonly kind: MarkKind }) {
  return (
    <svg class="band-key" viewBox="-12 -8 24 16" aria-hidden="true">
      <Mark kind={kind} />
    </svg>
  );
}

/** Around the origin. They differ in shape, so that they are told apart without colour. */
function Mark({ kind }: { readonly kind: MarkKind }) {
  switch (kind) {
    case "told":
      return <path class="mark mark-told" d="M0-6l6 11h-12z" />;
    case "agent":
      return <circle class="mark mark-agent" r="5" />;
    case "rule":
      return <path class="mark mark-rule" d="M0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5z" />;
    case "elsewhere":
      return <path class="mark mark-elsewhere" d="M-5-5h10v10h-10z" />;
  }
}
