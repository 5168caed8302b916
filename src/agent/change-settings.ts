import type { Reply } from "../browser/commands.ts";
import { asSettings, type Settings } from "../core/settings.ts";
import { NOT_STORED } from "./account.ts";
import type { Pacer } from "./pacer.ts";
import type { AgentPresence } from "./presence.ts";
import type { SoftphoneTabs } from "./softphone-tabs.ts";
import type { State } from "./state.ts";

/** @returns a function that changes these settings, and leaves the others as they are. Values out of bounds become possible ones. */
export function createSettingsChange(
  state: State,
  pacer: Pacer,
  presence: AgentPresence,
  softphoneTabs: SoftphoneTabs,
): (wanted: Partial<Settings>) => Promise<Reply> {
  return async (wanted) => {
    const { settings, softphoneTabs: watched } = state.items;
    const pace = pacer.pace();
    const changed = asSettings({ ...settings, ...wanted });
    const isOtherPage = settings.softphonePage !== changed.softphonePage;
    const changes = { settings: changed, pace: pacer.applySettings(changed) };
    if (await state.set({ ...changes, ...(isOtherPage && { softphoneTabs: [] }) })) {
      if (isOtherPage) void softphoneTabs.look();
      const { account, status, journal } = state.items;
      // The next read, planned under the old settings, may be minutes away.
      if (account !== null && status.credentials === "present" && journal === null)
        presence.returned().catch(() => undefined);
      return { ok: true };
    }
    // Settings that could not be stored must not take effect, and the next change must not store them.
    await state.set({ settings, pace, ...(isOtherPage && { softphoneTabs: watched }) });
    return NOT_STORED;
  };
}
