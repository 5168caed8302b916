import { useState } from "preact/hooks";
import { inWords, locale, t } from "../browser/i18n.ts";
import type { MessageId } from "../core/message.ts";
import type { OutsideHours, Settings } from "../core/settings.ts";
import { type Hours, hoursProblem } from "./hours-problem.ts";
import { Locked } from "./locked.tsx";

type Choices = Hours & Pick<Settings, "outsideHours">;

interface WorkingHoursProps {
  readonly settings: Choices;
  readonly onChange: (changes: Partial<Choices>) => void;
}

const DAYS = ["1", "2", "3", "4", "5", "6", "7"];

const OUTSIDE = {
  phone: "ruleOutsidePhone",
  softphone: "ruleOutsideSoftphone",
  "as-before": "ruleOutsideAsBefore",
} as const satisfies Record<OutsideHours, MessageId>;

/** The working days and times, and where calls ring outside them. What is wrong stays in the fields, and is not saved. */
export function WorkingHours({ settings, onChange }: WorkingHoursProps) {
  const { workingDays, workingFrom, workingUntil, outsideHours } = settings;
  const [hours, setHours] = useState<Hours>({ workingDays, workingFrom, workingUntil });
  const problem = hoursProblem(hours);

  function enter(changes: Partial<Hours>): void {
    const entered = { ...hours, ...changes };
    setHours(entered);
    if (hoursProblem(entered) === null) onChange(entered);
  }

  const time = (name: "workingFrom" | "workingUntil", label: string) => (
    <Locked name={name}>
      <p>
        <label for={name}>{label}</label>{" "}
        <input
          id={name}
          class="rule-time"
          type="time"
          value={hours[name]}
          aria-invalid={problem?.at.includes(name) === true}
          aria-describedby="hours-problem"
          onChange={({ currentTarget }) => enter({ [name]: currentTarget.value })}
        />
      </p>
    </Locked>
  );

  return (
    <>
      <Locked name="workingDays">
        <fieldset aria-describedby="hours-problem">
          <legend>{t("ruleDays")}</legend>
          <div class="rule-days">
            {DAYS.map((day) => (
              <label key={day} class="choice">
                <input
                  type="checkbox"
                  checked={hours.workingDays.includes(day)}
                  onChange={({ currentTarget }) =>
                    enter({ workingDays: daysWith(hours, day, currentTarget.checked) })
                  }
                />
                <span>{nameOf(day)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      </Locked>
      <div class="rule-times">
        {time("workingFrom", t("ruleFrom"))}
        {time("workingUntil", t("ruleUntil"))}
      </div>
      <p id="hours-problem" role="alert" class="field-error">
        {problem !== null && inWords(problem.says)}
      </p>
      <Locked name="outsideHours">
        <fieldset>
          <legend>{t("ruleOutside")}</legend>
          {Object.entries(OUTSIDE).map(([value, label]) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name="outside-hours"
                checked={value === outsideHours}
                onChange={() => onChange({ outsideHours: value as OutsideHours })}
              />
              <span>{t(label)}</span>
            </label>
          ))}
        </fieldset>
      </Locked>
    </>
  );
}

function daysWith({ workingDays }: Hours, day: string, isWorking: boolean): string {
  return DAYS.filter((each) => (each === day ? isWorking : workingDays.includes(each))).join("");
}

/** The name of a day of the week, from 1 for Monday. */
function nameOf(day: string): string {
  // The first of January 2024 was a Monday.
  return new Intl.DateTimeFormat(locale(), { weekday: "short", timeZone: "UTC" }).format(
    Date.UTC(2024, 0, Number(day)),
  );
}
