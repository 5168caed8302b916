import { t } from "../browser/i18n.ts";
import { type SetUpFacts, setUpChecks, tally } from "../core/set-up/set-up-check.ts";
import type { Items } from "../store/items.ts";
import { DiagnosticsCard } from "../ui/diagnostics-card.tsx";
import { Logo } from "../ui/logo.tsx";
import { AutomaticList } from "./automatic-list.tsx";
import { CheckRow } from "./check-row.tsx";

interface SetUpPageProps {
  readonly items: Items;
  readonly browser: Omit<SetUpFacts, keyof Items | "now">;
  /** This machine's clock, ms. */
  readonly now: number;
}

/** What a start of shift needs, point by point. */
export function SetUpPage({ items, browser, now }: SetUpPageProps) {
  const checks = setUpChecks({ ...items, ...browser, now });
  const { bad, unknown } = tally(checks);
  return (
    <>
      <header class="page-head">
        <Logo />
        <div>
          <h1>{t("checkHeading")}</h1>
          <p class="lead">{t("checkLead")}</p>
        </div>
      </header>
      <p role="status" class="tally">
        {bad === 0 && unknown === 0 && t("checkAllGood")}
        {bad > 0 && `${t("checkBad", { count: bad })} `}
        {unknown > 0 && t("checkUnknown", { count: unknown })}
      </p>
      <ul class="checks">
        {checks.map((check) => (
          <CheckRow key={check.name} check={check} />
        ))}
      </ul>
      {items.account !== null && <AutomaticList settings={items.settings} />}
      <DiagnosticsCard items={items} />
    </>
  );
}
