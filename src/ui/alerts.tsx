import type { ComponentChildren } from "preact";
import { inWords } from "../browser/i18n.ts";
import type { Explanation, Trouble } from "../core/notice.ts";
import { Icon } from "./icon.tsx";
import { RichText } from "./rich-text.tsx";

/** What is wrong, with what the agent can quote to Exotel's support where there is anything. */
export type Explained = Explanation &
  Partial<Trouble> & {
    /** A host that the browser withholds, where the agent can allow it again. */
    readonly withheld?: string | null;
  };

interface AlertProps {
  readonly explanation: Explained;
  /** Buttons that act on what is wrong. */
  readonly children?: ComponentChildren;
}

/** What is wrong and what to do about it; stands inside an element with `role="alert"`. */
export function AlertBody({ explanation: { problem, remedy, requestId }, children }: AlertProps) {
  return (
    <div class="alert-body">
      <Icon name="warning" />
      <div>
        <p class="alert-problem">{inWords(problem)}</p>
        <p>{inWords(remedy)}</p>
        {requestId && (
          <p>
            <RichText id="supportReference" parts={{ id: <code>{requestId}</code> }} />
          </p>
        )}
        {children && <p class="alert-actions">{children}</p>}
      </div>
    </div>
  );
}
