import type { ComponentChildren } from "preact";
import type { Explanation } from "../core/words.ts";
import { Glyph } from "./glyph.tsx";

interface AlertProps {
  readonly explanation: Explanation;
  /** For the agent to quote to support. */
  readonly requestId?: string | null;
  /** Buttons that act on what is wrong. */
  readonly children?: ComponentChildren;
}

/** What is wrong and what to do about it; stands inside an element with `role="alert"`. */
export function AlertBody({ explanation, requestId, children }: AlertProps) {
  return (
    <div class="alert-body">
      <Glyph name="warning" />
      <div>
        <p class="alert-problem">{explanation.problem}</p>
        {/* A remedy may count down; only the problem is worth interrupting a listener for, again. */}
        <p aria-live="off">{explanation.remedy}</p>
        {requestId && (
          <p>
            For Exotel's support: <code>{requestId}</code>
          </p>
        )}
        {children && <p class="alert-actions">{children}</p>}
      </div>
    </div>
  );
}
