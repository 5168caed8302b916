import type { Api } from "../../src/core/api-rules.ts";
import type { Assignment, Device, Reading } from "../../src/core/devices/device.ts";
import { type Failure, type FailureKind, NO_DETAILS, rateLimitedUntil } from "../../src/core/failure.ts";
import { NO_WAITS } from "../../src/core/polling/server-waits.ts";
import type { Facts, Request, SwitchEvent } from "../../src/core/switching/events.ts";

export const NOW = 1_800_000_000_000;

/** What stands for every failure that a switch treats alike. */
export const FAILURES: readonly Failure[] = [
  ...(["not-permitted", "timed-out", "credentials-refused", "access-withheld"] as FailureKind[]).map(
    (kind) => ({ ...NO_DETAILS, kind }),
  ),
  { ...NO_DETAILS, kind: "intermediary", status: 429 },
  rateLimitedUntil(NOW + 5_000),
];

/** Whether each device is on; `null` for one that is not verified, and so is neither, or where it is not said (older contract). */
export type Ons = Readonly<Record<string, boolean | null>>;

export const DEVICES: Readonly<Record<Api, readonly string[]>> = {
  "integrations-core": ["phone", "sip"],
  usermapping: ["phone", "sip"],
  ccm: ["p1", "s1"],
};

export function readingOf(api: Api, ons: Ons): Reading {
  const devices = Object.entries(ons).map(
    ([id, on]): Device => ({
      id,
      kind: id.startsWith("s") ? "sip" : id.startsWith("x") ? "other" : "pstn",
      name: null,
      address: null,
      on,
      registration: "not-reported",
      lastSeenAt: null,
      verified: api === "usermapping" ? null : on !== null,
      busy: null,
    }),
  );
  return { userId: "u", userName: null, api, devices, takenAt: NOW, serverTime: null, updatedAt: null };
}

export function factsOf(reading: Reading | null, over: Partial<Facts> = {}): Facts {
  return { now: NOW, random: 0.5, credentials: "present", waits: NO_WAITS, reading, ...over };
}

/** What each device is to be, with these on. */
export function only(api: Api, ...on: readonly string[]): Assignment {
  return Object.fromEntries(DEVICES[api].map((id) => [id, on.includes(id)]));
}

/** All that may come of a request, apart from what a read or an answer says of the devices. */
export function failuresOf(request: Request): readonly SwitchEvent[] {
  switch (request.do) {
    case "open":
      return [{ type: "signed-out" }, { type: "failed" }];
    case "read":
      return [...FAILURES.map((failure) => ({ type: "read-failed" as const, failure })), { type: "failed" }];
    case "write":
      return [...FAILURES.map((failure) => ({ type: "write-failed" as const, failure })), { type: "failed" }];
  }
}
