import { inWords, t } from "../browser/i18n.ts";
import { duration } from "../core/history/durations.ts";
import type { Totals } from "../core/history/totals.ts";
import { BandKey } from "./band-key.tsx";

/** For how long calls would have reached the agent, and for how long not. */
export function TotalsList({ totals }: { readonly totals: Totals }) {
  const { reachable, observed, unregistered } = totals;
  return (
    <ul class="totals">
      <li>
        <BandKey kind="yes" />
        {t("totalReachable", { reachable: duration(reachable.yes), observed: duration(observed) })}
      </li>
      {reachable.perhaps > 0 && (
        <li>
          <BandKey kind="perhaps" />
          {t("totalPerhaps", { span: duration(reachable.perhaps) })}
        </li>
      )}
      <li>
        <BandKey kind="no" />
        {t("totalNotReachable", { span: duration(reachable.no) })}
      </li>
      <li>
        <BandKey kind="not-known" />
        {t("totalNotKnown", { span: duration(reachable["not-known"]) })}
      </li>
      <li>
        <BandKey kind="not-observed" />
        {t("totalNotObserved", { span: duration(reachable["not-observed"]) })}
      </li>
      {unregistered.times > 0 && (
        <li>
          <BandKey kind="half" />
          {inWords({
            id: "totalUnregistered",
            params: { count: unregistered.times, span: duration(unregistered.lasted) },
          })}
        </li>
      )}
    </ul>
  );
}
