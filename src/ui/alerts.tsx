import type { ComponentChildren } from "preact";
import { inWords } from "../browser/i18n.ts";
import type { Explanation, Trouble } from "../core/notice.ts";
import { Icon } from "./icon.tsx";
import { RichText } from "./rich-text.tsx";

/** A problem and its remedy, with Exotel's request ID to quote to support if there is one. */
export type Explained = Explanation &
  Partial<Trouble> & {
    /** A host that the browser blocks and the agent can allow again. */
    readonly withheld?: string | null;
  };

interface AlertProps {
  readonly explanation: Explained;
  /** Buttons that act on the problem. */
  readonly children?: ComponentChildren;
}

/** A problem and what to do about it. Place it inside an element with `role="alert"`. */
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
