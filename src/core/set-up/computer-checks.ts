import { message } from "../message.ts";
import { ago } from "../spans.ts";
import type { Check } from "./check.ts";
import type { SetUpSeen } from "./seen.ts";

/** What the browser says of itself. `null`: it does not say. */
export interface BrowserFacts {
  readonly isPinned: boolean | null;
  /** The key for the next device, as the browser writes it; empty if none is set. */
  readonly key: string | null;
  /** Whether the browser lets Hookswitch show notifications. The system may still hide them. */
  readonly mayNotify: boolean | null;
  /** Whether the browser says when the screen is locked. */
  readonly tellsOfLocks: boolean;
}

/** Whether the badge is in sight. No button can pin it: only the agent can. */
export function checkToolbar({ isPinned }: BrowserFacts): Check {
  const known = { name: "toolbar", holds: isPinned, mend: null } as const;
  if (isPinned === true) return { ...known, says: [message("lastStepPinned")] };
  const first = isPinned === null ? [message("checkPinnedUnknown")] : [];
  return { ...known, says: [...first, message("pinHow")] };
}

/** Whether the key is set, and has reached Hookswitch. Another program may take a key that the browser has bound. */
export function checkKey({ key }: BrowserFacts, keyWorks: boolean): Check {
  const known = { name: "key" } as const;
  if (key === null)
    return { ...known, holds: null, says: [message("checkKeyUnknown")], mend: { by: "keys" } };
  if (key === "") return { ...known, holds: false, says: [message("checkNoKey")], mend: { by: "keys" } };
  if (keyWorks) return { ...known, holds: true, says: [message("checkKeyWorks", { key })], mend: null };
  const says = [message("checkKeyNotPressed", { key }), message("lastStepKeyMeans")];
  return { ...known, holds: null, says, mend: { by: "keys" } };
}

/** Whether notifications are allowed, and the agent has seen one: an allowed one may be hidden by the system. */
export function checkNotifications({ mayNotify }: BrowserFacts, seen: SetUpSeen, now: number): Check {
  const known = { name: "notifications", mend: { by: "notify" } } as const;
  if (mayNotify === false) return { ...known, holds: false, says: [message("checkNotificationsOff")] };
  if (seen.notificationAt === null)
    return { ...known, holds: null, says: [message("checkNotificationNotSeen")] };
  const when = ago(now - seen.notificationAt);
  return { ...known, holds: true, says: [message("checkNotificationSeen", { when })] };
}

/** Whether the browser has ever said that this computer was locked. */
export function checkLock({ tellsOfLocks }: BrowserFacts, { lockAt }: SetUpSeen, now: number): Check {
  const known = { name: "lock", mend: null } as const;
  if (!tellsOfLocks) return { ...known, holds: null, says: [message("lockNotTold")] };
  if (lockAt === null) return { ...known, holds: null, says: [message("checkLockNotSeen")] };
  return { ...known, holds: true, says: [message("checkLockSeen", { when: ago(now - lockAt) })] };
}
