import fc from "fast-check";
import { pause } from "../../test/e2e/harness/wait.ts";
import { startWorker } from "../../test/e2e/harness/worker.ts";
import type { Parts } from "./storm.ts";

/** What the agent does with the rules, and what sets them off. */

/** The least that a rule waits, so that each acts within a storm. */
const SOON = { droppedReads: 1, wellMinutes: 1 } as const;
/** How long the worker has to take it in, ms. */
const PATIENCE = 5_000;

/** Which rules are on. The working hours are over now, or go on for hours. */
export interface RulesOn {
  readonly ringsWhenDropped: boolean;
  readonly ringsWhileLocked: boolean;
  readonly hours: "off" | "inside" | "outside";
  readonly outsideHours: "phone" | "softphone";
}

export const rulesOn: { [K in keyof RulesOn]: fc.Arbitrary<RulesOn[K]> } = {
  ringsWhenDropped: fc.boolean(),
  ringsWhileLocked: fc.boolean(),
  hours: fc.constantFrom("off", "inside", "outside"),
  outsideHours: fc.constantFrom("phone", "softphone"),
};

export async function turnOnRules({ handle }: Parts, { hours, ...on }: RulesOn): Promise<void> {
  const changes = { ...SOON, ...on, workingHours: hours !== "off", ...spanOf(hours) };
  const command = { type: "change-settings", settings: changes };
  await handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify(command)})`);
}

/** Hours of every day that now is in, or out of, by hours. */
function spanOf(hours: RulesOn["hours"]): object {
  const hour = new Date().getHours();
  const at = (later: number): string => `${String((hour + later) % 24).padStart(2, "0")}:00`;
  const [from, until] = hours === "outside" ? [at(4), at(8)] : [at(20), at(4)];
  return { workingDays: "1234567", workingFrom: from, workingUntil: until };
}

/** Sends a command whose end is so many seconds from now. */
export async function lasting({ handle }: Parts, command: object, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  await handle.keeper.evaluate(`chrome.runtime.sendMessage(${JSON.stringify({ ...command, until })})`);
}

/** The screen is locked or unlocked, as far as the worker hears. The next worker finds it unlocked. */
export async function lockScreen({ handle }: Parts, isLocked: boolean): Promise<void> {
  await startWorker(handle);
  const [worker] = handle.context.serviceWorkers();
  const presence = isLocked ? "locked" : "active";
  const told = worker?.evaluate(`(() => {
    for (const api of new Set([chrome, globalThis.browser ?? chrome]))
      api.idle.queryState = () => Promise.resolve("${presence}");
    chrome.idle.onStateChanged.dispatch("${presence}");
  })()`);
  // One that dies meanwhile does not answer.
  await Promise.race([told, pause(PATIENCE)]);
}
