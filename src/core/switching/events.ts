import type { Assignment, Device, Reading } from "../devices/device.ts";
import type { Status } from "../devices/status.ts";
import type { Failure } from "../failure.ts";
import type { ServerWaits } from "../polling/server-waits.ts";
import type { Journal, Origin, Wish } from "./journal.ts";
import type { SwitchReport } from "./report.ts";

/**
 * What happens to a switch: somebody presses, it is taken up, or an effect has come out.
 *
 * - `pressed`: `anew` where nothing is being carried out and the devices are known, so that a switch which only waits to be
 *   confirmed may give way.
 * - `resumed`: its timer is due, the worker has started anew, or something has happened that it waited for.
 * - `opened`, `signed-out`: the credentials were there, or are gone.
 * - `failed`: the browser could not do what was asked, as where it does not hand out the credentials.
 */
export type SwitchEvent =
  | { readonly type: "pressed"; readonly wish: Wish; readonly anew: boolean }
  | { readonly type: "resumed" | "opened" | "signed-out" | "failed" }
  | { readonly type: "read"; readonly devices: readonly Device[] }
  | { readonly type: "read-failed"; readonly failure: Failure }
  /** What the answer says of the devices is in the facts. */
  | { readonly type: "written" }
  | { readonly type: "write-failed"; readonly failure: Failure };

/** What is known besides, when something happens. */
export interface Facts {
  /** This machine's clock, ms. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  readonly credentials: Status["credentials"];
  /** The last good read, brought up to date by the answers to writes since. */
  readonly reading: Reading | null;
  readonly waits: ServerWaits;
}

/** What is to be done. What comes of a `Request` is the next event; the others just happen. */
export type Effect =
  | Request
  | { readonly do: "tell"; readonly origin: Origin; readonly report: SwitchReport }
  /** Takes back what was told of the switch. */
  | { readonly do: "withdraw" }
  /** A write was sent, and neither its answer nor a read tells what the devices are. */
  | { readonly do: "doubt" };

export type Request =
  /** Gets the API with the agent's credentials. */
  | { readonly do: "open" }
  /** Reads the devices; `settling` after a write, which a softphone may take some seconds to follow. */
  | { readonly do: "read"; readonly settling: boolean }
  | { readonly do: "write"; readonly change: Assignment };

/** Whether the switch goes on with what comes of it. A step asks for one of these at most. */
export function isRequest(effect: Effect): effect is Request {
  return effect.do === "open" || effect.do === "read" || effect.do === "write";
}

/** The journal to store, `null` once the switch has ended, and what is to be done, in its order. */
export type Stepped = readonly [Journal | null, readonly Effect[]];
