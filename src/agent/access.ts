import { hostOf } from "../core/account.ts";
import { accessBlocked, isAccessBlocked } from "../core/failure.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { Refresh } from "./refresh.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

/** Whether the browser lets the account's host be asked, as far as the agent has a say in it. */
export interface HostAccess {
  /** Whether the browser lets nothing be sent for the account. Records it then, without a request. */
  isMissing(): Promise<boolean>;
  /** The browser withholds hosts from now on: what was known is worth nothing from this moment. */
  lost(): Promise<void>;
  /** The browser gives hosts back. */
  given(): Promise<void>;
}

/** How often it is looked whether the browser gives the access that it has told of, and how long after each other (ms). */
const LOOKS = 10;
const LOOKS_APART = 500;

export function createHostAccess(
  platform: Platform,
  state: State,
  reader: Reader,
  switches: Switch,
  refresh: Refresh,
): HostAccess {
  async function isMissing(): Promise<boolean> {
    const { account, status } = state.items;
    if (account === null || status.credentials !== "present") return false;
    const { generation } = state;
    if ((await platform.hasAccess(account)) || generation !== state.generation) return false;
    await state.setStatus({ failure: accessBlocked(hostOf(account), "access-withheld") });
    return true;
  }

  /** The browser may tell of an access before it gives it. */
  async function readWithAccess(looks: number): Promise<void> {
    const { account, status } = state.items;
    if (account === null || status.credentials !== "present") return;
    await refresh.forAgent();
    if (isAccessBlocked(state.items.status.failure) && looks > 1)
      platform.after(LOOKS_APART, () => void readWithAccess(looks - 1));
  }

  return {
    isMissing,
    async lost() {
      if (!(await isMissing())) return;
      // What was sent before may still be answered well, and a switch may take its time over it.
      await switches.underWay();
      reader.invalidateReads();
      await isMissing();
    },
    given: () => readWithAccess(LOOKS),
  };
}
