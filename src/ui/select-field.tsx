interface SelectFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** The options' texts, by value. */
  readonly choices: Readonly<Record<string, string>>;
  /** The initial value, restored when the form is reset; the first option by default. */
  readonly saved?: string | undefined;
}

/** A drop-down in a form that reads its values on submit. */
export function SelectField({ name, label, hint, choices, saved }: SelectFieldProps) {
  const id = `field-${name}`;
  const all = Object.entries(choices);
  const chosen = saved ?? all[0]?.[0];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} class="input" aria-describedby={`${id}-hint`}>
        {all.map(([value, text]) => (
          <option key={value} value={value} {...{ defaultSelected: value === chosen }}>
            {text}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}
