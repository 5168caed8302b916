import { launchHookswitch } from "../../test/e2e/harness/launch.ts";
import { waitForBadge } from "../../test/e2e/harness/toolbar.ts";
import type { Emulator } from "../../test/emulator/emulator.ts";
import { connectDemoAgent } from "../demo/connect.ts";
import { paint } from "./first-paint.ts";
import { compare, type Ratio } from "./ratio.ts";
import { reply } from "./worker-reply.ts";

/** What can be turned on and off, and the settings for both. */
const PARTS = [
  { name: "the history kept", on: { keepsHistory: true }, off: { keepsHistory: false } },
  {
    name: "every rule on",
    on: { ringsWhileLocked: true, ringsWhenDropped: true, workingHours: true, workingDays: "1234567" },
    off: { ringsWhileLocked: false, ringsWhenDropped: false, workingHours: false },
  },
] as const;

/** Hours that are never over, so that the rules have nothing to do. */
const ALL_DAY = { workingFrom: "00:00", workingUntil: "00:00" };

/** What history and rules cost: the worker's first reply and the popup's first paint, with and without each. */
export async function dayCosts(emulator: Emulator): Promise<Ratio[]> {
  const handle = await launchHookswitch({ emulator });
  try {
    const options = await handle.openOptions();
    await connectDemoAgent(options);
    await waitForBadge(handle, "SIP");
    await options.close();
    const set = (changes: object) =>
      handle.keeper.evaluate(
        `chrome.runtime.sendMessage(${JSON.stringify({ type: "change-settings", settings: { ...ALL_DAY, ...changes } })})`,
      );
    const popup = handle.url("src/popup/popup.html");
    const measures = [
      ["a stopped worker's first reply", () => reply(handle, handle.keeper, { type: "dismiss-notice" })],
      ["first contentful paint of the popup", () => paint(handle, handle.keeper, popup, "PSTN")],
    ] as const;
    const found: Ratio[] = [];
    for (const { name, on, off } of PARTS)
      for (const [what, measure] of measures) {
        const after = (changes: object) => async () => {
          await set(changes);
          return measure();
        };
        const names = { name: `${what} with ${name}`, against: "that without", limit: 1.15 };
        found.push(await compare(names, after(on), after(off)));
      }
    return found;
  } finally {
    await handle.close();
  }
}
