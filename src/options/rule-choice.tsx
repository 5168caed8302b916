import type { ComponentChildren } from "preact";
import type { OptionsField } from "../core/field-to-mend.ts";
import type { SettingName } from "../core/policy/setting-keys.ts";
import { SettingChoice } from "./setting-choice.tsx";

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
      <SettingChoice
        id={id}
        setting={setting}
        label={label}
        hints={hints}
        isOn={isOn}
        isSpaced
        onChange={onChange}
      />
      {isOn && children !== undefined && <div class="rule-details">{children}</div>}
    </>
  );
}
