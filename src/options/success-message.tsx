import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icon.tsx";

interface SuccessMessageProps {
  readonly title: string;
  /** Whether this is a live region of its own. Pass `false` inside another live region. */
  readonly announce?: boolean;
  readonly children?: ComponentChildren;
}

/** Confirms that a request is done. */
export function SuccessMessage({ title, announce = true, children }: SuccessMessageProps) {
  return (
    <div role={announce ? "status" : undefined} class="success-message">
      <Icon name="check" />
      <div>
        <p class="success-message-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
