import type { ComponentChildren } from "preact";
import type { OptionsField } from "../core/field-to-mend.ts";
import type { SettingName } from "../core/policy/setting-keys.ts";
import { Locked } from "./locked.tsx";

interface RuleChoiceProps {
  /** The place that the popup leads to. */
  readonly id: OptionsField;
  readonly setting: SettingName;
  readonly label: string;
  /** What it does, and what it cannot. */
  readonly hints: readonly string[];
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** How it works in detail, shown while it is on. */
  readonly children?: ComponentChildren;
}

/** A rule that can be turned on. */
export function RuleChoice({ id, setting, label, hints, isOn, onChange, children }: RuleChoiceProps) {
  return (
    <>
      <Locked name={setting}>
        <label class="choice choice-spaced">
          <input
            id={id}
            type="checkbox"
            checked={isOn}
            aria-describedby={`${id}-hint`}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
        <div id={`${id}-hint`} class="hint choice-hint">
          {hints.map((hint) => (
            <p key={hint}>{hint}</p>
          ))}
        </div>
      </Locked>
      {isOn && children !== undefined && <div class="rule-details">{children}</div>}
    </>
  );
}
