import { useEffect, useRef, useState } from "preact/hooks";
import { type Reply, send } from "../browser/commands.ts";
import { asSettings, DEFAULT_SETTINGS, LAST_SEEN_LIMIT_MINUTES, type Settings } from "../core/settings.ts";
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
      {reply?.ok === false && (
        <div role="alert">
          <AlertBody explanation={reply} />
        </div>
      )}
    </section>
  );
}
