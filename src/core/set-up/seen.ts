/** When what set-up needs was last seen to work on this computer, by this machine's clock (ms); `null` if it never was. */
export interface SetUpSeen {
  /** Somebody locked the screen. */
  readonly lockAt: number | null;
  /** The agent pressed the button of a test notification. */
  readonly notificationAt: number | null;
}

export const NOTHING_SEEN: SetUpSeen = { lockAt: null, notificationAt: null };

/** The ID of the test notification. */
export const TEST_NOTIFICATION = "set-up-check";
