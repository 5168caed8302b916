import { asSettings, DEFAULT_SETTINGS, type Settings } from "../settings.ts";
import { lockedSettings } from "./locked-settings.ts";
import type { Policy } from "./policy.ts";
import { keyOfSetting, SETTING_NAMES, type SettingName } from "./setting-keys.ts";

/** The settings that the agent chose, whatever the policy makes of them. What they left alone is missing. */
export type ChosenSettings = Partial<Settings>;

/**
 * The settings in effect: the agent's own, with the policy's if the agent chose nothing or cannot choose. A locked setting
 * without a value in the policy keeps the agent's choice.
 */
export function effectiveSettings(policy: Policy | null, chosen: ChosenSettings): Settings {
  const given = givenSettings(policy);
  const locked = lockedSettings(policy).filter((name) => name in given);
  return asSettings({ ...DEFAULT_SETTINGS, ...given, ...chosen, ...pick(given, locked) });
}

/** Both kinds of settings, as they are stored. `chosenSettings` is `null` as long as nothing has told them apart. */
export interface BothSettings {
  readonly settings: Settings;
  readonly chosenSettings: ChosenSettings | null;
}

type Stored = BothSettings & { readonly policy: Policy | null };

/** What the agent chose so far. */
export function chosenSettings({ settings, chosenSettings: chosen }: BothSettings): ChosenSettings {
  return chosen ?? chosenAmong(settings);
}

/** Whether this would change a setting that the policy locks. */
export function changesLocked({ policy, settings }: Stored, wanted: Partial<Settings>): boolean {
  return lockedSettings(policy).some((name) => name in wanted && wanted[name] !== settings[name]);
}

/** The settings after the agent has chosen some anew. Values out of bounds become possible ones. */
export function withChoice(stored: Stored, wanted: Partial<Settings>): BothSettings {
  const possible = asSettings({ ...stored.settings, ...wanted });
  const names = SETTING_NAMES.filter((name) => name in wanted);
  const chosen = { ...chosenSettings(stored), ...pick(possible, names) };
  return { settings: effectiveSettings(stored.policy, chosen), chosenSettings: chosen };
}

/**
 * What the agent chose, if only the settings in effect are known: an older version kept nothing else. A default was hardly
 * chosen.
 */
function chosenAmong(settings: Settings): ChosenSettings {
  return pick(
    settings,
    SETTING_NAMES.filter((name) => settings[name] !== DEFAULT_SETTINGS[name]),
  );
}

/** These settings alone. */
function pick(settings: Partial<Settings>, names: readonly SettingName[]): ChosenSettings {
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** The settings that the policy gives a value, which may be out of bounds. In a policy, 0 minutes stand for no limit. */
function givenSettings(policy: Policy | null): ChosenSettings {
  const given = SETTING_NAMES.map((name) => [name, policy?.[keyOfSetting(name)]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, name === "lastSeenLimitMinutes" && value === 0 ? null : value]);
  return Object.fromEntries(given);
}
