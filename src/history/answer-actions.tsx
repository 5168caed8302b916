import { useState } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import { type AnswerBoxProps, answerText } from "./answer-box.tsx";
import { ASKED_ROW } from "./day-table.tsx";

interface AnswerActionsProps {
  readonly answers: readonly AnswerBoxProps[];
  /** Whether the table has a row for it. */
  readonly isInTable: boolean;
}

/** What can be done with the answer about a call. */
export function AnswerActions({ answers, isInTable }: AnswerActionsProps) {
  const text = answers.map(answerText).join("\n");
  const [copied, setCopied] = useState<string | null>(null);
  const [isRefused, setRefused] = useState(false);
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setCopied(isCopied ? text : null);
    setRefused(!isCopied);
  };
  return (
    <div class="answer-actions">
      <button type="button" class="secondary" onClick={() => void copy()}>
        {t(copied === text ? "answerCopied" : "answerCopy")}
      </button>
      {isInTable && (
        <button type="button" class="secondary" onClick={() => document.getElementById(ASKED_ROW)?.focus()}>
          {t("answerShowInTable")}
        </button>
      )}
      {isRefused && <p role="alert">{t("answerNotCopied")}</p>}
    </div>
  );
}
