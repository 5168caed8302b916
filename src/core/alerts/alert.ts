import type { Message, Sentences } from "../message.ts";
import type { Press } from "../switching/press.ts";

/**
 * What an agent who is not looking is told. Each kind has at most one notification.
 *
 * - `reach`: a call would not reach the agent, or the softphone is on and cannot ring while the phone rings. `well`: it is over.
 * - `muted`: the softphone's tab is muted.
 * - `credentials`: Exotel refuses them. `token`: the app token ends soon.
 * - `switch`: a switch failed that did not come from the popup. `rule`: a rule has set where calls ring, or has paused.
 */
export type AlertKind = "reach" | "well" | "muted" | "credentials" | "token" | "switch" | "rule";

/** The credentials come after `reach`, whose words tell of them too. */
export const ALERT_KINDS = [
  "reach",
  "well",
  "muted",
  "credentials",
  "token",
  "switch",
  "rule",
] as const satisfies AlertKind[];

/** Whether a notification's ID is a kind of alert: the ID of an alert is its kind. */
export function isAlertKind(id: string): id is AlertKind {
  return (ALERT_KINDS as readonly string[]).includes(id);
}

/** A button of a notification. It holds what its press does, so that a worker that has just started can do it. */
export type AlertButton =
  | { readonly do: "ring-phone"; readonly press: Press }
  | { readonly do: "open-softphone" | "unmute" | "later" };

/** A notification. Whoever sees the screen can read it: it holds no number, no name, no address and no words of a server. */
export interface Alert {
  readonly title: Message;
  readonly text: Sentences;
  /** Two at most. */
  readonly buttons: readonly AlertButton[];
  /** Whether it makes no sound. */
  readonly isSilent: boolean;
  /** Whether it stays until the agent does something with it, or it is withdrawn. */
  readonly stays: boolean;
}

/** One without buttons, which comes and goes by itself. */
export function plainAlert(title: Message, text: Sentences): Alert {
  return { title, text, buttons: [], isSilent: false, stays: false };
}

/** A reason to tell the agent. */
export interface Occasion {
  /** The same as long as the reason is the same. The agent is told of each once. */
  readonly key: string;
  readonly alert: Alert;
  /** Whether it is certain enough for a new notification. One that is shown already follows it anyway. */
  readonly mayShow: boolean;
}
