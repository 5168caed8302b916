import fc from "fast-check";
import { expect } from "vitest";
import type { Command } from "../../src/browser/commands.ts";
import type { Api } from "../../src/core/api-rules.ts";
import { signedInWorld, type World } from "./world.ts";

/**
 * What can happen to the agent's service, as commands of fast-check. A command prints as the call that makes it, so that
 * a counterexample can be pasted into a property's `examples`.
 */

/** What follows comes when all has run that waits for nothing but its turn, not after so many of the worker's turns. */
export const SETTLED = "settled";
export type Turns = number | typeof SETTLED;

/** Two attempts of a switch, with the reads around them: more than that is never needed where nobody asks for anything. */
const MOST_IN_TEN_SECONDS = 12;
/** What is recorded in the history while nobody does anything, with room for a switch and its retries. */
const MOST_RECORDS_IN_TEN_SECONDS = 30;
/** What is stored meanwhile: twice what any case has been seen to need. What feeds itself comes to more, whatever it is. */
const MOST_WRITES_IN_TEN_SECONDS = 40;

/** Checked after each command, and after each answer that a scheduler let through (`null`). */
type Expectation = (model: Model, command: WorldCommand | null) => void | Promise<void>;

/** What a run remembers beside its world. */
export class Model {
  /** How many sign-ins are under way. What they read is of an account that is not saved yet, and not shown. */
  signingIn = 0;
  /** The command that runs, or the last one that did. */
  current: WorldCommand | null = null;
  private readonly errors: unknown[] = [];

  constructor(
    readonly world: World,
    private readonly expectation: Expectation = () => undefined,
  ) {}

  /** Fails where an expectation does not hold, or where something failed in the background. */
  async check(command: WorldCommand | null): Promise<void> {
    this.fail();
    await this.expectation(this, command);
  }

  fail(): void {
    if (this.errors.length > 0) throw this.errors[0];
  }

  /** Notes an error for the next check: what fails within a scheduled answer would get lost. */
  note(error: unknown): void {
    this.errors.push(error);
  }
}

export class WorldCommand implements fc.AsyncCommand<Model, World> {
  constructor(
    readonly name: string,
    readonly args: readonly unknown[],
    private readonly act: (world: World, model: Model) => void | Promise<void>,
    private readonly turns: Turns = SETTLED,
  ) {}

  check({ world }: Readonly<Model>): boolean {
    return this.name !== "lose" || world.requests.length > 0;
  }

  async run(model: Model, world: World): Promise<void> {
    model.current = this;
    await this.act(world, model);
    if (this.turns === SETTLED) await world.settle();
    else await pause(this.turns);
    await model.check(this);
  }

  toString(): string {
    const args = this.args.filter((arg) => arg !== SETTLED).map((arg) => fc.stringify(arg));
    return `${this.name}(${args.join(", ")})`;
  }
}

async function pause(turns: number): Promise<void> {
  for (let passed = 0; passed < turns; passed += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** An event for the worker, which wakes a dead one. What the browser could not do is ignored, as the background does. */
function event(
  name: string,
  args: readonly unknown[],
  turns: Turns,
  tell: (world: World, model: Model) => Promise<unknown>,
): WorldCommand {
  const act = (world: World, model: Model): void => {
    if (world.dead) world.start();
    tell(world, model).catch((error: Error) => {
      if (!["QUOTA_BYTES", "corrupted"].includes(error.message)) model.note(error);
    });
  };
  return new WorldCommand(name, args, act, turns);
}

/** The keyboard shortcut. What follows comes so many turns later, and may meet any part of it. */
export const key = (shortcut: string, turns: Turns = SETTLED): WorldCommand =>
  event("key", [shortcut, turns], turns, ({ agent }) => agent.key(shortcut));

/** What a page asks for. */
export const command = (asked: Command, turns: Turns = SETTLED): WorldCommand =>
  event("command", [asked, turns], turns, ({ agent }) => agent.command(asked));

/** As the agent who has new credentials. It may fail. */
export const signIn = (keep: boolean, turns: Turns = SETTLED): WorldCommand =>
  event("signIn", [keep, turns], turns, (world, model) => {
    model.signingIn += 1;
    return world
      .signIn(keep)
      .catch(() => undefined)
      .finally(() => {
        model.signingIn -= 1;
      });
  });

export const presence = (state: World["presence"]): WorldCommand =>
  event("presence", [state], SETTLED, (world) => {
    world.presence = state;
    return world.agent.presenceChanged(state);
  });

/** The agent turns off every device, one after the other. */
export const allOff = (): WorldCommand =>
  event("allOff", [], SETTLED, ({ agent }) => {
    const off = (device: string) =>
      agent.command({ type: "switch", press: { device, on: false, noneOnPurpose: true } });
    return Promise.all([off("phone"), off("sip")]);
  });

/** What the next requests meet, and for how long the server wants to be left alone where it says so, ms. */
export const fates = (script: World["script"], wait: number): WorldCommand =>
  new WorldCommand("fates", [script, wait], (world) => {
    world.script = [...script];
    world.waitUntil = world.now + wait;
  });

/** The request's answer is lost, whether it was carried out or not. */
export const lose = (which: number): WorldCommand =>
  new WorldCommand("lose", [which], (world) => {
    const request = world.requests[which % Math.max(1, world.requests.length)];
    if (request !== undefined) world.answer(request, true);
  });

/** Time passes. No request outlives its timeout of 10 s. */
export const pass = (ms: number): WorldCommand =>
  new WorldCommand("pass", [ms], (world) => passQuietly(world, ms));

export async function passQuietly(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    const [sent, recorded, written] = [world.log.length, world.history.length, world.writes];
    await world.pass(Math.min(left, 10_000));
    expect(world.log.length - sent).toBeLessThanOrEqual(MOST_IN_TEN_SECONDS);
    expect(world.history.length - recorded).toBeLessThanOrEqual(MOST_RECORDS_IN_TEN_SECONDS);
    expect(world.writes - written).toBeLessThanOrEqual(MOST_WRITES_IN_TEN_SECONDS);
    if (left >= 10_000) for (const request of [...world.requests]) world.answer(request, true);
  }
}

export const sleep = (ms: number): WorldCommand =>
  new WorldCommand("sleep", [ms], (world) => world.sleep(ms));

/** The machine's clock is set by so many ms. */
export const clock = (ms: number): WorldCommand =>
  new WorldCommand("clock", [ms], (world) => world.setClock(ms));

/** The worker ends, and another one starts. */
export const die = (): WorldCommand =>
  new WorldCommand("die", [], (world, model) => {
    model.signingIn = 0;
    world.start();
  });

/** The worker dies at this one of the next places where it waits for the world outside. */
export const dieAt = (point: number): WorldCommand =>
  new WorldCommand("dieAt", [point], (world) => world.watch(point), 0);

/** The browser is closed and opened again. */
export const restart = (): WorldCommand =>
  new WorldCommand("restart", [], (world, model) => {
    model.signingIn = 0;
    world.restart();
  });

/** The agent or a supervisor changes the devices in another place. CCM has one on at most. */
export const elsewhere = (phone: boolean, sip: boolean): WorldCommand =>
  new WorldCommand("elsewhere", [phone, sip], (world) => {
    world.sequence += 1;
    world.server.phone = phone;
    world.server.sip.enabled = sip && !(world.api === "ccm" && phone);
  });

export const register = (registered: boolean | null): WorldCommand =>
  new WorldCommand("register", [registered], (world) => {
    world.server.sip.registered = registered;
  });

export const network = (online: boolean): WorldCommand =>
  new WorldCommand("network", [online], (world) => {
    world.online = online;
  });

export const storage = (full: boolean, unreadable: World["unreadable"]): WorldCommand =>
  new WorldCommand("storage", [full, unreadable], async (world) => {
    await world.settle();
    world.storageFull = full;
    world.unreadable = unreadable;
  });

export const chance = (random: number): WorldCommand =>
  new WorldCommand("chance", [random], (world) => {
    world.random = random;
  });

/** Runs the commands one after the other; each request is answered at once. `prepare` comes before the first of them. */
export async function run(
  api: Api,
  all: Iterable<fc.AsyncCommand<Model, World>>,
  expectation?: Expectation,
  prepare: (model: Model) => void | Promise<void> = () => undefined,
): Promise<Model> {
  const world = await signedInWorld(api);
  const model = new Model(world, expectation);
  await prepare(model);
  await fc.asyncModelRun(() => ({ model, real: world }), all);
  model.fail();
  return model;
}

/**
 * Runs the commands while `scheduler` chooses when each request takes effect, and when its answer comes. `prepare` comes
 * before the first of them.
 */
export async function runScheduled(
  api: Api,
  scheduler: fc.Scheduler,
  all: Iterable<fc.AsyncCommand<Model, World>>,
  expectation?: Expectation,
  prepare: (model: Model) => void | Promise<void> = () => undefined,
): Promise<Model> {
  const world = await signedInWorld(api);
  const model = new Model(world, expectation);
  world.manual = true;
  world.held = (request) => {
    const isUnderWay = (): boolean => world.requests.includes(request);
    const takeEffect = async (): Promise<void> => {
      if (isUnderWay() && request.effect === null) world.deliver(request);
    };
    const comeBack = async (): Promise<void> => {
      if (!isUnderWay()) return;
      world.answer(request);
      await world.settle();
      await model.check(null).catch((error) => model.note(error));
    };
    scheduler.scheduleSequence([
      { label: `${request.kind} takes effect`, builder: takeEffect },
      { label: `${request.kind} is answered`, builder: comeBack },
    ]);
  };
  await prepare(model);
  await fc.scheduledModelRun(scheduler, () => ({ model, real: world }), all);
  model.fail();
  return model;
}

/** All is well from now on: the network and the server; what was under way is lost. */
export function mend(world: World): void {
  world.manual = false;
  world.online = true;
  world.script = [];
  for (const request of [...world.requests]) world.answer(request, true);
}
