import * as v from "valibot";
import type { Account } from "../core/account.ts";
import type { AlertsMemory, Told } from "../core/alerts/alerts-memory.ts";
import { SOURCES } from "../core/credentials.ts";
import type { Decision } from "../core/decisions.ts";
import type { LastOn } from "../core/devices/last-on.ts";
import type { LastSeenRhythm } from "../core/devices/last-seen-rhythm.ts";
import type { Status } from "../core/devices/status.ts";
import type { Today } from "../core/history/today.ts";
import type { Notice } from "../core/notice.ts";
import type { PolicySeen } from "../core/policy/belief.ts";
import type { ChosenSettings } from "../core/policy/effective-settings.ts";
import type { Policy } from "../core/policy/policy.ts";
import { asPace } from "../core/polling/pace.ts";
import type { ServerWaits } from "../core/polling/server-waits.ts";
import type { RulesMemory } from "../core/rules/rules-memory.ts";
import type { SetUpSeen } from "../core/set-up/seen.ts";
import { asSettings } from "../core/settings.ts";
import type { SignInTries } from "../core/sign-in/sign-in.ts";
import type { SoftphoneTab } from "../core/softphone-tab/softphone-tab.ts";
import type { Journal } from "../core/switching/journal.ts";
import type { TokenEnd } from "../core/token-end.ts";
import { accountSchema } from "./account-schema.ts";
import { alertsSchema, alertsToldSchema } from "./alerts-schema.ts";
import { decisionsSchema } from "./decisions-schema.ts";
import { exactly } from "./exactly.ts";
import { journalSchema } from "./journal-schema.ts";
import { lastOnSchema } from "./last-on-schema.ts";
import { lastSeenRhythmSchema } from "./last-seen-rhythm-schema.ts";
import { noticeSchema } from "./notice-schema.ts";
import { timeOrNull } from "./parts.ts";
import { chosenSettingsSchema, policySeenSchema } from "./policy-schema.ts";
import { rulesSchema } from "./rules-schema.ts";
import { setUpSeenSchema } from "./set-up-seen-schema.ts";
import { signInTriesSchema } from "./sign-in-tries-schema.ts";
import { softphoneTabsSchema } from "./softphone-tabs-schema.ts";
import { statusSchema } from "./status-schema.ts";
import { todaySchema } from "./today-schema.ts";
import { tokenEndSchema } from "./token-end-schema.ts";
import { waitsSchema } from "./waits-schema.ts";

/**
 * The schema of each item. An item that is not valid goes back to its default. The schemas are apart from `ITEMS`, so that pages
 * do not load them.
 */
export const SCHEMAS = {
  account: exactly<Account | null>()(v.nullable(accountSchema)),
  keepSignedIn: v.boolean(),
  keyWorks: v.boolean(),
  // The settings are valid one by one: `asSettings` corrects each that is missing or out of bounds.
  settings: v.pipe(v.unknown(), v.transform(asSettings)),
  accountFrom: v.picklist(SOURCES),
  chosenSettings: exactly<ChosenSettings | null>()(v.nullable(chosenSettingsSchema)),
  policy: exactly<Policy | null>()(v.nullable(v.record(v.string(), v.unknown()))),
  signedOut: v.boolean(),
  signInTries: exactly<SignInTries>()(signInTriesSchema),
  policySeen: exactly<PolicySeen>()(policySeenSchema),
  pace: v.pipe(v.unknown(), v.transform(asPace)),
  journal: exactly<Journal | null>()(v.nullable(journalSchema)),
  lastOn: exactly<LastOn>()(lastOnSchema),
  lastSeenRhythm: exactly<LastSeenRhythm>()(lastSeenRhythmSchema),
  tokenEnd: exactly<TokenEnd | null>()(v.nullable(tokenEndSchema)),
  rules: exactly<RulesMemory | null>()(v.nullable(rulesSchema)),
  pausedUntil: timeOrNull,
  setUpSeen: exactly<SetUpSeen>()(setUpSeenSchema),
  waits: exactly<ServerWaits>()(waitsSchema),
  status: exactly<Status>()(statusSchema),
  today: exactly<Today | null>()(v.nullable(todaySchema)),
  softphoneTabs: exactly<readonly SoftphoneTab[]>()(softphoneTabsSchema),
  alerts: exactly<AlertsMemory>()(alertsSchema),
  alertsTold: exactly<Told>()(alertsToldSchema),
  decisions: exactly<readonly Decision[]>()(decisionsSchema),
  notice: exactly<Notice | null>()(v.nullable(noticeSchema)),
};
