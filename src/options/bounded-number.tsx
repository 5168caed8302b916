import { useEffect, useRef } from "preact/hooks";

interface BoundedNumberProps {
  readonly id: string;
  readonly describedBy: string;
  readonly bounds: { readonly least: number; readonly most: number };
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within bounds. Clamps a number outside them, and restores the previous value of an empty field. */
export function BoundedNumber({ id, describedBy, bounds, value, onChange }: BoundedNumberProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.value = String(value);
  }, [value]);
  return (
    <input
      ref={input}
      id={id}
      type="number"
      inputMode="numeric"
      aria-describedby={describedBy}
      min={bounds.least}
      max={bounds.most}
      step={1}
      // Not `value`: what is being typed would be lost with each change of the page.
      defaultValue={String(value)}
      onChange={({ currentTarget }) => {
        const typed = currentTarget.valueAsNumber;
        const within = Math.round(Math.min(bounds.most, Math.max(bounds.least, typed)));
        currentTarget.value = String(Number.isNaN(within) ? value : within);
        if (!Number.isNaN(within)) onChange(within);
      }}
    />
  );
}
