import { type SetUpSeen, TEST_NOTIFICATION } from "../core/set-up/seen.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/** Records when what set-up needs was seen to work on this computer. Nothing waits for that to be stored. */
export interface SetUpWatch {
  screenLocked(): void;
  /** A notification was pressed, perhaps the test notification. */
  notificationPressed(id: string): void;
}

export function createSetUpWatch({ now }: Platform, state: State): SetUpWatch {
  function record(seen: Partial<SetUpSeen>): void {
    const { account, setUpSeen } = state.items;
    // Nothing is stored of who has not signed in.
    if (account !== null) void state.set({ setUpSeen: { ...setUpSeen, ...seen } });
  }
  return {
    screenLocked: () => record({ lockAt: now() }),
    notificationPressed(id) {
      if (id === TEST_NOTIFICATION) record({ notificationAt: now() });
    },
  };
}
