import fc from "fast-check";
import { goOffline, goOnline } from "../../test/e2e/harness/network.ts";
import { fireAlarm, startWorker, stopWorker } from "../../test/e2e/harness/worker.ts";
import type { Api } from "../../test/emulator/store.ts";
import { CHANGES } from "./exotel.ts";
import { FAULTS } from "./faults.ts";
import { lasting, lockScreen, rulesOn, turnOnRules } from "./rules.ts";
import { TAB_EVENTS } from "./softphone-tab.ts";
import type { Parts } from "./storm.ts";

export type Act = () => Promise<unknown>;

/** One thing that is done to the extension, or to what it stands on. */
export interface Deed {
  /** What was drawn for it. */
  readonly what: { readonly do: string; readonly [field: string]: unknown };
  /** Does it, and gives what ends it, an `Act`, where it lasts. */
  readonly on: (parts: Parts) => Promise<unknown>;
}

/** How often it comes, in proportion; its name; what is drawn for it; and how it is done. */
const deed = <T extends object>(
  weight: number,
  name: string,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  act: (parts: Parts, drawn: T) => Promise<unknown>,
): fc.WeightedArbitrary<Deed> => ({
  weight,
  arbitrary: fc.record<T>(fields).map((drawn) => ({
    what: { do: name, ...drawn },
    on: (parts) => act(parts, drawn as T),
  })),
});

const device = fc.constantFrom("phone", "softphone");
const times = fc.constantFrom(1, 1, 1, 2, 3);
/** To the question before the last device goes off. */
const yes = fc.nat(6).map((drawn) => drawn === 0);
const tab = fc.constantFrom(...(Object.keys(TAB_EVENTS) as (keyof typeof TAB_EVENTS)[]));
const held = fc.constantFrom("before", "after");
const method = fc.constantFrom("GET", "PUT");
const name = fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[]));
/** What the server asks for, s: a calm must be able to see its end. */
const wait = fc.integer({ min: 2, max: 20 });
const BREAKS = ["refused", "reset", "reset in the handshake", "closed in the handshake"] as const;
const line = fc.constantFrom(...BREAKS, "no TLS", "TLS alert", "other certificate", "silence");

/** A fault of the API, on so many requests as it is drawn for, until it ends. */
export const fault = (
  api: Api,
  method: fc.Arbitrary<"GET" | "PUT" | null>,
  times: fc.Arbitrary<number>,
): fc.WeightedArbitrary<Deed> =>
  deed(100, "fault", { name, method, times, wait }, async ({ exotel, chronicle }, drawn) => {
    const match = drawn.method === null ? { api } : { api, method: drawn.method };
    const made = FAULTS[drawn.name](drawn.wait);
    const added = exotel.emulator.faults.add(made, { times: drawn.times, match });
    return async () => {
      added.release();
      added.remove();
      chronicle.count(`fault: ${drawn.name}`, added.hits);
    };
  });

/** Anything that is done in a storm. */
export const anyDeed = (api: Api): fc.Arbitrary<Deed> =>
  fc.oneof(
    deed(180, "press", { device, times, yes }, async ({ agent }, drawn) => {
      for (let time = 0; time < drawn.times; time += 1) await agent.press(drawn.device, drawn.yes);
    }),
    deed(30, "open the popup", {}, async ({ agent }) => void (await agent.openPopup())),
    deed(20, "close the popup", {}, ({ agent }) => agent.closePopup()),
    // Reads are rare: without it, most faults would strike nothing.
    deed(50, "check now", {}, ({ agent }) => agent.check()),
    fault(api, fc.option(method), fc.constantFrom(1, 1, 2, 3, Number.POSITIVE_INFINITY)),
    deed(25, "line", { line }, async ({ exotel, middlebox }, drawn) => {
      await exotel.cutting(() => middlebox.set(drawn.line));
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
    deed(35, "death in a request", { held, method }, async ({ exotel, handle, chronicle }, drawn) => {
      const hold = exotel.emulator.faults.hold(drawn.held, { api, method: drawn.method });
      return async () => {
        await exotel.cutting(() => stopWorker(handle));
        hold.release();
        chronicle.count(`deaths in a ${drawn.method}, ${drawn.held} it is done`, hold.hits);
      };
    }),
    deed(15, "start", {}, ({ handle }) => startWorker(handle)),
    deed(40, "alarm", {}, ({ handle }) => fireAlarm(handle, "wake")),
    deed(50, "outside", { change: fc.constantFrom(...Object.keys(CHANGES[api])) }, (parts, drawn) =>
      parts.exotel.change(api, drawn.change),
    ),
    deed(120, "tab", { tab }, (parts, drawn) => TAB_EVENTS[drawn.tab](parts, api)),
    deed(40, "rules", rulesOn, turnOnRules),
    deed(30, "lock", {}, async (parts) => {
      await lockScreen(parts, true);
      return () => lockScreen(parts, false);
    }),
    deed(25, "for a while", { ring: device, seconds: fc.integer({ min: 3, max: 40 }) }, (parts, drawn) =>
      lasting(parts, { type: "for-a-while", press: { ring: drawn.ring } }, drawn.seconds),
    ),
    deed(15, "pause", { seconds: fc.integer({ min: 3, max: 20 }) }, (parts, drawn) =>
      lasting(parts, { type: "pause" }, drawn.seconds),
    ),
    deed(4, "expire", {}, async ({ exotel, agent }) => {
      exotel.emulator.faults.expireToken(api);
      agent.signedIn = null;
      return () => agent.signIn(api);
    }),
    deed(5, "sign out", {}, async ({ agent }) => {
      await agent.signOut();
      return () => agent.signIn(api);
    }),
  );
