interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly type?: "text" | "password";
  /** What the field starts with, and goes back to when its form is reset. */
  readonly saved?: string | undefined;
  /** What is wrong with what is in it. */
  readonly error?: string | undefined;
  readonly onInput?: (input: HTMLInputElement) => void;
}

/** A field of a form that reads its values on submit; the browser keeps what is typed meanwhile. */
export function TextField({ name, label, hint, type = "text", saved = "", error, onInput }: TextFieldProps) {
  const id = `field-${name}`;
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        {...(type === "password" ? { type } : { type, dir: "auto" as const })}
        defaultValue={saved}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={error !== undefined}
        {...(describedBy && { "aria-describedby": describedBy })}
        onInput={(event) => onInput?.(event.currentTarget)}
      />
      {error && (
        <p id={`${id}-error`} class="field-error">
          {error}
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
