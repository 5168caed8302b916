export interface Settings {
  /** Whether `switch-device` goes on from the softphone to both devices (Integrations Core). */
  readonly includeBoth: boolean;
  /**
   * After how many minutes unseen a registered softphone is doubted. `null` turns the doubt off:
   * nobody outside Exotel knows whether `last_seen` is a heartbeat for every account.
   */
  readonly lastSeenLimitMinutes: number | null;
}

export const DEFAULT_SETTINGS: Settings = { includeBoth: false, lastSeenLimitMinutes: 10 };

/** The bounds of `lastSeenLimitMinutes`: a registration is refreshed every four to five minutes. */
export const LAST_SEEN_LIMIT_MINUTES = { least: 5, most: 240 } as const;

/** Brings settings from anywhere (a page, an older version's storage) within their bounds. */
export function asSettings(value: unknown): Settings {
  const given = (typeof value === "object" && value !== null ? value : {}) as Partial<Settings>;
  const { least, most } = LAST_SEEN_LIMIT_MINUTES;
  const minutes = given.lastSeenLimitMinutes;
  return {
    includeBoth: typeof given.includeBoth === "boolean" ? given.includeBoth : DEFAULT_SETTINGS.includeBoth,
    lastSeenLimitMinutes:
      minutes === null
        ? null
        : typeof minutes === "number" && Number.isFinite(minutes)
          ? Math.round(Math.min(most, Math.max(least, minutes)))
          : DEFAULT_SETTINGS.lastSeenLimitMinutes,
  };
}
