import { useEffect, useState } from "preact/hooks";
import { type Reply, send } from "../browser/commands.ts";
import { asSettings, type Settings } from "../core/settings.ts";

/** How long "Saved" stands, ms. */
const SAVED_SHOWN_FOR = 3_000;

interface ChangingSettings {
  /** As they were chosen. */
  readonly settings: Settings;
  /** What came of the last change, for as long as it is shown. */
  readonly reply: Reply | null;
  readonly change: (changes: Partial<Settings>) => Promise<void>;
}

/** The agent's choices, each saved as it is made. */
export function useSettings(saved: Settings): ChangingSettings {
  // What was chosen, until the background has stored it: a tick that is taken back meanwhile would be a lie.
  const [asked, setAsked] = useState<Settings | null>(null);
  const settings = asked ?? saved;
  const [reply, setReply] = useState<Reply | null>(null);

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

  return { settings, reply, change };
}
