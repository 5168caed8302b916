import { it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import type { Assignment, Reading } from "../../../src/core/devices/device.ts";
import { type Facts, isRequest, type Request, type SwitchEvent } from "../../../src/core/switching/events.ts";
import type { Journal, Phase } from "../../../src/core/switching/journal.ts";
import { step } from "../../../src/core/switching/machine.ts";
import { expectDocumented } from "../documented.ts";
import { DEVICES, factsOf, failuresOf, NOW, type Ons, only, readingOf } from "../switch-model.ts";

/** The machine is explored from every switch that may begin, through all that may happen to it. */

type PhaseName = Phase["name"];
const APIS: readonly Api[] = ["integrations-core", "usermapping", "ccm"];
const END = "[*]";
/** In which a request is on its way, and from which nothing but its outcome leads. */
const UNDER_WAY: readonly PhaseName[] = ["recovering", "writing", "compensating", "checking", "confirming"];

const READINGS: Readonly<Record<Api, readonly Ons[]>> = {
  "integrations-core": [
    { phone: true, sip: true },
    { phone: true, sip: false },
    { phone: false, sip: true },
  ],
  usermapping: [
    { phone: true, sip: true },
    { phone: true, sip: false },
    { phone: false, sip: true },
    // It is not said which one is on.
    { phone: null, sip: null },
    { phone: true },
  ],
  ccm: [
    ...[[], ["p1"], ["s1"]].map((on) => only("ccm", ...on)),
    // Removed, and of an unknown type.
    { p1: false },
    { p1: false, s1: false, x1: true },
  ],
};

/** What the next transition goes by; two switches that differ in nothing else take the same. */
function keyOf({ api, target, before, phase, ...journal }: Journal, request: Request | null): string {
  const { noDeviceOn, compensatesFor, answered, attempt, waiting } = journal;
  const writes = Math.min(attempt.writes, DEVICES[api].length + 1);
  const isBack = compensatesFor !== null;
  const kind = phase.name === "checking" ? phase.failure.kind : phase.name === "ready" && phase.sure;
  const change = "change" in phase ? phase.change : null;
  const facts = [noDeviceOn, isBack, answered, attempt.repeated, waiting === null];
  return JSON.stringify([target, before, phase.name, kind, change, writes, facts, request?.do]);
}

function factsFor(reading: Reading, event: SwitchEvent): readonly Facts[] {
  if (event.type === "signed-out") return [factsOf(reading, { credentials: "missing" })];
  const waits = { readUntil: null, since: null, writeUntil: NOW + 5_000 };
  const all = [factsOf(reading), factsOf(reading, { waits })];
  return event.type === "read" ? [...all, factsOf(reading, { now: NOW + 86_400_000 })] : all;
}

/** All that may happen to a switch next, with what is known of the devices then. */
function happenings(
  journal: Journal | null,
  request: Request | null,
  targets: readonly Assignment[],
  readings: readonly Reading[],
): readonly (readonly [SwitchEvent, Reading])[] {
  // As long as anything is on its way, the switch is being carried out.
  const anew = request === null;
  const events: SwitchEvent[] = targets.map((target) => {
    return { type: "pressed", intent: { origin: "key", target, askedAt: NOW }, anew };
  });
  if (request?.do === "open") events.push({ type: "opened" });
  if (request?.do === "write") events.push({ type: "written" });
  const all = readings.flatMap((reading) => {
    const read: SwitchEvent[] = request?.do === "read" ? [{ type: "read", devices: reading.devices }] : [];
    return [...events, ...read].map((event) => [event, reading] as const);
  });
  const others: SwitchEvent[] = request === null ? [] : [...failuresOf(request)];
  if (journal !== null) others.push({ type: "resumed" });
  const [reading] = readings;
  return reading === undefined ? all : [...all, ...others.map((event) => [event, reading] as const)];
}

/** Each transition once, as `from to event`. */
function explore(api: Api): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const readings = READINGS[api].map((ons) => readingOf(api, ons));
  const targets = [...DEVICES[api].map((id) => only(api, id)), ...(api === "ccm" ? [only(api)] : [])];
  const left: { journal: Journal | null; request: Request | null }[] = [{ journal: null, request: null }];
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    const { journal, request } = state;
    for (const [event, reading] of happenings(journal, request, targets, readings)) {
      for (const facts of factsFor(reading, event)) {
        const [after, effects] = step(journal, event, facts);
        found.add(`${journal?.phase.name ?? END} ${after?.phase.name ?? END} ${event.type}`);
        if (after === null) continue;
        // A press leaves what is on its way as it is.
        const next = effects.find(isRequest) ?? (event.type === "pressed" ? request : null);
        const key = keyOf(after, next);
        if (seen.has(key)) continue;
        seen.add(key);
        left.push({ journal: after, request: next });
      }
    }
  }
  return found;
}

/** The transitions as a state diagram of Mermaid; what leads from every phase that is under way is drawn once. */
function drawn(transitions: ReadonlySet<string>): string {
  const events = new Map<string, string[]>();
  for (const transition of transitions) {
    const [from = "", to = "", event = ""] = transition.split(" ");
    // A press changes nothing about what is on its way.
    if (from === to && event === "pressed") continue;
    const isCommon = UNDER_WAY.every((phase) => transitions.has(`${phase} ${to} ${event}`));
    const isInside = UNDER_WAY.some((phase) => phase === from);
    const edge = `${nameOf(isInside && isCommon ? "under-way" : from)} --> ${nameOf(to)}`;
    events.set(edge, [...new Set([...(events.get(edge) ?? []), event])].sort());
  }
  const lines = [...events].map(([edge, all]) => `    ${edge} : ${all.join(", ")}`).sort();
  const states = UNDER_WAY.map((phase) => `        ${nameOf(phase)}`);
  return [
    "```mermaid",
    "stateDiagram-v2",
    `    state "waiting-to-retry" as ${nameOf("waiting-to-retry")}`,
    `    state "under way" as ${nameOf("under-way")} {`,
    ...states,
    "    }",
    ...lines,
    "```",
  ].join("\n");
}

/** Mermaid takes no hyphen in a name. */
function nameOf(phase: string): string {
  return phase.replaceAll("-", "_");
}

it("the machine's transitions are the documentation's", () => {
  const transitions = APIS.flatMap((api) => [...explore(api)]);
  expectDocumented("machine", drawn(new Set(transitions)), "switching.md");
});
