import { useEffect, useRef, useState } from "preact/hooks";
import { type Reply, send } from "../browser/commands.ts";
import {
  asSettings,
  DEFAULT_SETTINGS,
  FASTEST_SECONDS,
  LAST_SEEN_LIMIT_MINUTES,
  type Settings,
  SLOWEST_MINUTES,
} from "../core/settings.ts";
import { AlertBody } from "../ui/alerts.tsx";

/** How long "Saved" stands, ms. */
const SAVED_SHOWN_FOR = 3_000;

/** The agent's choices, each saved as it is made. */
export function SettingsForm({ settings: saved }: { readonly settings: Settings }) {
  // What was chosen, until the background has stored it: a tick that is taken back meanwhile would be a lie.
  const [asked, setAsked] = useState<Settings | null>(null);
  const settings = asked ?? saved;
  const [reply, setReply] = useState<Reply | null>(null);
  const minutes = useRef<HTMLInputElement>(null);
  const { includeBoth, lastSeenLimitMinutes } = settings;
  const doubts = lastSeenLimitMinutes !== null;

  useEffect(() => {
    if (!reply?.ok) return undefined;
    const timer = setTimeout(() => setReply(null), SAVED_SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [reply]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: that new settings are saved is all that it waits for.
  useEffect(() => setAsked(null), [saved]);

  async function change(changes: Partial<Settings>): Promise<void> {
    const chosen = asSettings({ ...settings, ...changes });
    setAsked(chosen);
    setReply(null);
    const answer = await send({ type: "change-settings", settings: chosen });
    if (!answer.ok) setAsked(null);
    setReply(answer);
  }

  function typedMinutes(): number {
    const typed = minutes.current?.valueAsNumber ?? Number.NaN;
    const { lastSeenLimitMinutes: within } = asSettings({ lastSeenLimitMinutes: typed });
    return within ?? (DEFAULT_SETTINGS.lastSeenLimitMinutes as number);
  }

  return (
    <section class="card" aria-labelledby="settings-heading">
      <div class="card-head">
        <h2 id="settings-heading">Settings</h2>
        <span class="saved" aria-live="polite">
          {reply?.ok && "Saved"}
        </span>
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={includeBoth}
          aria-describedby="both-hint"
          onChange={(event) => void change({ includeBoth: event.currentTarget.checked })}
        />
        <span>Include both when switching</span>
      </label>
      <p id="both-hint" class="hint choice-hint">
        The key for the next device then goes round phone, softphone, both. On a voice account (CCM) only one
        device can be on at a time.
      </p>
      <div class="choice choice-spaced">
        <input
          id="doubt"
          type="checkbox"
          checked={doubts}
          aria-labelledby="doubt-before doubt-minutes doubt-after"
          aria-describedby="doubt-hint"
          onChange={(event) =>
            void change({ lastSeenLimitMinutes: event.currentTarget.checked ? typedMinutes() : null })
          }
        />
        <span>
          <label id="doubt-before" for="doubt">
            Doubt a softphone that was last seen over
          </label>{" "}
          <input
            id="doubt-minutes"
            ref={minutes}
            type="number"
            inputMode="numeric"
            aria-label="Minutes"
            min={LAST_SEEN_LIMIT_MINUTES.least}
            max={LAST_SEEN_LIMIT_MINUTES.most}
            step={1}
            disabled={!doubts}
            defaultValue={String(lastSeenLimitMinutes ?? DEFAULT_SETTINGS.lastSeenLimitMinutes)}
            onChange={(event) => {
              const within = typedMinutes();
              event.currentTarget.value = String(within);
              void change({ lastSeenLimitMinutes: within });
            }}
          />{" "}
          <span id="doubt-after">minutes ago</span>
        </span>
      </div>
      <p id="doubt-hint" class="hint choice-hint">
        {LAST_SEEN_LIMIT_MINUTES.least} to {LAST_SEEN_LIMIT_MINUTES.most} minutes. A softphone that crashed
        can stay registered for some five minutes; when it was last seen betrays it.
      </p>
      <p class="choice-spaced">
        <label for="fastest">Read the status no more often than every</label>{" "}
        <BoundedNumber
          id="fastest"
          describedBy="pace-hint"
          bounds={FASTEST_SECONDS}
          value={settings.fastestSeconds}
          onChange={(fastestSeconds) => void change({ fastestSeconds })}
        />{" "}
        seconds
      </p>
      <p class="choice-spaced">
        <label for="slowest">and no more seldom than every</label>{" "}
        <BoundedNumber
          id="slowest"
          describedBy="pace-hint"
          bounds={SLOWEST_MINUTES}
          value={settings.slowestMinutes}
          onChange={(slowestMinutes) => void change({ slowestMinutes })}
        />{" "}
        minutes
      </p>
      <p id="pace-hint" class="hint">
        All agents of your account share a number of requests a minute. Where it is too small for all, the
        status is read more seldom, beyond the second number if need be; the popup then says so.
      </p>
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}

interface BoundedNumberProps {
  readonly id: string;
  readonly describedBy: string;
  readonly bounds: { readonly least: number; readonly most: number };
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within its bounds: what is typed beyond them becomes the bound, and nothing at all what it was. */
function BoundedNumber({ id, describedBy, bounds, value, onChange }: BoundedNumberProps) {
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
