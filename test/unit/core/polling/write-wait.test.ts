import { expect, it } from "vitest";
import { type Failure, NO_DETAILS } from "../../../../src/core/failure.ts";
import { writeWait } from "../../../../src/core/polling/write-wait.ts";

const NOW = 1_800_000_000_000;
const REFUSED: Failure = { ...NO_DETAILS, kind: "rate-limited", status: 429 };

/** How long the next write waits, ms, for each draw; `null`: not at all. */
function waits(failure: Failure, period: number, draws: readonly number[] = [0, 0.5, 1]) {
  return draws.map((random) => {
    const at = writeWait(failure, { now: NOW, period, fastest: 30_000, random });
    return at === null ? null : at - NOW;
  });
}

it("an agent whose budget is not short waits as long as the server says", () => {
  expect(waits({ ...REFUSED, waitUntil: NOW + 20_000 }, 33_000)).toEqual([20_000, 20_000, 20_000]);
  expect(waits(REFUSED, 30_000)).toEqual([null, null, null]);
});

it("a crowd that was refused comes back within one and a half periods, and five minutes at most", () => {
  expect(waits({ ...REFUSED, waitUntil: NOW + 20_000 }, 120_000)).toEqual([20_000, 110_000, 200_000]);
  expect(waits(REFUSED, 120_000)).toEqual([0, 90_000, 180_000]);
  expect(waits({ ...REFUSED, waitUntil: NOW + 20_000 }, 3_600_000)).toEqual([20_000, 170_000, 320_000]);
  expect(waits({ ...REFUSED, waitUntil: NOW - 20_000 }, 3_600_000, [0])).toEqual([0]);
});

it("no other failure makes a crowd wait", () => {
  expect(waits({ ...NO_DETAILS, kind: "server", waitUntil: NOW + 20_000 }, 600_000)).toEqual(
    Array(3).fill(20_000),
  );
  expect(waits({ ...NO_DETAILS, kind: "timed-out" }, 600_000)).toEqual([null, null, null]);
});
