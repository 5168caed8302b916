import type { Reply } from "../browser/commands.ts";
import {
  type BothSettings,
  changesLocked,
  chosenSettings,
  effectiveSettings,
  withChoice,
} from "../core/policy/effective-settings.ts";
import { isSameJson } from "../core/same-json.ts";
import type { Settings } from "../core/settings.ts";
import type { Pacer } from "./pacer.ts";
import type { AgentPresence } from "./presence.ts";
import { NOT_STORED, SET_BY_ORGANISATION } from "./refused-replies.ts";
import type { SoftphoneTabs } from "./softphone-tabs.ts";
import type { State } from "./state.ts";

export interface SettingsChange {
  /**
   * Changes these settings as the agent asks, and leaves the others as they are. Values out of bounds become possible ones. What the
   * policy locks stays.
   */
  change(wanted: Partial<Settings>): Promise<Reply>;
  /** Brings the settings in line with the policy. */
  apply(): Promise<void>;
}

export function createSettingsChange(
  state: State,
  pacer: Pacer,
  presence: AgentPresence,
  softphoneTabs: SoftphoneTabs,
): SettingsChange {
  async function store(changed: BothSettings): Promise<Reply> {
    const { settings, chosenSettings, softphoneTabs: watched } = state.items;
    const pace = pacer.pace();
    const isOtherPage = settings.softphonePage !== changed.settings.softphonePage;
    const changes = { ...changed, pace: pacer.applySettings(changed.settings) };
    if (await state.set({ ...changes, ...(isOtherPage && { softphoneTabs: [] }) })) {
      if (isOtherPage) void softphoneTabs.look();
      const { account, status, journal } = state.items;
      // The next read, planned under the old settings, may be minutes away.
      if (account !== null && status.credentials === "present" && journal === null)
        presence.returned().catch(() => undefined);
      return { ok: true };
    }
    // Settings that could not be stored must not take effect, and the next change must not store them.
    await state.set({ settings, chosenSettings, pace, ...(isOtherPage && { softphoneTabs: watched }) });
    return NOT_STORED;
  }

  return {
    async change(wanted) {
      if (changesLocked(state.items, wanted)) return SET_BY_ORGANISATION;
      return store(withChoice(state.items, wanted));
    },
    async apply() {
      const { policy, settings } = state.items;
      const chosen = chosenSettings(state.items);
      const changed = effectiveSettings(policy, chosen);
      if (!isSameJson(changed, settings)) await store({ settings: changed, chosenSettings: chosen });
    },
  };
}
