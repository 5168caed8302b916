import { expect } from "vitest";
import type { FaultHandle } from "../../emulator/faults.ts";
import type { RequestMatch } from "../../emulator/request-log.ts";
import type { WireWorld } from "./wire-world.ts";

/** Presses the softphone's switch, and leaves the request that `match` names waiting, `at` its effect. */
export async function pressAndHold(
  { wire, popup }: WireWorld,
  at: "before" | "after",
  match: RequestMatch,
): Promise<FaultHandle> {
  const hold = wire.faults.hold(at, match);
  await popup.click("SIP softphone");
  expect(hold.hits).toBe(1);
  return hold;
}
