import { describe, expect, it } from "vitest";
import type { Account } from "../../../../src/core/account.ts";
import { badge } from "../../../../src/core/devices/badge.ts";
import type { Device } from "../../../../src/core/devices/device.ts";
import { INITIAL_LAST_ON } from "../../../../src/core/devices/last-on.ts";
import { CHANGES_ENOUGH, INITIAL_LAST_SEEN_RHYTHM } from "../../../../src/core/devices/last-seen-rhythm.ts";
import { INITIAL_STATUS } from "../../../../src/core/devices/status.ts";
import { type Verdict, type VerdictInput, verdict } from "../../../../src/core/devices/verdict.ts";
import { DEFAULT_SETTINGS } from "../../../../src/core/settings.ts";
import {
  type SoftphoneTab,
  type TabState,
  watched,
} from "../../../../src/core/softphone-tab/softphone-tab.ts";
import { primaryAction } from "../../../../src/core/switching/primary-action.ts";
import { verdictSentence } from "../../english.ts";

const NOW = 1_800_000_000_000;
const ACCOUNT: Account = { api: "integrations-core", customerId: "c", appId: "a", userId: "u" };
const PAGE = "https://phone.example/";

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
const SOFTPHONE: Device = { ...PHONE, id: "sip", kind: "sip", address: null, registration: "registered" };
const off = (device: Device): Device => ({ ...device, on: false });

const tab = (state: TabState, over: Partial<SoftphoneTab> = {}): SoftphoneTab => ({
  ...watched(1),
  state,
  ...over,
});
const DENIED = tab("open", {
  probe: { isVisible: true, microphone: "denied", hasInput: true, hasOutput: true },
});

function inputOf(devices: readonly Device[], softphoneTabs: readonly SoftphoneTab[]): VerdictInput {
  const reading = {
    userId: "u",
    userName: null,
    api: "integrations-core" as const,
    devices,
    takenAt: NOW,
    serverTime: NOW,
    updatedAt: null,
  };
  return {
    account: ACCOUNT,
    journal: null,
    status: { ...INITIAL_STATUS, reading },
    settings: { ...DEFAULT_SETTINGS, softphonePage: PAGE },
    softphoneTabs,
    lastSeenRhythm: INITIAL_LAST_SEEN_RHYTHM,
    now: NOW,
  };
}

function seen(devices: readonly Device[], ...tabs: SoftphoneTab[]) {
  const input = inputOf(devices, tabs);
  const judged: Verdict = verdict(input);
  return {
    reach: judged.reach,
    badge: badge(judged).text,
    says: verdictSentence(judged, input),
    action: primaryAction(judged, { ...input, lastOn: INITIAL_LAST_ON }, null).do,
  };
}

const FAULTS: readonly [SoftphoneTab, says: string][] = [
  [tab("closed"), "Your softphone's page is closed."],
  [tab("left"), "Your softphone's page is no longer open: its tab shows something else."],
  [tab("opening"), "Your softphone's page is loading."],
  [tab("crashed"), "Your softphone's page has crashed."],
  [tab("asleep"), "The browser has put your softphone's page to sleep."],
  [tab("frozen"), "The browser has paused your softphone's page."],
  [tab("open", { probe: "unanswered" }), "Your softphone's page does not respond."],
  [
    DENIED,
    "Your softphone's page may not use the microphone. Open it, press the icon to the left of its address, and allow the microphone.",
  ],
];

describe("a softphone whose page cannot take a call", () => {
  it.each(FAULTS)("does not count, whatever Exotel says ($state)", (its, says) => {
    for (const registration of ["registered", "not-registered", "not-reported", "not-read-since"] as const) {
      const softphone = { ...SOFTPHONE, registration };
      expect(seen([off(PHONE), softphone], its)).toMatchObject({
        reach: "nobody",
        badge: "!!",
        says: `Calls will not reach you. ${says}`,
        action: "rescue",
      });
      expect(seen([PHONE, softphone], its)).toMatchObject({
        reach: "phone",
        badge: "!",
        says: `Calls ring on your phone only. ${says}`,
        action: its === DENIED ? "allow-microphone" : "open-softphone",
      });
    }
  });

  it("does not matter while the softphone is off", () => {
    expect(seen([PHONE, off(SOFTPHONE)], tab("closed"))).toMatchObject({
      badge: "TEL",
      says: "Calls ring on your phone only.",
      action: "switch",
    });
    expect(seen([off(PHONE), off(SOFTPHONE)], tab("closed")).says).toBe(
      "Calls will not reach you. All your devices are off.",
    );
    expect(seen([PHONE], tab("closed")).badge).toBe("TEL");
  });

  it("is opened where there is no phone to ring, if it is known where", () => {
    expect(seen([SOFTPHONE], tab("closed")).action).toBe("open-softphone");
    const input = inputOf([SOFTPHONE], [tab("closed")]);
    const unknown = { ...input, settings: DEFAULT_SETTINGS, lastOn: INITIAL_LAST_ON };
    expect(primaryAction(verdict(unknown), unknown, null).do).toBe("check");
  });
});

describe("a softphone whose page has come back", () => {
  const since = (ms: number, lastSeen: number | null, takenAt = NOW) => {
    const softphone = { ...SOFTPHONE, lastSeenAt: lastSeen === null ? null : NOW - lastSeen };
    const input = inputOf([off(PHONE), softphone], [tab("open", { returnedAt: NOW - ms })]);
    const { reading } = input.status;
    const status = { ...input.status, reading: reading && { ...reading, takenAt, serverTime: takenAt } };
    const judged = verdict({ ...input, status });
    const { text } = badge(judged);
    return text === "S?" ? `S? ${verdictSentence(judged, { ...input, status })}` : text;
  };
  const DOUBT =
    "S? Calls go to your softphone. Your softphone's page is back. Exotel does not say yet if it is registered again.";

  it("is registered again only by what Exotel has seen since", () => {
    expect(since(10_000, 60_000)).toBe(DOUBT);
    expect(since(10_000, 12_001)).toBe(DOUBT);
    // Whole seconds, and two clocks.
    expect(since(10_000, 12_000)).toBe("SIP");
    expect(since(10_000, 3_000)).toBe("SIP");
  });

  it("is judged by the server's clock alone", () => {
    const softphone = { ...SOFTPHONE, lastSeenAt: NOW - 3_600_000 - 3_000 };
    const input = inputOf([off(PHONE), softphone], [tab("open", { returnedAt: NOW - 10_000 })]);
    const { reading } = input.status;
    const behind = { ...input.status, reading: reading && { ...reading, serverTime: NOW - 3_600_000 } };
    expect(badge(verdict({ ...input, status: behind })).text).toBe("SIP");
  });

  it("is not doubted for longer than a registration lives, nor by a clock that was set back", () => {
    expect(since(300_000, 400_000)).toBe(DOUBT);
    expect(since(300_001, 400_000)).toBe("SIP");
    expect(since(-1_000, 400_000)).toBe("SIP");
  });

  it("needs no more than a read from after that where `last_seen` is no heartbeat, or the agent does not want the doubt", () => {
    const softphone = { ...SOFTPHONE, lastSeenAt: NOW - 60_000 };
    const input = inputOf([off(PHONE), softphone], [tab("open", { returnedAt: NOW - 10_000 })]);
    const lastSeenRhythm = { device: "sip", intervals: [], changesUnseen: CHANGES_ENOUGH };
    expect(badge(verdict({ ...input, lastSeenRhythm })).text).toBe("SIP");
    const settings = { ...input.settings, lastSeenLimitMinutes: null };
    expect(badge(verdict({ ...input, settings })).text).toBe("SIP");
    expect(badge(verdict(input)).text).toBe("S?");
  });

  it("needs a read from after that where Exotel does not say when it was seen", () => {
    expect(since(10_000, null, NOW - 20_000)).toBe(DOUBT);
    expect(since(10_000, null, NOW - 5_000)).toBe("SIP");
  });
});

describe("a softphone whose page is open", () => {
  it("counts for no more than Exotel says", () => {
    const says = (over: Partial<Device>) => seen([off(PHONE), { ...SOFTPHONE, ...over }], tab("open")).badge;
    expect(says({})).toBe("SIP");
    expect(says({ registration: "not-registered" })).toBe("!!");
    expect(says({ registration: "not-reported" })).toBe("S?");
    expect(says({ on: false })).toBe("!!");
  });

  it("counts as one of which no tab is watched where the browser does not show what it is", () => {
    expect(seen([off(PHONE), SOFTPHONE], tab("unseen"))).toMatchObject({ badge: "SIP" });
  });

  it("rings unheard where it is muted, which is said first", () => {
    const muted = tab("open", { isMuted: true });
    expect(seen([off(PHONE), SOFTPHONE], muted)).toEqual({
      reach: "softphone",
      badge: "SIP",
      says: "Calls ring on your softphone, but its tab is muted.",
      action: "unmute",
    });
    expect(seen([PHONE, SOFTPHONE], muted)).toMatchObject({
      reach: "both",
      says: "Calls ring on your phone and your softphone. The softphone's tab is muted: you will not hear it ring.",
      action: "unmute",
    });
    expect(seen([PHONE, off(SOFTPHONE)], muted)).toMatchObject({ badge: "TEL", action: "switch" });
    expect(seen([PHONE, { ...SOFTPHONE, registration: "not-registered" }], muted)).toMatchObject({
      badge: "!",
      action: "rescue",
    });
  });

  it("in several tabs rings in each, which is said", () => {
    const two = [tab("open"), tab("open", { id: 2 })];
    expect(seen([off(PHONE), SOFTPHONE], ...two).says).toBe(
      "Calls ring on your softphone only. Your softphone is open in 2 tabs, and each of them rings.",
    );
    expect(seen([PHONE, off(SOFTPHONE)], ...two).says).toBe("Calls ring on your phone only.");
    expect(seen([off(PHONE), SOFTPHONE], tab("open"), tab("crashed", { id: 2 })).says).toBe(
      "Calls ring on your softphone only.",
    );
  });
});
