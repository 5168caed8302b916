import type { SettingName } from "../core/policy/setting-keys.ts";
import { Locked } from "./locked.tsx";

interface SettingChoiceProps {
  readonly setting: SettingName;
  /** The checkbox's ID, where the popup leads to it. */
  readonly id?: string;
  readonly label: string;
  /** What it does, and what it cannot: a paragraph each. */
  readonly hints?: readonly string[];
  readonly isOn: boolean;
  /** Whether there is space above it. */
  readonly isSpaced?: boolean;
  readonly onChange: (isOn: boolean, box: HTMLInputElement) => void;
}

/** A setting that is on or off. */
export function SettingChoice(props: SettingChoiceProps) {
  const { setting, id, label, hints = [], isOn, isSpaced, onChange } = props;
  const hintId = `${id ?? setting}-hint`;
  return (
    <Locked name={setting}>
      <label class={isSpaced ? "choice choice-spaced" : "choice"}>
        <input
          {...(id && { id })}
          type="checkbox"
          checked={isOn}
          {...(hints.length > 0 && { "aria-describedby": hintId })}
          onChange={({ currentTarget }) => onChange(currentTarget.checked, currentTarget)}
        />
        <span>{label}</span>
      </label>
      {hints.length > 0 && (
        <div id={hintId} class="hint choice-hint">
          {hints.map((hint) => (
            <p key={hint}>{hint}</p>
          ))}
        </div>
      )}
    </Locked>
  );
}
