interface BoundedNumberProps {
  readonly id: string;
  readonly describedBy: string;
  readonly bounds: { readonly least: number; readonly most: number };
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within bounds. Clamps a number outside them, and restores the previous value of an empty field. */
export function BoundedNumber({ id, describedBy, bounds, value, onChange }: BoundedNumberProps) {
  return (
    <input
      id={id}
      type="number"
      inputMode="numeric"
      aria-describedby={describedBy}
      min={bounds.least}
      max={bounds.most}
      step={1}
      value={String(value)}
      onChange={({ currentTarget }) => {
        const typed = currentTarget.valueAsNumber;
        const within = Math.round(Math.min(bounds.most, Math.max(bounds.least, typed)));
        currentTarget.value = String(Number.isNaN(within) ? value : within);
        if (!Number.isNaN(within)) onChange(within);
      }}
    />
  );
}
