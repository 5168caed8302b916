import { inWords, t } from "../browser/i18n.ts";
import { message } from "../core/message.ts";
import type { Explanation } from "../core/notice.ts";
import type { AfterForAWhile } from "../core/rules/after-for-a-while.ts";
import { nextTime, suggestedEnd } from "../core/rules/for-a-while.ts";
import { period } from "../core/spans.ts";
import type { Ring } from "../core/switching/press.ts";
import { lendFocus } from "../ui/lend-focus.ts";
import { afterWords } from "./after-words.ts";
import type { PopupActions } from "./popup-state.ts";

interface ForAWhilePanelProps {
  /** Where calls can ring. */
  readonly rings: readonly Ring[];
  readonly after: AfterForAWhile;
  /** This machine's clock, ms. */
  readonly now: number;
  readonly actions: PopupActions;
}

const WHERE = {
  phone: "forAWhilePhone",
  softphone: "forAWhileSoftphone",
  both: "forAWhileBoth",
} as const satisfies Record<Ring, string>;

/** For how long, ms. */
const SPANS = [900_000, 1_800_000, 3_600_000];

const NO_TIME: Explanation = {
  problem: [message("forAWhileNoTime")],
  remedy: [message("forAWhileEnterTime")],
};

/** Where calls ring for a while, and for how long. It takes the place of the devices. */
export function ForAWhilePanel({ rings, after, now, actions }: ForAWhilePanelProps) {
  function start(form: HTMLFormElement, until: number | null): void {
    if (until === null) actions.explain(NO_TIME);
    else actions.forAWhile(new FormData(form).get("ring") as Ring, until);
  }
  return (
    <form
      id="while"
      class="while"
      aria-label={t("forAWhile")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        start(form, nextTime(String(new FormData(form).get("until")), Date.now()));
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // Otherwise Escape closes the popup.
        event.preventDefault();
        actions.choose(false);
      }}
    >
      <fieldset>
        <legend>{t("forAWhileRing")}</legend>
        <div class="while-rings">
          {rings.map((ring, index) => (
            <label key={ring}>
              <input
                type="radio"
                name="ring"
                value={ring}
                defaultChecked={index === 0}
                {...(index === 0 && { ref: lendFocus })}
              />
              {t(WHERE[ring])}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t("forAWhileHowLong")}</legend>
        <div class="while-spans">
          {SPANS.map((span) => (
            <button
              key={span}
              type="button"
              onClick={({ currentTarget }) => start(currentTarget.form as HTMLFormElement, Date.now() + span)}
            >
              {span === 3_600_000 ? t("forAWhileHour") : inWords(period(span))}{" "}
              <small>{t("forAWhileTo", { time: { minute: now + span } })}</small>
            </button>
          ))}
        </div>
      </fieldset>
      <p class="while-until">
        <label for="while-until">{t("forAWhileOrUntil")}</label>
        <input id="while-until" type="time" name="until" defaultValue={suggestedEnd(now)} />
        <button type="submit">{t("forAWhileStart")}</button>
        <button type="button" class="link" onClick={() => actions.choose(false)}>
          {t("forAWhileCancel")}
        </button>
      </p>
      <p class="while-after">{inWords(afterWords(after))}</p>
    </form>
  );
}
