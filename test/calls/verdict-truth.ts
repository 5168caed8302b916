/** Which of the agent's devices are on. */
export interface DevicesOn {
  readonly phone: boolean;
  readonly softphone: boolean;
}

/** What a call to the softphone came to. */
export interface SoftphoneCall {
  /** In how many tabs it rang. */
  readonly rangIn: number;
  /** SIP's last answer: 200 if the agent could pick up; null if none came. */
  readonly status: number | null;
  /** Whether the tab was muted, so that nobody heard it ring. */
  readonly isMuted: boolean;
}

/**
 * How a verdict compares with a real call: `true`; `green`, though the call reached no softphone; `dark`, though it reached one;
 * `open`, where the verdict says that it does not know.
 */
export type Truth = "true" | "green" | "dark" | "open";

/**
 * Compares what the agent saw with what a call got.
 *
 * @param badge the badge's text
 * @param sentence the tooltip
 * @param call null if the softphone is off: Exotel does not call it then
 */
export function truthOf(badge: string, sentence: string, on: DevicesOn, call: SoftphoneCall | null): Truth {
  const rings = call !== null && call.rangIn > 0 && call.status === 200;
  switch (badge) {
    case "SIP":
      return rings && (!call.isMuted || /muted/i.test(sentence)) ? "true" : "green";
    case "TEL":
    case "!":
      if (!on.phone) return "green";
      return rings && !call.isMuted ? "dark" : "true";
    case "!!":
      return on.phone || (rings && !call.isMuted) ? "dark" : "true";
    default:
      return "open";
  }
}

/** A call's outcome in a table: `rang`, `rang in 2 tabs`, `480`, `rang, 480 when answered`. */
export function callText(call: SoftphoneCall | null): string {
  if (call === null) return "not called";
  const status = call.status === null ? "no answer" : String(call.status);
  if (call.rangIn === 0) return status;
  const rang = call.rangIn === 1 ? "rang" : `rang in ${call.rangIn} tabs`;
  if (call.status !== 200) return `${rang}, ${status} when answered`;
  return call.isMuted ? `${rang}, muted` : rang;
}
