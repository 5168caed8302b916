import { hostOf } from "../core/account.ts";
import { accessBlocked, isAccessBlocked } from "../core/failure.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reading.ts";
import type { Refresh } from "./refresh.ts";
import type { State } from "./state.ts";
import type { Switch } from "./switching.ts";

/** How often to check for access that the browser has announced. */
const CHECKS = 10;
/** The time between two checks, ms. */
const CHECK_INTERVAL = 500;

/** Tracks whether the browser grants access to the account's host, as far as the agent controls it. */
export interface HostAccess {
  /** Checks whether access to the account's host is missing, without a request, and records it if so. */
  isMissing(): Promise<boolean>;
  /** The browser has withdrawn access to hosts. What was known is no longer evidence. */
  removed(): Promise<void>;
  /** The browser has granted access to hosts again. */
  granted(): Promise<void>;
}

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

  /** The browser may announce access before it grants it. */
  async function readWithAccess(checks: number): Promise<void> {
    const { account, status } = state.items;
    if (account === null || status.credentials !== "present") return;
    await refresh.readOrResume();
    if (isAccessBlocked(state.items.status.failure) && checks > 1)
      platform.after(CHECK_INTERVAL, () => void readWithAccess(checks - 1));
  }

  return {
    isMissing,
    async removed() {
      if (!(await isMissing())) return;
      // Requests sent before may still succeed, and a switch may wait for them.
      await switches.underWay();
      reader.invalidateReads();
      await isMissing();
    },
    granted: () => readWithAccess(CHECKS),
  };
}
