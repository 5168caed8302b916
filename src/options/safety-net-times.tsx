import { t } from "../browser/i18n.ts";
import { DROPPED_READS, type Settings, WELL_MINUTES } from "../core/settings.ts";
import { RichText } from "../ui/rich-text.tsx";
import { BoundedNumber } from "./bounded-number.tsx";
import { Locked } from "./locked.tsx";

type Times = Pick<Settings, "droppedReads" | "wellMinutes">;

interface SafetyNetTimesProps {
  readonly settings: Times;
  readonly onChange: (changes: Partial<Times>) => void;
}

const SETTINGS = { ruleDroppedReads: "droppedReads", ruleWellMinutes: "wellMinutes" } as const;
const BOUNDS = { ruleDroppedReads: DROPPED_READS, ruleWellMinutes: WELL_MINUTES };

/** When the safety net begins, and when it ends. */
export function SafetyNetTimes({ settings, onChange }: SafetyNetTimesProps) {
  const number = (id: keyof typeof BOUNDS, value: number, set: (value: number) => void) => (
    <Locked name={SETTINGS[id]}>
      <p>
        <RichText
          id={id}
          around={(words) => <label for={id}>{words}</label>}
          parts={{
            number: (
              <BoundedNumber
                id={id}
                describedBy={`${id}-bounds`}
                bounds={BOUNDS[id]}
                value={value}
                onChange={set}
              />
            ),
          }}
        />{" "}
        <span id={`${id}-bounds`} class="hint">
          {t("ruleBounds", BOUNDS[id])}
        </span>
      </p>
    </Locked>
  );
  return (
    <>
      {number("ruleDroppedReads", settings.droppedReads, (droppedReads) => onChange({ droppedReads }))}
      {number("ruleWellMinutes", settings.wellMinutes, (wellMinutes) => onChange({ wellMinutes }))}
    </>
  );
}
