import type { ComponentChildren } from "preact";
import { lendFocus } from "./lend-focus.ts";

interface InlineConfirmProps {
  readonly title: string;
  /** Explains what happens after a yes. */
  readonly children: ComponentChildren;
  readonly yes: string;
  readonly no: string;
  readonly onAnswer: (yes: boolean) => void;
}

/** A question shown in place. Focuses the answer that changes nothing, and restores the focus afterwards. */
export function InlineConfirm({ title, children, yes, no, onAnswer }: InlineConfirmProps) {
  return (
    <div
      role="alertdialog"
      class="question"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // Otherwise Escape closes the popup.
        event.preventDefault();
        onAnswer(false);
      }}
    >
      <p id="question-title" class="question-title">
        {title}
      </p>
      <div id="question-text">{children}</div>
      <div class="question-answers">
        <button type="button" class="secondary" onClick={() => onAnswer(true)}>
          {yes}
        </button>
        <button type="button" class="primary" ref={lendFocus} onClick={() => onAnswer(false)}>
          {no}
        </button>
      </div>
    </div>
  );
}
