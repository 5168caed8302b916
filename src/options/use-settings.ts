import { useEffect, useState } from "preact/hooks";
import { type Reply, send } from "../browser/commands.ts";
import { asSettings, type Settings } from "../core/settings.ts";

/** How long "Saved" stays visible, ms. */
const SAVED_SHOWN_FOR = 3_000;

interface ChangingSettings {
  /** The chosen settings, stored or not. */
  readonly settings: Settings;
  /** The reply to the last change, while it is shown. */
  readonly reply: Reply | null;
  readonly change: (changes: Partial<Settings>) => Promise<void>;
}

/** The agent's settings. Saves each change at once. */
export function useSettings(saved: Settings): ChangingSettings {
  // The chosen settings until the background has stored them, so that a new tick does not disappear meanwhile.
  const [asked, setAsked] = useState<Settings | null>(null);
  const settings = asked ?? saved;
  const [reply, setReply] = useState<Reply | null>(null);

  useEffect(() => {
    if (!reply?.ok) return undefined;
    const timer = setTimeout(() => setReply(null), SAVED_SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [reply]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when new settings are saved, and only then.
  useEffect(() => setAsked(null), [saved]);

  async function change(changes: Partial<Settings>): Promise<void> {
    // Two can come in one turn, as when a field is left by a click on a checkbox.
    setAsked((before) => asSettings({ ...(before ?? saved), ...changes }));
    setReply(null);
    const answer = await send({ type: "change-settings", settings: changes });
    if (!answer.ok) setAsked(null);
    setReply(answer);
  }

  return { settings, reply, change };
}
