import { describe, expect, it } from "vitest";
import type { Reading } from "../../../../src/core/devices/device.ts";
import { changed, clockIsBack, INITIAL_STATUS, type Status } from "../../../../src/core/devices/status.ts";
import { NOW, only, readingOf } from "../../switch-model.ts";

/** Taken at `NOW`. */
const READING: Reading = readingOf("integrations-core", only("integrations-core", "phone"));

const statusOf = (over: Partial<Status>): Status => ({ ...INITIAL_STATUS, ...over });

describe("a clock that was set back", () => {
  it.each([
    ["corrected by two seconds", NOW - 2_000, false],
    ["set back by more", NOW - 2_001, true],
    ["gone on", NOW + 3_600_000, false],
  ])("is told by the last change of the status: %s", (_how, now, isBack) => {
    expect(clockIsBack(statusOf({ changedAt: NOW }), now)).toBe(isBack);
    // A status of an earlier version does not say when it changed. Its reading does.
    expect(clockIsBack(statusOf({ reading: READING }), now)).toBe(isBack);
    const changedLater = statusOf({ reading: { ...READING, takenAt: NOW - 60_000 }, changedAt: NOW });
    expect(clockIsBack(changedLater, now)).toBe(isBack);
  });

  it("cannot be told of a status that has never changed", () => {
    expect(clockIsBack(INITIAL_STATUS, 0)).toBe(false);
  });
});

describe("a change of the status", () => {
  const before = statusOf({ reading: READING, nextReadAt: NOW + 30_000, changedAt: NOW });

  it("sets what it names and its own time, and nothing else", () => {
    const now = NOW + 5_000;
    expect(changed(before, { offline: true }, now)).toEqual({ ...before, offline: true, changedAt: now });
    const nearly = NOW - 2_000;
    expect(changed(before, {}, nearly)).toEqual({ ...before, changedAt: nearly });
  });

  const back = NOW - 3_600_000;
  it("after the clock was set back leaves the old reading undated, and makes the next read due", () => {
    expect(changed(before, { offline: true }, back)).toEqual({
      ...before,
      offline: true,
      reading: { ...READING, undated: true },
      nextReadAt: back,
      changedAt: back,
    });
    const rewritten = { ...READING, updatedAt: NOW };
    expect(changed(before, { reading: rewritten }, back).reading).toEqual({ ...rewritten, undated: true });
  });

  it("after the clock was set back plans no read where none is planned, and moves none that is planned anew", () => {
    expect(changed({ ...before, nextReadAt: null }, {}, back).nextReadAt).toBeNull();
    expect(changed(before, { nextReadAt: back + 30_000 }, back).nextReadAt).toBe(back + 30_000);
    expect(changed(before, { nextReadAt: null }, back).nextReadAt).toBeNull();
  });

  it("after the clock was set back takes a new reading as it is", () => {
    const anew = { ...READING, takenAt: back };
    expect(changed(before, { reading: anew }, back).reading).toEqual(anew);
    expect(changed({ ...before, reading: null }, { reading: anew }, back).reading).toEqual(anew);
    expect(changed(before, { reading: null }, back).reading).toBeNull();
  });
});
