import type { Assignment, Device, Reading } from "../devices/device.ts";
import type { Status } from "../devices/status.ts";
import type { Failure } from "../failure.ts";
import type { ServerWaits } from "../polling/server-waits.ts";
import type { Journal, Origin, SwitchIntent } from "./journal.ts";
import type { SwitchReport } from "./report.ts";

/**
 * What happens to a switch: a press, its resumption, or the result of an effect.
 *
 * - `pressed`: `anew` if nothing is being carried out and the devices are known. A switch that only waits for its confirmation
 *   may then give way.
 * - `resumed`: its timer is due, the worker has restarted, or something that it waited for has happened.
 * - `opened`, `signed-out`: the credentials are there, or gone.
 * - `failed`: the browser could not carry out the effect; for example, it did not hand out the credentials.
 */
export type SwitchEvent =
  | { readonly type: "pressed"; readonly intent: SwitchIntent; readonly anew: boolean }
  | { readonly type: "resumed" | "opened" | "signed-out" | "failed" }
  | { readonly type: "read"; readonly devices: readonly Device[] }
  | { readonly type: "read-failed"; readonly failure: Failure }
  /** The facts hold what the answer says about the devices. */
  | { readonly type: "written" }
  | { readonly type: "write-failed"; readonly failure: Failure };

/** What is known when an event happens. */
export interface Facts {
  /** This machine's clock, ms. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  readonly credentials: Status["credentials"];
  /** The last good read, updated from the answers to later writes. */
  readonly reading: Reading | null;
  readonly waits: ServerWaits;
}

/** What to do. The result of a `Request` is the next event; the other effects have none. */
export type Effect =
  | Request
  | { readonly do: "tell"; readonly origin: Origin; readonly report: SwitchReport }
  /** Withdraws what the agent was told about the switch. */
  | { readonly do: "withdraw" }
  /** Marks the devices as unknown: a write was sent, and neither its answer nor a read tells how they are. */
  | { readonly do: "doubt" };

export type Request =
  /** Gets the API with the agent's credentials. */
  | { readonly do: "open" }
  /** Reads the devices. `settling` follows a write: a softphone may take some seconds to register. */
  | { readonly do: "read"; readonly settling: boolean }
  | { readonly do: "write"; readonly change: Assignment };

/** Whether the effect's result is the next event. A step makes at most one request. */
export function isRequest(effect: Effect): effect is Request {
  return effect.do === "open" || effect.do === "read" || effect.do === "write";
}

/** The journal to store (`null` once the switch has ended), and the effects, in order. */
export type Transition = readonly [Journal | null, readonly Effect[]];
