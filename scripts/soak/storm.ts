import type { Hookswitch } from "../../test/e2e/harness/launch.ts";
import type { Line, Middlebox } from "../../test/e2e/harness/middlebox.ts";
import { goOffline, goOnline } from "../../test/e2e/harness/network.ts";
import { pause } from "../../test/e2e/harness/wait.ts";
import { fireAlarm, startWorker, stopWorker } from "../../test/e2e/harness/worker.ts";
import type { FaultHandle } from "../../test/emulator/faults.ts";
import type { Agent } from "./agent.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Exotel } from "./exotel.ts";
import { FAULTS } from "./faults.ts";
import type { Deed, SoakApi, Step } from "./plan.ts";
import type { Random } from "./random.ts";

/** How long a request is waited for that a worker shall die in; ms. */
const REQUEST_PATIENCE = 4_000;

/** Everything that a soak is made of. */
export interface Parts {
  readonly handle: Hookswitch;
  readonly middlebox: Middlebox;
  readonly exotel: Exotel;
  readonly agent: Agent;
  readonly chronicle: Chronicle;
}

/** Carries out storms: deed after deed, each at its time or as soon as the one before is done. */
export class Storm {
  readonly #parts: Parts;
  readonly #faults = new Map<number, { readonly handle: FaultHandle; readonly name: string }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async rage(steps: readonly Step[], api: SoakApi, random: Random): Promise<void> {
    const { chronicle } = this.#parts;
    const began = Date.now();
    for (const { at, deed } of steps) {
      const wait = began + at - Date.now();
      if (wait > 0) await pause(wait);
      chronicle.note(`* ${JSON.stringify(deed)}`);
      chronicle.count("deeds");
      try {
        await this.#do(deed, api, random);
      } catch (error) {
        const [text] = String(error).split("\n");
        chronicle.count("not done");
        chronicle.note(`could not be done: ${text}`);
      }
    }
  }

  /** Ends every fault and gives the network back. */
  async calm(): Promise<void> {
    for (const id of [...this.#faults.keys()]) this.#endFault(id);
    await this.#line("pass");
    await goOnline(this.#parts.handle);
  }

  async #do(deed: Deed, api: SoakApi, random: Random): Promise<void> {
    const { handle, exotel, agent, chronicle } = this.#parts;
    switch (deed.do) {
      case "press":
        for (let times = 0; times < deed.times; times += 1) {
          if (await agent.press(deed.device, deed.yes)) chronicle.count("presses");
        }
        break;
      case "open the popup":
        await agent.openPopup();
        chronicle.count("popups opened");
        break;
      case "close the popup":
        await agent.closePopup();
        break;
      case "check now":
        await agent.check();
        break;
      case "fault": {
        const options = {
          times: deed.times,
          match: { api: apiName(api), ...(deed.method === null ? {} : { method: deed.method }) },
        };
        const added = exotel.emulator.faults.add(FAULTS[deed.fault](random), options);
        this.#faults.set(deed.id, { handle: added, name: deed.fault });
        break;
      }
      case "end of the fault":
        this.#endFault(deed.id);
        break;
      case "line":
        await this.#line(deed.line);
        if (deed.line !== "pass") chronicle.count(`line: ${deed.line}`);
        break;
      case "offline":
        exotel.cut();
        await goOffline(handle);
        chronicle.count("line: no network");
        break;
      case "online":
        await goOnline(handle);
        exotel.cut();
        break;
      case "death":
        await this.#kill(deed.held, deed.method, api);
        break;
      case "start":
        await startWorker(handle);
        break;
      case "alarm":
        await fireAlarm(handle, "wake");
        break;
      case "outside":
        exotel.change(api, deed.change);
        chronicle.count(`elsewhere: ${deed.change}`);
        break;
      case "expire":
        exotel.expireCredentials(api);
        chronicle.count("credentials expired");
        break;
      case "replace":
        if (await agent.signIn(api, true)) chronicle.count("credentials replaced");
        break;
      case "sign out":
        if (await agent.signOut()) chronicle.count("signed out");
        break;
      case "sign in":
        if (await agent.signIn(api, false)) chronicle.count("signed in");
        break;
    }
  }

  /** Stops the worker, in the middle of a request where one comes in time. */
  async #kill(held: "before" | "after" | null, method: "GET" | "PUT", api: SoakApi): Promise<void> {
    const { exotel, agent, chronicle } = this.#parts;
    if (held === null) {
      await this.#stopWorker();
      chronicle.count("deaths");
      return;
    }
    const hold = exotel.emulator.faults.hold(held, { api: apiName(api), method });
    try {
      if (method === "GET") await agent.check();
      // The last one that is on is not turned off, the other one is turned on.
      else for (const device of ["softphone", "phone"] as const) await agent.press(device, false);
      const isHeld = await Promise.race([
        hold.held.then(() => true),
        pause(REQUEST_PATIENCE).then(() => false),
      ]);
      await this.#stopWorker();
      chronicle.count(isHeld ? `deaths in a ${method}, ${held} it is done` : "deaths");
    } finally {
      // What nobody waits for any more is dropped.
      hold.release();
    }
  }

  async #stopWorker(): Promise<void> {
    this.#parts.exotel.cut();
    await stopWorker(this.#parts.handle);
    this.#parts.exotel.cut();
  }

  async #line(line: Line): Promise<void> {
    this.#parts.exotel.cut();
    await this.#parts.middlebox.set(line);
    this.#parts.exotel.cut();
  }

  #endFault(id: number): void {
    const fault = this.#faults.get(id);
    if (fault === undefined) return;
    this.#faults.delete(id);
    fault.handle.release();
    fault.handle.remove();
    if (fault.handle.hits > 0) this.#parts.chronicle.count(`fault: ${fault.name}`, fault.handle.hits);
  }
}

function apiName(api: SoakApi): "integrations" | "ccm" {
  return api === "ic" ? "integrations" : "ccm";
}
