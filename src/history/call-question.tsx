import { inWords, t } from "../browser/i18n.ts";
import { type Answer, answerAt, changesWithin } from "../core/history/answer.ts";
import { type Day, momentsAt } from "../core/history/days.ts";
import { reachableBy } from "../core/history/reachable.ts";
import type { History } from "../core/history/record.ts";
import type { Stretch } from "../core/history/timeline.ts";
import { Icon } from "../ui/icon.tsx";
import { markOf } from "./marks.ts";
import { reachWords } from "./reach-words.ts";

interface CallQuestionProps {
  readonly day: Day;
  /** The day's. */
  readonly stretches: readonly Stretch[];
  readonly history: History;
  readonly time: string;
  readonly now: number;
  readonly onTime: (time: string) => void;
}

/** Asks when a call was, and says what would have happened to it. */
export function CallQuestion({ day, stretches, history, time, now, onTime }: CallQuestionProps) {
  const moments = momentsAt(day, time);
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
        {moments.length === 0 && time !== "" && <p class="answer-none">{t("answerNoSuchTime")}</p>}
        {moments.map((moment, index) => (
          <AnswerBox
            key={moment}
            note={moments.length < 2 ? null : t(index === 0 ? "answerFirstTime" : "answerSecondTime")}
            answer={answerAt(stretches, history, moment, now)}
            changes={changesWithin(stretches, moment)}
          />
        ))}
      </div>
      <p class="hint">{t("historyNotCalls")}</p>
    </section>
  );
}

interface AnswerBoxProps {
  /** Which of two moments with the same time it is about. */
  readonly note: string | null;
  readonly answer: Answer;
  readonly changes: readonly Stretch[];
}

function AnswerBox({ note, answer, changes }: AnswerBoxProps) {
  const { title, showed, proof, facts } = answer;
  const reachable = reachableBy(facts);
  return (
    <div class={`answer answer-${reachable}`}>
      <div class="answer-mark">
        <Icon name={markOf(reachable)} />
      </div>
      <div>
        {note !== null && <p>{note}</p>}
        <p class="answer-title">{inWords(title)}</p>
        {showed !== null && (
          <p>{t("answerShowed", { time: { moment: showed.since }, words: inWords(showed.words) })}</p>
        )}
        {proof.length > 0 && <p class="proof">{inWords(proof)}</p>}
        {changes.map((change) => (
          <p key={change.from} class="proof">
            {t("answerChanged", { time: { moment: change.from }, words: reachWords(change.facts) })}
          </p>
        ))}
      </div>
    </div>
  );
}
