import { inWords, t } from "../browser/i18n.ts";
import { openOptions } from "../browser/pages.ts";
import { type Message, message } from "../core/message.ts";
import { isPaused } from "../core/pause.ts";
import { lockedSettings } from "../core/policy/locked-settings.ts";
import { lastingChoice } from "../core/rules/for-a-while.ts";
import { ruleInCharge } from "../core/rules/rule-in-charge.ts";
import { applyAssignment, ringOf } from "../core/switching/press.ts";
import type { Items } from "../store/items.ts";
import { Icon } from "../ui/icon.tsx";
import { choiceWords, ruleWords } from "./cause-words.ts";
import type { PopupActions } from "./popup-state.ts";

interface CauseLinesProps {
  readonly items: Items;
  /** Whether the reading still counts as evidence. */
  readonly current: boolean;
  /** Whether the button above ends the choice for a while. */
  readonly endsAbove: boolean;
  /** Whether there is room for more than one line. */
  readonly hasRoom: boolean;
  /** This machine's clock, ms. */
  readonly now: number;
  readonly actions: PopupActions;
}

/** The setting that turns a rule on. */
const SETTINGS = {
  lock: "ringsWhileLocked",
  hours: "workingHours",
  "safety-net": "ringsWhenDropped",
} as const;

/** How much longer a choice lasts on request, ms. */
const MORE = 900_000;

/** Why calls ring where they do, other than by the agent's last press, and how to change that. */
export function CauseLines({ items, current, endsAbove, hasRoom, now, actions }: CauseLinesProps) {
  const { rules, pausedUntil, settings, status, policy } = items;
  const devices = status.reading?.devices ?? [];
  const choice = lastingChoice(rules, now);
  const rule = rules && current ? ruleInCharge(rules, devices) : null;
  const ruleSays = ruleWords(rule, settings, now);

  function more(): void {
    if (choice === null) return;
    const ring = ringOf(applyAssignment(devices, choice.target));
    if (ring !== "none") actions.forAWhile(ring, choice.until + MORE);
  }

  const lines = [
    choice !== null && (
      <CauseLine
        key="choice"
        says={choiceWords(choice, now)}
        does={t(endsAbove ? "causeMore" : "actionEndNow")}
        onPress={endsAbove ? more : actions.endForAWhile}
      />
    ),
    choice !== null && hasRoom && (
      <progress
        key="left"
        class="cause-left"
        aria-hidden="true"
        max={choice.until - choice.since}
        value={choice.until - now}
      />
    ),
    pausedUntil !== null && isPaused(pausedUntil, now) && (
      <CauseLine
        key="pause"
        says={message("causePaused", { time: { minute: pausedUntil } })}
        does={t("causeEndPause")}
        onPress={actions.endPause}
      />
    ),
    rule !== null && rule !== "for-a-while" && ruleSays !== null && (
      <CauseLine
        key="rule"
        says={ruleSays}
        does={t(lockedSettings(policy).includes(SETTINGS[rule]) ? "setByOrganisation" : "causeChange")}
        onPress={() => void openOptions(rule)}
      />
    ),
  ].filter(Boolean);
  return <>{hasRoom ? lines : lines.slice(0, 1)}</>;
}

interface CauseLineProps {
  readonly says: Message;
  /** The words of its button. */
  readonly does: string;
  readonly onPress: () => void;
}

function CauseLine({ says, does, onPress }: CauseLineProps) {
  return (
    <div class="cause">
      <Icon name="clock" />
      <p>{inWords(says)}</p>
      <button type="button" class="link" onClick={onPress}>
        {does}
      </button>
    </div>
  );
}
