import { believe, EMPTY_FOR } from "../core/policy/belief.ts";
import { mayKeepSignedIn } from "../core/policy/policy.ts";
import { isSameJson } from "../core/same-json.ts";
import { afterOtherPage, signInPageOf } from "../core/sign-in/sign-in.ts";
import type { Platform } from "./platform.ts";
import type { State } from "./state.ts";

/**
 * What is known of the administrator's policy. It is stored for the time after the browser's start, before the browser tells one.
 */
export interface KnownPolicy {
  /**
   * Asks the browser, and stores the policy that holds now. Never rejects.
   *
   * @param announced whether the browser has just said that the policy has changed
   */
  look(announced?: boolean): Promise<void>;
  /** Whether the administrator allows credentials on the disk, as far as is known now. Never rejects. */
  mayKeepSignedIn(): Promise<boolean>;
}

export function createKnownPolicy(platform: Platform, state: State): KnownPolicy {
  let looksAgain = false;
  /** Since when this worker has been told none, by its monotonic clock; `null` while it is told one. */
  let emptyFrom: number | null = null;

  async function look(announced = false): Promise<void> {
    await state.loaded;
    const told = await platform.readPolicy();
    const { policy: known, policySeen, signInTries } = state.items;
    emptyFrom = Object.keys(told).length > 0 ? null : (emptyFrom ?? platform.elapsed());
    const { policy: believed, seen } = believe(known, told, policySeen, announced, platform.now());
    // A clock that was set forward makes no moment last: many machines set theirs just after their start.
    const isLong = emptyFrom !== null && platform.elapsed() - emptyFrom >= EMPTY_FOR;
    const policy = believed ?? (isLong ? null : known);
    const changes = {
      ...(!isSameJson(policy, known) && { policy }),
      ...(!isSameJson(seen, policySeen) && { policySeen: seen }),
      ...(signInPageOf(policy) !== signInPageOf(known) && { signInTries: afterOtherPage(signInTries) }),
    };
    if (Object.keys(changes).length > 0) await state.set(changes);
    if (policy === null || seen.emptySince === null || looksAgain) return;
    looksAgain = true;
    const left = seen.emptySince + EMPTY_FOR - platform.now();
    platform.after(left > 0 ? left : EMPTY_FOR, () => {
      looksAgain = false;
      void look();
    });
  }

  return {
    look,
    async mayKeepSignedIn() {
      await look();
      return mayKeepSignedIn(state.items.policy);
    },
  };
}
