interface SelectFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** What can be chosen, by its value. */
  readonly choices: Readonly<Record<string, string>>;
  /** What the field starts with, and goes back to when its form is reset; the first where there is none. */
  readonly saved?: string | undefined;
}

/** A choice from a few, in a form that reads its values on submit. */
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
