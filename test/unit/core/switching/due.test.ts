import { describe, expect, it } from "vitest";
import { INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { NO_WAITS, type ServerWaits } from "../../../../src/core/polling/server-waits.ts";
import { isDue } from "../../../../src/core/switching/due.ts";
import type { Journal } from "../../../../src/core/switching/journal.ts";
import { NOW, only, readingOf } from "../../switch-model.ts";
import { failed, toSoftphone } from "./phone-to-softphone.ts";

function due(
  journal: Partial<Journal>,
  status: Partial<Status> = {},
  waits: Partial<ServerWaits> = {},
): boolean {
  const whole: Status = { ...INITIAL_STATUS, reading: readingOf("ccm", only("ccm")), ...status };
  return isDue(toSoftphone("ccm", journal), whole, { ...NO_WAITS, ...waits }, NOW);
}

const retryAt = (after: number): Partial<Journal> => ({
  phase: { name: "waiting-to-retry", retryAt: NOW + after },
});

describe("a switch that nothing carries out", () => {
  it.each([
    ["not yet", 1, false],
    ["at its moment", 0, true],
    ["after its moment", -1, true],
    ["within the longest delay of a minute", 60_000, false],
    ["beyond it: the clock was set back", 60_001, true],
  ])("is resumed when its timer is due: %s", (_when, after, is) => {
    expect(due(retryAt(after))).toBe(is);
  });

  it("is resumed at once without a timer", () => {
    expect(due({ phase: { name: "writing", change: { p1: false } } })).toBe(true);
  });

  it.each(["missing", "refused"] as const)("is not resumed while the credentials are %s", (credentials) => {
    expect(due(retryAt(0), { credentials })).toBe(false);
  });

  it.each(["readUntil", "writeUntil"] as const)(
    "is not resumed before the end of the server's wait: %s",
    (which) => {
      expect(due(retryAt(0), {}, { [which]: NOW + 1 })).toBe(false);
      expect(due(retryAt(0), {}, { [which]: NOW })).toBe(true);
    },
  );

  const onAgain: Partial<Status> = { reading: readingOf("ccm", only("ccm", "p1")) };
  it("that left no device on is resumed before its time when a read has found one on", () => {
    expect(due({ ...retryAt(1), noDeviceOn: true }, onAgain)).toBe(true);
    expect(due({ ...retryAt(1), noDeviceOn: true })).toBe(false);
    expect(due({ ...retryAt(1), noDeviceOn: true }, { reading: null })).toBe(false);
  });

  it("waits for its time where the newest read failed, or it left a device on itself", () => {
    expect(due({ ...retryAt(1), noDeviceOn: true }, { ...onAgain, failure: failed("server") })).toBe(false);
    expect(due(retryAt(1), onAgain)).toBe(false);
  });
});
