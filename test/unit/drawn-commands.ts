import fc from "fast-check";
import type { Command } from "../../src/browser/commands.ts";
import { DEFAULT_SETTINGS } from "../../src/core/settings.ts";
import type { World } from "./world.ts";
import {
  allOff,
  chance,
  clock,
  command,
  die,
  dieAt,
  elsewhere,
  fates,
  key,
  lose,
  type Model,
  network,
  pass,
  presence,
  register,
  restart,
  SETTLED,
  signIn,
  sleep,
  storage,
  type Turns,
  type WorldCommand,
} from "./world-commands.ts";

/** The commands of `world-commands.ts`, drawn by fast-check. */

type Commands = fc.Arbitrary<WorldCommand>;

/** Each kind of command, drawn. `turns` is how long the next one lets an event run alone. */
export function drawn(turns: fc.Arbitrary<Turns> = fc.constant(SETTLED)) {
  const device = fc.constantFrom("phone", "sip");
  const ofType = (asked: fc.Arbitrary<Command>): Commands =>
    fc.tuple(asked, turns).map((args) => command(...args));
  const keyOf = (...keys: readonly string[]): Commands =>
    fc.tuple(fc.constantFrom(...keys), turns).map((args) => key(...args));
  return {
    key: keyOf("switch-device", "phone-only", "softphone-only", "both-devices"),
    ringKey: keyOf("phone-only", "softphone-only", "both-devices"),
    ccmKey: keyOf("switch-device", "phone-only", "softphone-only"),
    toggle: ofType(fc.record({ device, on: fc.boolean() }).map((press) => ({ type: "switch", press }))),
    refresh: ofType(fc.constant({ type: "refresh" })),
    command: ofType(
      fc.oneof(
        fc.constant<Command>({ type: "refresh" }),
        fc
          .record({ device, on: fc.boolean(), noneOnPurpose: fc.boolean() })
          .map((press): Command => ({ type: "switch", press })),
        fc.constant<Command>({ type: "change-number", device: "phone", number: "+919876543299" }),
        fc.boolean().map((anyway): Command => ({ type: "sign-out", anyway })),
        fc.constantFrom(30, 120, 600).map(
          (fastestSeconds): Command => ({
            type: "change-settings",
            settings: { ...DEFAULT_SETTINGS, fastestSeconds },
          }),
        ),
      ),
    ),
    signIn: fc.tuple(fc.boolean(), turns).map((args) => signIn(...args)),
    signInToStay: turns.map((count) => signIn(true, count)),
    presence: fc.constantFrom<World["presence"]>("active", "idle", "locked").map(presence),
    allOff: fc.constant(0).map(allOff),
    lose: fc.nat(3).map(lose),
    sleep: fc.nat(10_000_000).map(sleep),
    clock: fc.integer({ min: -10_000_000, max: 10_000_000 }).map(clock),
    die: fc.constant(0).map(die),
    dieAt: fc.nat(15).map(dieAt),
    restart: fc.constant(0).map(restart),
    elsewhere: fc.tuple(fc.boolean(), fc.boolean()).map((on) => elsewhere(...on)),
    someElsewhere: fc
      .constantFrom<[boolean, boolean]>([true, true], [true, false], [false, true])
      .map((on) => elsewhere(...on)),
    oneElsewhere: fc.boolean().map((phone) => elsewhere(phone, !phone)),
    noneElsewhere: fc.constant(0).map(() => elsewhere(false, false)),
    register: fc.constantFrom(true, false, null).map(register),
    network: fc.boolean().map(network),
    storage: fc
      .tuple(fc.boolean(), fc.constantFrom<World["unreadable"]>("nothing", "nothing", "all", "credentials"))
      .map((args) => storage(...args)),
    chance: fc.double({ min: 0, max: 0.999, noNaN: true }).map(chance),
  };
}

export const passUpTo = (ms: number): Commands => fc.nat(ms).map(pass);

/** Some of the next requests fail, each in one of these ways. */
export const failures = (...kinds: World["script"]): Commands => {
  const fate = fc.oneof(
    { weight: 3, arbitrary: fc.constant<World["script"][number]>("ok") },
    { weight: 2, arbitrary: fc.constantFrom(...kinds) },
  );
  return fc.array(fate, { minLength: 1, maxLength: 6 }).map((script) => fates(script, 45_000));
};

/** A run of some fates that come again and again, as in an outage. */
export const outage = (...kinds: World["script"]): Commands =>
  fc
    .tuple(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 4 }), fc.nat(30), fc.nat(400_000))
    .map(([some, times, wait]) => fates(Array.from({ length: times }, () => some).flat(), wait));

/** How often a command is drawn, against the others. */
export type Weighted = readonly [weight: number, commands: Commands];

/** Up to so many of these, each with its weight. */
export function commands(most: number, ...weighted: readonly Weighted[]) {
  const one = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
  return fc.commands<Model, World, false>([one], { maxCommands: most });
}
