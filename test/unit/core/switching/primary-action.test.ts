import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import type { Device, Reading } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_ON } from "../../../../src/core/devices/last-on.ts";
import { INITIAL_LAST_SEEN_RHYTHM } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { type VerdictInput, verdict } from "../../../../src/core/devices/verdict.ts";
import { accessBlocked } from "../../../../src/core/failure.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";
import { type Journal, newJournal } from "../../../../src/core/switching/journal.ts";
import { primaryAction } from "../../../../src/core/switching/primary-action.ts";
import type { PressContext } from "../../../../src/core/switching/resolve-now.ts";
import { switchingWords } from "../../../../src/core/switching/switching-words.ts";
import { english } from "../../english.ts";

const NOW = 1_800_000_000_000;
const CORE: Account = { api: "integrations-core", customerId: "c", appId: "a", userId: "u" };
const OLDER: Account = { ...CORE, api: "usermapping" };
const CCM: Account = { api: "ccm", region: "mumbai", accountSid: "s", userId: "u" };

const PHONE: Device = {
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
const SOFTPHONE: Device = { ...PHONE, id: "sip", kind: "sip", address: "a@b", registration: "registered" };
const off = (device: Device): Device => ({ ...device, on: false });
const lost = (device: Device): Device => ({ ...device, registration: "not-registered" });

interface Given {
  devices?: readonly Device[] | null;
  account?: Account | null;
  status?: Partial<Status>;
  journal?: Journal | null;
  includeBoth?: boolean;
  asked?: Record<string, boolean>;
  now?: number;
}

function action({ devices = [PHONE, SOFTPHONE], account = CORE, status, journal = null, ...given }: Given) {
  const reading: Reading | null = devices && {
    userId: "u",
    userName: null,
    api: account?.api ?? "ccm",
    devices,
    takenAt: NOW,
    serverTime: NOW,
    updatedAt: null,
  };
  const input: VerdictInput & PressContext = {
    account,
    journal,
    status: { ...INITIAL_STATUS, reading, ...status },
    settings: { ...DEFAULT_SETTINGS, includeBoth: given.includeBoth === true },
    softphoneTabs: [],
    lastOn: INITIAL_LAST_ON,
    lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
    now: given.now ?? NOW,
  };
  return primaryAction(verdict(input), input, given.asked ?? null);
}

describe("the one thing to do is", () => {
  it("to set up, to sign in, to enter a new secret, or to allow", () => {
    expect(action({ account: null })).toEqual({ do: "set-up" });
    expect(action({ status: { credentials: "missing" } })).toEqual({ do: "sign-in" });
    expect(action({ status: { credentials: "refused" } })).toEqual({ do: "enter-secret" });
    const failure = accessBlocked("exotel.example", "access-withheld");
    expect(action({ status: { failure } })).toEqual({ do: "allow", host: "exotel.example" });
  });

  it("to check again where nothing is known, and to wait for the first read", () => {
    expect(action({ status: { offline: true } })).toEqual({ do: "check", isUrgent: true });
    expect(action({ status: { failure: accessBlocked("x", "access-forbidden") } })).toMatchObject({
      do: "check",
    });
    expect(action({ devices: null })).toEqual({ do: "wait", for: "read" });
  });

  it.each<[string, readonly Device[], boolean, string]>([
    ["both on", [PHONE, SOFTPHONE], false, "phone"],
    ["the phone on", [PHONE, off(SOFTPHONE)], false, "softphone"],
    ["the softphone on", [off(PHONE), SOFTPHONE], false, "phone"],
    ["the softphone on, and both wanted", [off(PHONE), SOFTPHONE], true, "both"],
  ])("what the key does: with %s", (_, devices, includeBoth, ring) => {
    expect(action({ devices, includeBoth })).toEqual({
      do: "switch",
      // The place itself: pressed again later, it must not lead on from there.
      press: { ring },
      ring,
      device: null,
    });
  });

  it("to check where the key has nowhere to go", () => {
    expect(action({ devices: [PHONE] })).toEqual({ do: "check", isUrgent: false });
  });

  it("to ring the phone where nobody is reached", () => {
    const found = action({ devices: [off(PHONE), lost(SOFTPHONE)] });
    expect(found).toMatchObject({
      do: "rescue",
      press: { ring: "phone" },
      device: { id: "phone" },
      isKeys: true,
    });
    // The key would go on to both.
    expect(action({ devices: [off(PHONE), lost(SOFTPHONE)], includeBoth: true })).toMatchObject({
      do: "rescue",
      press: { ring: "phone" },
      isKeys: false,
    });
  });

  it("to ring the phone where the softphone that is on is lost", () => {
    expect(action({ devices: [PHONE, lost(SOFTPHONE)] })).toMatchObject({
      do: "rescue",
      press: { ring: "phone" },
      isKeys: true,
    });
  });

  it("not to ring a phone that cannot", () => {
    for (const cannot of [{ verified: false }, { address: null }]) {
      const devices = [{ ...off(PHONE), ...cannot }, lost(SOFTPHONE)];
      expect(action({ devices, account: CCM }).do).not.toBe("rescue");
    }
    expect(action({ devices: [lost(SOFTPHONE)] })).toEqual({ do: "check", isUrgent: false });
  });

  it("what the key does, and no rescue, where it is not said which device is on", () => {
    const unsaid = [PHONE, SOFTPHONE].map((device) => ({ ...device, on: null }));
    expect(action({ devices: unsaid, account: OLDER })).toEqual({
      do: "switch",
      press: { ring: "phone" },
      ring: "phone",
      device: null,
    });
  });

  it("named by the device that comes on, where there are several of its kind", () => {
    const second = { ...off(SOFTPHONE), id: "2", name: "Web" };
    const found = action({ devices: [PHONE, off(SOFTPHONE), second], account: CCM });
    expect(found).toMatchObject({ do: "switch", ring: "softphone", device: { id: "sip" } });
  });
});

describe("while a switch is under way", () => {
  const target = { phone: false, sip: true };
  const journal = newJournal({ origin: "popup", target, askedAt: NOW }, "ccm", { phone: true, sip: false });
  const between: Journal = {
    ...journal,
    noDeviceOn: true,
    phase: { name: "writing", change: { sip: true } },
  };
  const devices = [off(PHONE), off({ ...SOFTPHONE, registration: "not-reported" })];
  const words = (one: Journal, now = NOW) => {
    const found = switchingWords(one, devices, now);
    return found && [english(found.title), english(found.why)];
  };

  it("waits, also for a press that is not stored yet", () => {
    expect(action({ devices, account: CCM, journal: between })).toEqual({ do: "wait", for: "switch" });
    expect(action({ asked: target })).toEqual({ do: "wait", for: "switch" });
  });

  it("says where it leads in place of the verdict, for the seconds that it takes", () => {
    // Before, the verdict still holds.
    expect(words(journal)).toBeNull();
    expect(words(between)).toEqual(["Switching to your softphone…", "For a moment, calls do not reach you."]);
    expect(words(between, NOW + 6_000)).not.toBeNull();
    expect(words(between, NOW + 6_001)).toBeNull();
    expect(words(between, NOW - 1)).toBeNull();
  });

  it.each<[string, Partial<Journal>]>([
    ["was set back", { failures: 1 }],
    ["is being undone", { compensatesFor: "interrupted" }],
    ["has its answers", { answered: true }],
  ])("no more once it %s", (_, changes) => {
    expect(words({ ...between, ...changes })).toBeNull();
  });

  it("offers the rescue once it is in trouble", () => {
    const stranded = { ...between, failures: 1 };
    expect(action({ devices, account: CCM, journal: stranded })).toMatchObject({
      do: "rescue",
      device: { id: "phone" },
    });
    expect(action({ devices, account: CCM, journal: between, now: NOW + 7_000 })).toMatchObject({
      do: "rescue",
    });
  });
});
