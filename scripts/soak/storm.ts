import fc from "fast-check";
import type { Settings } from "../../src/core/settings.ts";
import { order } from "../../test/e2e/agent-view.ts";
import { goOffline, goOnline } from "../../test/e2e/harness/network.ts";
import { pause } from "../../test/e2e/harness/wait.ts";
import { fireAlarm, lockScreen, startWorker, stopWorker } from "../../test/e2e/harness/worker.ts";
import { ELSEWHERE } from "../../test/emulator/elsewhere.ts";
import type { Api } from "../../test/emulator/store.ts";
import { FAULTS } from "../../test/wire-faults/of-any-api.ts";
import type { Agent } from "./agent.ts";
import { TAB_EVENTS } from "./softphone-tab.ts";

/** One thing that is done to the extension, or to what it stands on. */
interface Deed {
  /** What was drawn for it. */
  readonly what: { readonly do: string; readonly [field: string]: unknown };
  /** Does it, and gives what ends it, a function, where it lasts. */
  readonly on: (agent: Agent) => Promise<unknown>;
}

/** How often it comes, in proportion; its name; what is drawn for it; and how it is done. */
const deed = <T extends object>(
  weight: number,
  name: string,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  act: (agent: Agent, drawn: T) => Promise<unknown>,
): fc.WeightedArbitrary<Deed> => ({
  weight,
  arbitrary: fc.record<T>(fields).map((drawn) => ({
    what: { do: name, ...drawn },
    on: (agent) => act(agent, drawn as T),
  })),
});

const oneOf = <T extends object>(table: T) => fc.constantFrom(...(Object.keys(table) as (keyof T)[]));
const between = (min: number, max: number) => fc.integer({ min, max });
const device = fc.constantFrom("phone", "softphone");
const times = fc.constantFrom(1, 1, 1, 2, 3);
/** To the question before the last device goes off. */
const yes = fc.nat(6).map((drawn) => drawn === 0);
const held = fc.constantFrom("before", "after");
const method = fc.constantFrom("GET", "PUT");
const BREAKS = ["refused", "reset", "reset in the handshake", "closed in the handshake"] as const;
const line = fc.constantFrom(...BREAKS, "no TLS", "TLS alert", "other certificate", "silence");

/** Working hours of every day, in hours from now. */
const HOURS = { off: [4, 8], inside: [20, 4], outside: [4, 8] } as const;
const on = fc.boolean();
const rules = { ringsWhenDropped: on, ringsWhileLocked: on, hours: oneOf(HOURS), outsideHours: device };
type Rules = Partial<Settings> & { readonly hours?: keyof typeof HOURS };

export async function turnOnRules(
  { handle }: Agent,
  { hours = "inside", ...rules }: Rules,
): Promise<unknown> {
  const hour = (later: number) => `${String((new Date().getHours() + later) % 24).padStart(2, "0")}:00`;
  const [from, until] = HOURS[hours];
  const working = { workingDays: "1234567", workingFrom: hour(from), workingUntil: hour(until) };
  // The least that a rule waits, so that each acts within a storm.
  const settings = { ...rules, ...working, workingHours: hours !== "off", droppedReads: 1, wellMinutes: 1 };
  return order(handle, { type: "change-settings", settings });
}

/** A fault of the API, on so many requests as it is drawn for, until it ends. */
const fault = (api: Api, method: fc.Arbitrary<"GET" | "PUT" | null>, times: fc.Arbitrary<number>) => {
  // What the server asks to wait, s: a calm must be able to see its end.
  const fields = { name: oneOf(FAULTS), method, times, wait: between(2, 20) };
  return deed(100, "fault", fields, async ({ exotel, chronicle }, { name, method, times, wait }) => {
    const match = method === null ? { api } : { api, method };
    const added = exotel.emulator.faults.add(FAULTS[name](wait), { times, match });
    return async () => {
      added.release();
      added.remove();
      chronicle.count(`fault: ${name}`, added.hits);
    };
  });
};

/** Anything that is done in a storm. */
const anyDeed = (api: Api): fc.Arbitrary<Deed> =>
  fc.oneof(
    deed(180, "press", { device, times, yes }, async (agent, { device, times, yes }) => {
      for (let time = 0; time < times; time += 1) await agent.press(device, yes);
    }),
    deed(30, "open the popup", {}, async (agent) => void (await agent.openPopup())),
    deed(20, "close the popup", {}, (agent) => agent.closePopup()),
    // Reads are rare: without it, most faults would strike nothing.
    deed(50, "check now", {}, async (agent) => {
      const button = (await agent.openPopup()).getByRole("button", { name: "Check now" });
      if ((await button.count()) > 0) await button.click();
    }),
    fault(api, fc.option(method), fc.constantFrom(1, 1, 2, 3, Number.POSITIVE_INFINITY)),
    deed(25, "line", { line }, async ({ exotel, middlebox }, { line }) => {
      await exotel.cutting(() => middlebox.set(line));
      return () => exotel.cutting(() => middlebox.set("pass"));
    }),
    deed(10, "no network", {}, async ({ exotel, handle }) => {
      // A stopped one would be waited for, until an alarm that may be far.
      await startWorker(handle);
      await exotel.cutting(() => goOffline(handle));
      return () => exotel.cutting(() => goOnline(handle));
    }),
    deed(20, "death", {}, ({ exotel, handle }) => exotel.cutting(() => stopWorker(handle))),
    // The next request is held before, or after, it is carried out, and in the end the worker dies over it.
    deed(35, "death in a request", { held, method }, async ({ exotel, handle, chronicle }, what) => {
      const hold = exotel.emulator.faults.hold(what.held, { api, method: what.method });
      return async () => {
        await exotel.cutting(() => stopWorker(handle));
        hold.release();
        chronicle.count(`deaths in a ${what.method}, ${what.held} it is done`, hold.hits);
      };
    }),
    deed(15, "start", {}, ({ handle }) => startWorker(handle)),
    deed(40, "alarm", {}, ({ handle }) => fireAlarm(handle, "wake")),
    deed(50, "outside", { change: oneOf(ELSEWHERE[api]) }, ({ exotel }, what) =>
      exotel.change(api, what.change),
    ),
    deed(120, "tab", { tab: oneOf(TAB_EVENTS) }, (agent, { tab }) => TAB_EVENTS[tab](agent, api)),
    deed(40, "rules", rules, turnOnRules),
    deed(30, "lock", {}, async ({ handle }) => {
      await lockScreen(handle, "locked");
      return () => lockScreen(handle, "active");
    }),
    deed(25, "for a while", { ring: device, lasts: between(3, 40) }, ({ handle }, { ring, lasts }) =>
      order(handle, { type: "for-a-while", press: { ring }, until: Date.now() + lasts * 1_000 }),
    ),
    deed(15, "pause", { lasts: between(3, 20) }, ({ handle }, { lasts }) =>
      order(handle, { type: "pause", until: Date.now() + lasts * 1_000 }),
    ),
    deed(4, "expire", {}, async (agent) => {
      agent.exotel.emulator.faults.expireToken(api);
      agent.signedIn = null;
      return () => agent.signIn(api);
    }),
    deed(5, "sign out", {}, async (agent) => {
      await agent.signOut();
      return () => agent.signIn(api);
    }),
  );

/** Longer than what was read counts at the usual period of 30 s, and what is then shown may take to go; ms. */
const FADING = 130_000;

/** What is done `at`, and ended at `ends` if it lasts; ms after the storm's beginning. */
interface Step extends Deed {
  readonly at: number;
  readonly ends: number;
}

/**
 * The deeds of one storm, in the order of time, the same for the same seed. None lasts longer than the storm.
 *
 * @param longest the storm takes half of it at least; ms
 * @param fades whether it ends in a fault that outlasts what was read before
 */
export function planStorm(seed: number, api: Api, longest: number, fades: boolean): readonly Step[] {
  const deeds = fc.infiniteStream(fc.tuple(between(200, 3_000), between(1_000, 14_000), anyDeed(api)));
  const lastFault = fault(api, fc.constant(null), fc.constant(Number.POSITIVE_INFINITY)).arbitrary;
  const storm = fc.tuple(between(Math.round(longest / 2), Math.round(longest)), deeds, lastFault);
  const steps: Step[] = [];
  for (const [length, deeds, last] of fc.sample(fc.noBias(storm), { seed, numRuns: 1 })) {
    let at = 0;
    for (const [gap, lasts, deed] of deeds.takeWhile(() => at < length)) {
      steps.push({ ...deed, at, ends: Math.min(length, at + lasts) });
      at += gap;
    }
    if (fades) steps.push({ ...last, at: length, ends: length + FADING });
  }
  return steps;
}

/** Carries out a storm: deed after deed, each at its time or as soon as the one before is done, until all that lasts is over. */
export async function rage(agent: Agent, steps: readonly Step[]): Promise<void> {
  const { chronicle } = agent;
  const began = Date.now();
  const ahead: Step[] = [...steps];
  for (let next = ahead.shift(); next !== undefined; next = ahead.sort((a, b) => a.at - b.at).shift()) {
    const { at, ends, what } = next;
    await pause(Math.max(0, began + at - Date.now()));
    chronicle.note(`* ${JSON.stringify(what)}`);
    chronicle.count(`deeds: ${what.do}`);
    const end = await next.on(agent).catch((error: unknown) => {
      chronicle.count("not done");
      chronicle.note(`could not be done: ${String(error).split("\n")[0]}`);
    });
    chronicle.count("done or not");
    const on = end as Deed["on"];
    if (typeof end === "function") ahead.push({ at: ends, ends, what: { do: `end of ${what.do}` }, on });
  }
}
