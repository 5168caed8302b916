import type { Account, IntegrationsCoreAccount } from "../../../../src/core/account.ts";
import type { Device, Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS } from "../../../../src/core/devices/status.ts";
import type { SetUpFacts } from "../../../../src/core/set-up/set-up-check.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";
import { watched } from "../../../../src/core/softphone-tab/softphone-tab.ts";

export const NOW = 1_800_000_000_000;
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export const CORE: IntegrationsCoreAccount = {
  api: "integrations-core",
  customerId: "cust_1",
  appId: "app_1",
  userId: "agent_001",
};
export const CCM: Account = { api: "ccm", region: "mumbai", accountSid: "demo1", userId: "usr_asha" };

const DEVICE: Device = {
  id: "phone",
  kind: "pstn",
  name: null,
  address: "+919876543210",
  on: true,
  registration: "not-reported",
  lastSeenAt: null,
  verified: null,
  busy: null,
};

export const phone = (over: Partial<Device> = {}): Device => ({ ...DEVICE, ...over });
export const sip = (over: Partial<Device> = {}): Device => ({
  ...DEVICE,
  id: "sip",
  kind: "sip",
  address: "agent_001@app_1.exotel.com",
  registration: "registered",
  lastSeenAt: NOW - 5_000,
  ...over,
});

export function readingOf(devices: readonly Device[], over: Partial<Reading> = {}): Reading {
  return {
    userId: "agent_001",
    userName: null,
    api: "integrations-core",
    devices,
    takenAt: NOW - 4_000,
    serverTime: NOW - 5_000,
    updatedAt: null,
    ...over,
  };
}

/** An agent for whom all is well. */
export const WELL: SetUpFacts = {
  account: CORE,
  journal: null,
  status: { ...INITIAL_STATUS, reading: readingOf([phone(), sip()]), changedAt: NOW - 4_000 },
  settings: { ...DEFAULT_SETTINGS, softphonePage: "https://softphone.example/agent" },
  softphoneTabs: [watched(1)],
  lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
  tokenEnd: { at: NOW + 60 * DAY, from: "token" },
  keyWorks: true,
  setUpSeen: { lockAt: NOW - DAY, notificationAt: NOW - DAY },
  isPinned: true,
  key: "Alt+Shift+S",
  mayNotify: true,
  tellsOfLocks: true,
  now: NOW,
};
