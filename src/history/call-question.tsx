import { t } from "../browser/i18n.ts";
import { answerAt, changesWithin } from "../core/history/answer.ts";
import type { History } from "../core/history/record.ts";
import { type Stretch, stretchAt } from "../core/history/timeline.ts";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerBox, type AnswerBoxProps } from "./answer-box.tsx";

interface CallQuestionProps {
  /** The moments at which the clock showed the time. */
  readonly asked: readonly number[];
  /** Of all days. */
  readonly stretches: readonly Stretch[];
  readonly history: History;
  readonly time: string;
  readonly now: number;
  readonly onTime: (time: string) => void;
}

/** Asks when a call was, and says what would have happened to it. */
export function CallQuestion({ asked, stretches, history, time, now, onTime }: CallQuestionProps) {
  const answers = asked.map(
    (moment, index): AnswerBoxProps => ({
      note: asked.length < 2 ? null : t(index === 0 ? "answerFirstTime" : "answerSecondTime"),
      answer: answerAt(stretches, history, moment, now),
      changes: changesWithin(stretches, moment),
    }),
  );
  return (
    <section class="card">
      <div class="ask">
        <label for="call-time">{t("historyWhenWasTheCall")}</label>
        <input
          id="call-time"
          class="input"
          type="time"
          step="1"
          value={time}
          aria-describedby="call-hint"
          onInput={(event) => onTime(event.currentTarget.value)}
        />
        <p id="call-hint" class="hint">
          {t("historyCallHint")}
        </p>
      </div>
      <div role="status">
        {answers.length === 0 && time !== "" && <p class="answer-none">{t("answerNoSuchTime")}</p>}
        {answers.map((one, index) => (
          <AnswerBox key={asked[index]} {...one} />
        ))}
      </div>
      <div class="answer-foot">
        {answers.length > 0 && (
          <AnswerActions
            answers={answers}
            isInTable={asked.some((one) => stretchAt(stretches, one) !== null)}
          />
        )}
        <p class="hint">{t("historyNotCalls")}</p>
      </div>
    </section>
  );
}
