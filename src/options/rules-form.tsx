import { useRef } from "preact/hooks";
import { t } from "../browser/i18n.ts";
import { tellsOfLocks } from "../browser/presence.ts";
import { type Api, RULES } from "../core/api-rules.ts";
import type { Settings } from "../core/settings.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { useIsLocked } from "./locked.tsx";
import { RuleChoice } from "./rule-choice.tsx";
import { SafetyNetTimes } from "./safety-net-times.tsx";
import { useAddressedField } from "./use-addressed-field.ts";
import { useSettings } from "./use-settings.ts";
import { WorkingHours } from "./working-hours.tsx";

interface RulesFormProps {
  readonly settings: Settings;
  readonly api: Api;
}

const HOURS = ["workingDays", "workingFrom", "workingUntil"] as const;

/** What happens without being asked each time. Each rule is off until it is turned on. */
export function RulesForm({ settings: saved, api }: RulesFormProps) {
  const { settings, reply, change } = useSettings(saved);
  const { ringsWhenDropped, ringsWhileLocked, workingHours } = settings;
  const isLocked = useIsLocked();
  const card = useRef<HTMLElement>(null);
  const { constraint, reportsRegistration } = RULES[api];

  useAddressedField((field) => card.current?.querySelector<HTMLElement>(`#${field}`)?.focus());

  return (
    <section ref={card} class="card" aria-labelledby="rules-heading">
      <div class="card-head">
        <h2 id="rules-heading">{t("rulesHeading")}</h2>
        <span class="saved" aria-live="polite">
          {reply?.ok && t("settingsSaved")}
        </span>
      </div>
      <p class="hint">{t("rulesHint")}</p>
      <RuleChoice
        id="safety-net"
        setting="ringsWhenDropped"
        label={t("ruleSafetyNet")}
        hints={[
          t(constraint === "at-least-one-on" ? "ruleSafetyNetAsWell" : "ruleSafetyNetInstead"),
          ...(reportsRegistration ? [] : [t("ruleSafetyNetByTab")]),
        ]}
        isOn={ringsWhenDropped}
        onChange={(isOn) => void change({ ringsWhenDropped: isOn })}
      >
        <SafetyNetTimes settings={settings} onChange={(changes) => void change(changes)} />
      </RuleChoice>
      <RuleChoice
        id="lock"
        setting="ringsWhileLocked"
        label={t("ruleLock")}
        hints={tellsOfLocks() ? [t("ruleLockHint"), t("ruleLockLimits")] : [t("lockNotTold")]}
        isOn={ringsWhileLocked}
        onChange={(isOn) => void change({ ringsWhileLocked: isOn })}
      />
      <RuleChoice
        id="hours"
        setting="workingHours"
        label={t("ruleHours")}
        hints={[t("ruleHoursHint", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })]}
        isOn={workingHours}
        onChange={(isOn) => void change({ workingHours: isOn })}
      >
        <WorkingHours
          // What the policy sets anew replaces what is in the fields.
          key={JSON.stringify(HOURS.map((name) => isLocked(name) && settings[name]))}
          settings={settings}
          onChange={(changes) => void change(changes)}
        />
      </RuleChoice>
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}
