import type { ComponentChildren, Ref } from "preact";
import { inWords } from "../browser/i18n.ts";
import type { Message } from "../core/message.ts";

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly type?: "text" | "password";
  readonly required?: boolean;
  /** The initial value, restored when the form is reset. */
  readonly saved?: string | undefined;
  /** What is wrong with the value. */
  readonly error?: Message | undefined;
  /** A button that acts on the value. */
  readonly beside?: ComponentChildren;
  readonly input?: Ref<HTMLInputElement>;
  readonly onInput?: (input: HTMLInputElement) => void;
  /** Called when the value has changed and the agent leaves the field or presses Enter. */
  readonly onChange?: (input: HTMLInputElement) => void;
  /** Called on Enter instead of submitting the form. */
  readonly onEnter?: () => void;
}

/** A field in a form that reads its values on submit. Until then the browser keeps the typed text. */
export function TextField(props: TextFieldProps) {
  const {
    name,
    label,
    hint,
    type = "text",
    required = false,
    saved = "",
    error,
    beside,
    input,
    onInput,
    onChange,
    onEnter,
  } = props;
  const id = `field-${name}`;
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-line">
        <input
          ref={input ?? null}
          id={id}
          name={name}
          class="input"
          {...(type === "password" ? { type, dir: "ltr" as const } : { type, dir: "auto" as const })}
          defaultValue={saved}
          required={required}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={error !== undefined}
          {...(describedBy && { "aria-describedby": describedBy })}
          onInput={(event) => onInput?.(event.currentTarget)}
          onChange={(event) => onChange?.(event.currentTarget)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.isComposing || onEnter === undefined) return;
            event.preventDefault();
            onEnter();
          }}
        />
        {beside}
      </div>
      {error && (
        <p id={`${id}-error`} class="field-error">
          {inWords(error)}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
