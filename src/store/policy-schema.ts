import * as v from "valibot";
import { SETTING_NAMES } from "../core/policy/setting-keys.ts";
import { asSettings, type Settings } from "../core/settings.ts";
import { timeOrNull } from "./parts.ts";

/** The settings that the agent chose, each brought within its bounds. */
export const chosenSettingsSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((stored): Partial<Settings> => {
    const sound = asSettings(stored);
    const names = SETTING_NAMES.filter((name) => name in stored);
    return Object.fromEntries(names.map((name) => [name, sound[name]]));
  }),
);

export const policySeenSchema = v.object({
  answered: v.boolean(),
  emptySince: timeOrNull,
  searchedAt: timeOrNull,
});
