import type { MessageId } from "../core/message.ts";
import type { CheckName } from "../core/set-up/check.ts";
import type { IconName } from "../ui/icon.tsx";

/** What each check is called. */
export const CHECK_NAMES = {
  connected: "checkNameConnected",
  token: "checkNameToken",
  evidence: "checkNameEvidence",
  phone: "checkNamePhone",
  registration: "checkNameRegistration",
  tab: "checkNameTab",
  sound: "checkNameSound",
  toolbar: "checkNameToolbar",
  notifications: "checkNameNotifications",
  key: "checkNameKey",
  lock: "checkNameLock",
  clock: "checkNameClock",
} as const satisfies Record<CheckName, MessageId>;

interface StateLook {
  readonly words: "checkGood" | "checkNotGood" | "checkNotKnown";
  readonly icon: IconName;
  readonly look: string;
}

/** How it is shown whether a check holds: by words and by shape, not by colour alone. */
export function lookOf(holds: boolean | null): StateLook {
  if (holds === null) return { words: "checkNotKnown", icon: "question", look: "check-not-known" };
  return holds
    ? { words: "checkGood", icon: "tick", look: "check-good" }
    : { words: "checkNotGood", icon: "cross", look: "check-not-good" };
}
