import fc from "fast-check";
import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import type { Middlebox } from "../../test/e2e/harness/middlebox.ts";
import { pause } from "../../test/e2e/harness/wait.ts";
import type { Api } from "../../test/emulator/store.ts";
import type { Agent } from "./agent.ts";
import type { Chronicle } from "./chronicle.ts";
import { type Act, anyDeed, type Deed, fault } from "./deeds.ts";
import type { Exotel } from "./exotel.ts";

/** Longer than what was read counts at the usual period of 30 s, and what is then shown may take to go; ms. */
const FADING = 130_000;

/** Everything that a soak is made of. */
export interface Parts {
  readonly handle: Hookswitch;
  readonly middlebox: Middlebox;
  readonly exotel: Exotel;
  readonly agent: Agent;
  readonly chronicle: Chronicle;
}

/** A deed, when it is done, and when it ends if it lasts; ms after the storm's beginning. */
export interface Step {
  readonly at: number;
  readonly ends: number;
  readonly deed: Deed;
}

/**
 * The deeds of one storm, in the order of time, the same for the same seed. None lasts longer than the storm.
 *
 * @param longest the storm takes half of it at least; ms
 * @param fades whether it ends in a fault that outlasts what was read before
 */
export function planStorm(seed: number, api: Api, longest: number, fades: boolean): readonly Step[] {
  const ms = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
  const storm = fc.record({
    length: ms(Math.round(longest / 2), Math.round(longest)),
    deeds: fc.infiniteStream(fc.tuple(ms(200, 3_000), ms(1_000, 14_000), anyDeed(api))),
    last: fault(api, fc.constant(null), fc.constant(Number.POSITIVE_INFINITY)).arbitrary,
  });
  const steps: Step[] = [];
  for (const { length, deeds, last } of fc.sample(fc.noBias(storm), { seed, numRuns: 1 })) {
    let at = 0;
    for (const [gap, lasts, deed] of deeds.takeWhile(() => at < length)) {
      steps.push({ at, ends: Math.min(length, at + lasts), deed });
      at += gap;
    }
    if (fades) steps.push({ at: length, ends: length + FADING, deed: last });
  }
  return steps;
}

/** Carries out a storm: deed after deed, each at its time or as soon as the one before is done, until all that lasts is over. */
export async function rage(parts: Parts, steps: readonly Step[]): Promise<void> {
  const { chronicle } = parts;
  const began = Date.now();
  const ahead: { readonly at: number; readonly act: Act }[] = steps.map(({ at, ends, deed }) => ({
    at,
    act: async () => {
      chronicle.note(`* ${JSON.stringify(deed.what)}`);
      chronicle.count(`deeds: ${deed.what.do}`);
      const end = await deed.on(parts);
      if (typeof end === "function") ahead.push({ at: ends, act: end as Act });
    },
  }));
  for (let next = ahead.shift(); next !== undefined; next = ahead.sort((a, b) => a.at - b.at).shift()) {
    await pause(Math.max(0, began + next.at - Date.now()));
    await next.act().catch((error: unknown) => {
      chronicle.count("not done");
      chronicle.note(`could not be done: ${String(error).split("\n")[0]}`);
    });
    chronicle.count("done or not");
  }
}
