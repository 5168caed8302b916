import { RichText } from "../ui/rich-text.tsx";
import { BoundedNumber } from "./bounded-number.tsx";

interface PaceBoundProps {
  /** The ID of the message that contains the number. */
  readonly name: "settingsFastest" | "settingsSlowest";
  readonly bounds: { readonly least: number; readonly most: number };
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** The setting for the most or the least frequent reads: a number inside a sentence that is its label. */
export function PaceBound({ name, bounds, value, onChange }: PaceBoundProps) {
  const number = (
    <BoundedNumber id={name} describedBy="pace-hint" bounds={bounds} value={value} onChange={onChange} />
  );
  return (
    <p class="choice-spaced">
      <RichText id={name} around={(words) => <label for={name}>{words}</label>} parts={{ number }} />
    </p>
  );
}
