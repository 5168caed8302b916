import { DEFAULT_SETTINGS, type Settings } from "../settings.ts";

export type SettingName = keyof Settings;

/** The names of all settings. */
export const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS) as SettingName[];

/** The policy's key for a setting: its name with a capital letter, as in `IncludeBoth`. */
export function keyOfSetting(name: SettingName): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
