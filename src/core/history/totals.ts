import { merged } from "./bands.ts";
import { type Reachable, reachableBy } from "./reachable.ts";
import type { Stretch } from "./timeline.ts";

/** How long each was so, ms. */
export interface Totals {
  readonly reachable: Readonly<Record<Reachable, number>>;
  /** All of it that was observed, whatever was known. */
  readonly observed: number;
  /** The softphone was on, and Exotel said that it was not registered. */
  readonly unregistered: { readonly times: number; readonly lasted: number };
}

/** The sums of stretches that do not overlap, such as those of a day. */
export function totals(stretches: readonly Stretch[]): Totals {
  const parts = merged(stretches, reachableBy);
  const lasted = (wanted: Reachable): number => sum(parts.filter(({ value }) => value === wanted));
  const lost = merged(stretches, (facts) => facts?.registered === false).filter(({ value }) => value);
  return {
    reachable: {
      yes: lasted("yes"),
      perhaps: lasted("perhaps"),
      no: lasted("no"),
      "not-known": lasted("not-known"),
      "not-observed": lasted("not-observed"),
    },
    observed: sum(parts.filter(({ value }) => value !== "not-observed")),
    unregistered: { times: lost.length, lasted: sum(lost) },
  };
}

function sum(parts: readonly { readonly from: number; readonly to: number }[]): number {
  return parts.reduce((all, { from, to }) => all + to - from, 0);
}
