import { t } from "../browser/i18n.ts";
import type { Bands, Part, Shown } from "../core/history/bands.ts";
import type { HoursShown } from "../core/history/hours-shown.ts";
import { switcher } from "../core/history/switched-words.ts";
import type { MessageId } from "../core/message.ts";
import { BandKey, BandPatterns, type PartKind } from "./band-key.tsx";
import { BandRow, type BandRowProps, percent } from "./band-row.tsx";
import { hourOf } from "./date-words.ts";
import { MarkKey, type MarkKind, MarkRow } from "./mark-row.tsx";

interface BandChartProps {
  readonly bands: Bands;
  readonly hours: HoursShown;
  /** The moments of the call that is asked about. */
  readonly asked: readonly number[];
}

const MARKS = [
  { kind: "told", name: "bandTold" },
  { kind: "agent", name: "legendAgent" },
  { kind: "rule", name: "legendRule" },
  { kind: "elsewhere", name: "legendElsewhere" },
] as const satisfies { readonly kind: MarkKind; readonly name: MessageId }[];

/** A day as bands. For a screen reader, the table below says the same. */
export function BandChart({ bands, hours, asked }: BandChartProps) {
  const { reachable, phone, softphone, registered, tab, told, switched } = bands;
  const changes = switched.map((one) => ({ at: one.at, kind: switcher(one) }));
  const place = (moment: number): number => (100 * (moment - hours.from)) / (hours.to - hours.from);
  const line = { asked, place };
  // The bands are mirrored by their style, which would mirror the hours' letters too.
  const hourPlace = (moment: number): number =>
    document.dir === "rtl" ? 100 - place(moment) : place(moment);
  return (
    <>
      <BandPatterns />
      <div class="bands" role="img" aria-label={t("bandsDescription")}>
        <AskedNames {...line} />
        <BandRow name={t("bandReachable")} parts={reachable} isMain {...line} />
        <BandRow name={t("devicePhone")} parts={asOn(phone)} {...line} />
        <BandRow name={t("deviceSoftphone")} parts={asOn(softphone)} {...line} />
        <BandRow name={t("deviceRegistered")} parts={asOn(registered)} {...line} />
        {tab !== null && <BandRow name={t("bandTab")} parts={asOn(tab)} {...line} />}
        {told.length > 0 && (
          <MarkRow name={t("bandTold")} marks={told.map((at) => ({ at, kind: "told" }))} {...line} />
        )}
        {changes.length > 0 && <MarkRow name={t("bandSwitched")} marks={changes} {...line} />}
        <div class="band-row">
          <span />
          <svg class="axis" aria-hidden="true">
            {hours.labelled.map((moment) => (
              <text key={moment} x={percent(hourPlace(moment))} y="1em" text-anchor={anchorAt(place(moment))}>
                {hourOf(moment)}
              </text>
            ))}
          </svg>
        </div>
      </div>
      <ul class="legend">
        <li>
          <BandKey kind="on" />
          {t("legendOn")}
        </li>
        <li>
          <BandKey kind="half" />
          {t("legendHalf")}
        </li>
        {MARKS.filter(({ kind }) =>
          kind === "told" ? told.length > 0 : changes.some((one) => one.kind === kind),
        ).map(({ kind, name }) => (
          <li key={kind}>
            <MarkKey kind={kind} />
            {t(name)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Says of the lines through the bands what they are. */
function AskedNames({ asked, place }: Pick<BandRowProps, "asked" | "place">) {
  const shown = asked.filter((moment) => place(moment) >= 0 && place(moment) <= 100);
  if (shown.length === 0) return null;
  return (
    <div class="band-row">
      <span />
      <div class="asked-names">
        {shown.map((moment) => (
          <span
            key={moment}
            class="asked-name"
            style={{ insetInlineStart: percent(Math.min(92, Math.max(8, place(moment)))) }}
          >
            {t("askedCall", { time: { minute: moment } })}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What is on or open has a colour of its own; what is off is left empty. */
function asOn(parts: readonly Part<Shown>[]): readonly Part<PartKind>[] {
  return parts
    .filter(({ value }) => value !== "no")
    .map((part) => (part.value === "yes" ? { ...part, value: "on" } : part));
}

/** The first and the last hour's name stay within the chart. */
function anchorAt(place: number): "start" | "middle" | "end" {
  if (place < 4) return "start";
  return place > 96 ? "end" : "middle";
}
