import type { Line } from "../../test/e2e/harness/middlebox.ts";
import { FAULT_NAMES, type FaultName } from "./faults.ts";
import type { Random } from "./random.ts";

export type SoakApi = "ic" | "ccm";

/** What somebody else does to the agent's devices. On CCM, where one can be on, there is no `both`, and no registration. */
export type Outside = "phone" | "softphone" | "both" | "none" | "drop" | "crash" | "register";

/** One thing that is done to the extension, or to what it stands on. */
export type Deed =
  /** The agent presses a switch in the popup, `times` in a row; `yes` to the question before the last device goes off. */
  | {
      readonly do: "press";
      readonly device: "phone" | "softphone";
      readonly times: number;
      readonly yes: boolean;
    }
  | { readonly do: "open the popup" | "close the popup" | "check now" }
  /** From here on it strikes `times` requests. */
  | {
      readonly do: "fault";
      readonly id: number;
      readonly fault: FaultName;
      readonly method: "GET" | "PUT" | null;
      readonly times: number;
    }
  | { readonly do: "end of the fault"; readonly id: number }
  | { readonly do: "line"; readonly line: Line }
  | { readonly do: "offline" | "online" }
  /** The worker is stopped: at once, or while a request is held before, or after, it is carried out. */
  | {
      readonly do: "death";
      readonly held: "before" | "after" | null;
      readonly method: "GET" | "PUT";
    }
  | { readonly do: "alarm" | "start" }
  | { readonly do: "outside"; readonly change: Outside }
  | { readonly do: "expire" | "replace" | "sign out" | "sign in" };

export interface Step {
  /** ms after the storm's beginning. */
  readonly at: number;
  readonly deed: Deed;
}

const LINES: readonly Line[] = [
  "refused",
  "reset",
  "reset in the handshake",
  "closed in the handshake",
  "no TLS",
  "TLS alert",
  "other certificate",
  "silence",
];

const OUTSIDE: Readonly<Record<SoakApi, readonly Outside[]>> = {
  ic: ["phone", "softphone", "both", "drop", "crash", "register", "register"],
  ccm: ["phone", "softphone", "none"],
};

/** How often each kind of deed comes, in proportion. */
const WEIGHTS = {
  press: 16,
  look: 6,
  fault: 10,
  line: 2,
  offline: 1,
  death: 5,
  alarm: 3,
  outside: 5,
  expire: 0.4,
  signOut: 0.5,
} as const;

/** Longer than what was read counts at the usual period of 30 s, and what is then shown may take to go; ms. */
const FADING = 130_000;

/**
 * The deeds of one storm, in the order of time. What lasts ends by a step of its own, but not later than the storm.
 *
 * @param length ms
 * @param fades whether it ends in a fault that outlasts what was read before
 */
export function planStorm(random: Random, api: SoakApi, length: number, fades: boolean): readonly Step[] {
  const steps: Step[] = [];
  let faults = 0;
  const lasting = (from: number, begin: Deed, end: Deed, least: number, most: number): void => {
    steps.push(
      { at: from, deed: begin },
      { at: Math.min(length, from + random.between(least, most)), deed: end },
    );
  };
  for (let at = 0; at < length; at += random.between(200, 3_000)) {
    switch (weighed(random)) {
      case "press": {
        const device = random.pick(["phone", "softphone"] as const);
        const times = random.pick([1, 1, 1, 2, 3]);
        steps.push({ at, deed: { do: "press", device, times, yes: random.chance(0.15) } });
        break;
      }
      case "look":
        steps.push({
          at,
          deed: { do: random.pick(["open the popup", "open the popup", "close the popup", "check now"]) },
        });
        break;
      case "fault": {
        faults += 1;
        const method = random.pick(["GET", "PUT", null] as const);
        const times = random.pick([1, 1, 2, 3, Number.POSITIVE_INFINITY]);
        const fault = random.pick(FAULT_NAMES);
        const begin: Deed = { do: "fault", id: faults, fault, method, times };
        lasting(at, begin, { do: "end of the fault", id: faults }, 2_000, 15_000);
        // Reads are rare: most faults would strike nothing.
        const cause = random.pick(["press", "check now", "nothing"] as const);
        const device = random.pick(["phone", "softphone"] as const);
        if (cause === "press")
          steps.push({ at: at + 1, deed: { do: "press", device, times: 1, yes: false } });
        if (cause === "check now") steps.push({ at: at + 1, deed: { do: "check now" } });
        break;
      }
      case "line":
        lasting(at, { do: "line", line: random.pick(LINES) }, { do: "line", line: "pass" }, 1_000, 12_000);
        break;
      case "offline":
        lasting(at, { do: "offline" }, { do: "online" }, 1_000, 12_000);
        break;
      case "death": {
        const held = random.pick([null, "before", "after"] as const);
        steps.push({ at, deed: { do: "death", held, method: random.pick(["GET", "PUT"]) } });
        if (random.chance(0.5)) steps.push({ at: at + 1, deed: { do: random.pick(["start", "alarm"]) } });
        break;
      }
      case "alarm":
        steps.push({ at, deed: { do: "alarm" } });
        break;
      case "outside":
        steps.push({ at, deed: { do: "outside", change: random.pick(OUTSIDE[api]) } });
        break;
      case "expire":
        lasting(at, { do: "expire" }, { do: "replace" }, 2_000, 15_000);
        break;
      case "signOut":
        lasting(at, { do: "sign out" }, { do: "sign in" }, 500, 6_000);
        break;
    }
  }
  if (fades) {
    const fault = random.pick(FAULT_NAMES);
    const begin: Deed = { do: "fault", id: faults + 1, fault, method: null, times: Number.POSITIVE_INFINITY };
    steps.push(
      { at: length, deed: begin },
      { at: length + FADING, deed: { do: "end of the fault", id: faults + 1 } },
    );
  }
  return steps.sort((a, b) => a.at - b.at);
}

function weighed(random: Random): keyof typeof WEIGHTS {
  const entries = Object.entries(WEIGHTS) as [keyof typeof WEIGHTS, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of entries) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "press";
}
