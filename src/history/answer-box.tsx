import { inWords, t } from "../browser/i18n.ts";
import type { Answer } from "../core/history/answer.ts";
import { reachableBy } from "../core/history/reachable.ts";
import type { Stretch } from "../core/history/timeline.ts";
import { Icon } from "../ui/icon.tsx";
import { markOf } from "./marks.ts";
import { reachWords } from "./reach-words.ts";

export interface AnswerBoxProps {
  /** Which of two moments with the same time it is about. */
  readonly note: string | null;
  readonly answer: Answer;
  readonly changes: readonly Stretch[];
}

/** What would have happened to a call, and what shows it. */
export function AnswerBox({ note, answer, changes }: AnswerBoxProps) {
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
        {showed !== null && <p>{inWords(showed)}</p>}
        {proof.length > 0 && <p class="proof">{inWords(proof)}</p>}
        {changes.map((change) => (
          <p key={change.from} class="proof">
            {changeWords(change)}
          </p>
        ))}
      </div>
    </div>
  );
}

/** The same as text. */
export function answerText({ note, answer, changes }: AnswerBoxProps): string {
  const { title, showed, proof } = answer;
  const sentences = inWords(showed === null ? [title, ...proof] : [title, showed, ...proof]);
  return [...(note === null ? [] : [note]), sentences, ...changes.map(changeWords)].join(" ");
}

function changeWords({ from, facts }: Stretch): string {
  return t("answerChanged", { time: { moment: from }, words: { sentences: reachWords(facts) } });
}
