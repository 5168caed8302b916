import type { Policy } from "./policy.ts";
import { SETTING_NAMES, type SettingName } from "./setting-keys.ts";

/** The settings that the agent cannot change. Names that no setting has are ignored. */
export function lockedSettings(policy: Policy | null): readonly SettingName[] {
  const names = policy?.LockedSettings;
  if (!Array.isArray(names)) return [];
  const locked = names.map((name) => String(name).toLowerCase());
  return SETTING_NAMES.filter((name) => locked.includes(name.toLowerCase()));
}
