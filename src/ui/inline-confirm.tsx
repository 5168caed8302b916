import type { ComponentChildren } from "preact";

interface InlineConfirmProps {
  readonly title: string;
  /** What a yes leads to. */
  readonly children: ComponentChildren;
  readonly yes: string;
  readonly no: string;
  readonly onAnswer: (yes: boolean) => void;
}

/** A question that stands where it arose. The focus goes to the answer that changes nothing, and back in the end. */
export function InlineConfirm({ title, children, yes, no, onAnswer }: InlineConfirmProps) {
  return (
    <div
      role="alertdialog"
      class="question"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The popup would close.
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

/** Gives an element the focus, and gives it back when the element goes. */
function lendFocus(element: HTMLElement | null): () => void {
  const before = document.activeElement;
  element?.focus();
  return () => before instanceof HTMLElement && before.focus();
}
