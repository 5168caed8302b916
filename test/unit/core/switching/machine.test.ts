import { describe, expect, it } from "vitest";
import type { Api } from "../../../../src/core/api-rules.ts";
import { rateLimitedUntil } from "../../../../src/core/failure.ts";
import type { SwitchEvent, Transition } from "../../../../src/core/switching/events.ts";
import { type Journal, newJournal, type Phase } from "../../../../src/core/switching/journal.ts";
import { step } from "../../../../src/core/switching/machine.ts";
import { NOW, only } from "../../switch-model.ts";
import { devicesOn, FIRST_RETRY, factsOn, failed, pressTo, tell, toSoftphone } from "./phone-to-softphone.ts";

const RETRY: Phase = { name: "waiting-to-retry", retryAt: NOW + FIRST_RETRY };
const PHONE_OFF = { p1: false };
const SOFTPHONE_ON = { s1: true };
const PHONE_ON = { p1: true };
const WRITING: Phase = { name: "writing", change: PHONE_OFF };

/** The switch from the phone to the softphone on CCM, with these devices on, after an event. */
function happen(journal: Partial<Journal>, event: SwitchEvent, on: readonly string[] = ["p1"]): Transition {
  return step(toSoftphone("ccm", journal), event, factsOn("ccm", on));
}

describe("a press", () => {
  const intent = pressTo("ccm", 0);
  const pressed = (anew = true): SwitchEvent => ({ type: "pressed", intent, anew });
  const OPEN = { do: "open" };

  it.each<[Api, string, string]>([
    ["integrations-core", "phone", "sip"],
    ["ccm", "p1", "s1"],
  ])("begins a switch from the devices as they are (%s)", (api, phone, softphone) => {
    const wish = pressTo(api, 0);
    const event: SwitchEvent = { type: "pressed", intent: wish, anew: true };
    expect(step(null, event, factsOn(api, [softphone]))).toEqual([
      newJournal(wish, api, { [phone]: false, [softphone]: true }),
      [OPEN],
    ]);
  });

  it("begins nothing while the devices are not known", () => {
    expect(step(null, pressed(), factsOn("ccm", [], { reading: null }))).toEqual([null, []]);
  });

  it("takes the place of a switch that only waits for its confirmation", () => {
    const [journal, effects] = happen({ phase: RETRY, answered: true }, pressed(), ["s1"]);
    expect(journal).toEqual(newJournal(intent, "ccm", only("ccm", "s1")));
    expect(effects).toEqual([OPEN]);
  });

  it.each<[string, Partial<Journal>, boolean]>([
    ["is being carried out", { phase: WRITING }, false],
    ["is being confirmed", { phase: { name: "confirming", as: "reached" }, answered: true }, false],
    ["is not answered", { phase: WRITING }, true],
    ["has left no device on", { phase: WRITING, answered: true, noDeviceOn: true }, true],
  ])("waits for a switch that %s", (_how, journal, anew) => {
    const waiting = toSoftphone("ccm", { ...journal, waiting: intent });
    expect(happen(journal, pressed(anew))).toEqual([waiting, []]);
  });

  it("does not wait for the timer of a switch that is put off: that is to go on now, with a read", () => {
    const [journal, effects] = happen({ phase: RETRY }, pressed());
    expect(journal).toEqual(toSoftphone("ccm", { waiting: intent, phase: { name: "ready", sure: false } }));
    expect(effects).toEqual([]);
  });
});

it.each<SwitchEvent>([
  { type: "resumed" },
  { type: "opened" },
  { type: "signed-out" },
  { type: "failed" },
  { type: "written" },
  { type: "write-failed", failure: failed("server") },
  { type: "read", devices: [] },
  { type: "read-failed", failure: failed("server") },
])("without a switch, $type changes nothing", (event) => {
  expect(step(null, event, factsOn("ccm", []))).toEqual([null, []]);
});

describe("an event that does not fit the phase changes nothing", () => {
  const written: SwitchEvent = { type: "written" };
  const writeFailed: SwitchEvent = { type: "write-failed", failure: failed("rate-limited") };
  it.each<[SwitchEvent, Phase]>([
    [{ type: "opened" }, WRITING],
    [{ type: "opened" }, RETRY],
    [written, { name: "ready", sure: true }],
    [written, { name: "confirming", as: "reached" }],
    [writeFailed, { name: "ready", sure: true }],
    [writeFailed, { name: "confirming", as: "reached" }],
  ])("$0.type, in $1.name", (event, phase) => {
    expect(happen({ phase }, event)).toEqual([toSoftphone("ccm", { phase }), []]);
  });
});

describe("a switch in any phase", () => {
  it.each<Phase>([{ name: "recovering" }, WRITING, RETRY])(
    "trusts no earlier outcome when it is resumed (%j)",
    (phase) => {
      const ready = toSoftphone("ccm", { phase: { name: "ready", sure: false } });
      expect(happen({ phase }, { type: "resumed" })).toEqual([ready, [{ do: "open" }]]);
    },
  );

  it("is tried again, silently, when the browser has failed", () => {
    const tried = toSoftphone("ccm", { phase: RETRY, failures: 1 });
    expect(happen({ phase: WRITING }, { type: "failed" })).toEqual([tried, []]);
  });
});

describe("a switch without credentials", () => {
  const signedOut: SwitchEvent = { type: "signed-out" };

  it("goes on when they are back where it may have left no device on", () => {
    const [journal, effects] = happen({}, signedOut);
    expect(journal?.phase).toEqual(RETRY);
    expect(effects).toEqual([tell({ why: "signed-out", perhapsNoneOn: true })]);
  });

  it("ends where it cannot have left none on", () => {
    const told = [null, [tell({ why: "signed-out", perhapsNoneOn: false })]];
    expect(happen({ target: only("ccm") }, signedOut)).toEqual(told);
    const core = toSoftphone("integrations-core");
    expect(step(core, signedOut, factsOn("integrations-core", ["phone"]))).toEqual(told);
  });
});

describe("a switch that has got its credentials", () => {
  const opened: SwitchEvent = { type: "opened" };
  const unsure: Phase = { name: "ready", sure: false };

  it("reads the devices first, at once, if it is not sure of them", () => {
    expect(happen({ phase: unsure, attempt: { writes: 3, repeated: true } }, opened)).toEqual([
      toSoftphone("ccm", { phase: { name: "recovering" } }),
      [{ do: "read", settling: false }],
    ]);
  });

  it("writes at once if it is sure of them, and counts its writes anew", () => {
    expect(happen({ attempt: { writes: 3, repeated: true } }, opened)).toEqual([
      toSoftphone("ccm", { phase: WRITING }),
      [{ do: "write", change: PHONE_OFF }],
    ]);
  });

  it("confirms, where each device needs a request, that there is nothing to write", () => {
    const [journal, effects] = happen({}, opened, ["s1"]);
    expect(journal?.phase).toEqual({ name: "confirming", as: "reached" });
    expect(effects).toEqual([{ do: "read", settling: true }]);
  });

  it.each([["phone"], ["sip"]])("writes in any case where one request sets all devices (%s is on)", (on) => {
    const journal = toSoftphone("integrations-core");
    const [, effects] = step(journal, opened, factsOn("integrations-core", [on]));
    expect(effects).toEqual([{ do: "write", change: { phone: false, sip: true } }]);
  });
});

describe("a write that was answered well", () => {
  const written: SwitchEvent = { type: "written" };

  it("is followed by the next one where each device needs a request", () => {
    expect(happen({ phase: WRITING }, written, [])).toEqual([
      toSoftphone("ccm", {
        phase: { name: "writing", change: SOFTPHONE_ON },
        attempt: { writes: 1, repeated: false },
        noDeviceOn: true,
        turnedOff: ["p1"],
      }),
      [{ do: "write", change: SOFTPHONE_ON }],
    ]);
  });

  it("is confirmed where it was the last", () => {
    const [journal, effects] = happen({ phase: { name: "writing", change: SOFTPHONE_ON } }, written, ["s1"]);
    expect(journal?.phase).toEqual({ name: "confirming", as: "reached" });
    expect(effects).toEqual([{ do: "read", settling: true }]);
  });

  it("is confirmed at once where one request sets all devices, whatever its answer says", () => {
    const change = { phone: false, sip: true };
    const journal = toSoftphone("integrations-core", { phase: { name: "writing", change } });
    const [left] = step(journal, written, factsOn("integrations-core", ["phone"]));
    expect(left?.phase).toEqual({ name: "confirming", as: "reached" });
  });

  it("is confirmed as a compensation on the way back", () => {
    const journal = { phase: { name: "compensating" as const, change: PHONE_ON }, noDeviceOn: true };
    const [left] = happen(journal, written, ["p1"]);
    expect(left).toMatchObject({ phase: { name: "confirming", as: "compensated" }, noDeviceOn: false });
  });

  it.each<[number, Phase]>([
    [1, WRITING],
    [2, { name: "confirming", as: "reached" }],
  ])("but does otherwise is not repeated for ever: after %i writes to two devices", (writes, phase) => {
    // The server says yes, and the phone stays on.
    const [left] = happen({ phase: WRITING, attempt: { writes, repeated: false } }, written, ["p1"]);
    expect(left?.phase).toEqual(phase);
  });

  it("records nothing of the devices where none is known", () => {
    const journal = toSoftphone("ccm", { phase: WRITING });
    const [left] = step(journal, written, factsOn("ccm", [], { reading: null }));
    expect(left).toMatchObject({ noDeviceOn: false, turnedOff: [] });
  });
});

describe("a write that failed", () => {
  const change = SOFTPHONE_ON;

  it.each<[string, Phase, boolean]>([
    ["server", { name: "writing", change }, true],
    ["timed-out", { name: "compensating", change }, true],
    ["access-withheld", { name: "writing", change }, false],
    ["access-forbidden", { name: "writing", change }, false],
  ])(
    "for %s in %j is checked by a read; after some seconds, if it may have worked: %s",
    (kind, phase, settling) => {
      const failure = failed(kind as "server");
      expect(happen({ phase }, { type: "write-failed", failure })).toEqual([
        toSoftphone("ccm", {
          phase: { name: "checking", change, failure },
          attempt: { writes: 1, repeated: false },
        }),
        [{ do: "read", settling }],
      ]);
    },
  );

  it.each([failed("credentials-refused"), rateLimitedUntil(NOW + 1)])(
    "for $kind rules out a read: the switch ends, or waits where no device is on",
    (failure) => {
      const event: SwitchEvent = { type: "write-failed", failure };
      expect(happen({ phase: WRITING }, event)).toEqual([
        null,
        [tell({ why: "not-made", failure, asBefore: false })],
      ]);
      const [journal, effects] = happen({ phase: { name: "writing", change }, noDeviceOn: true }, event, []);
      expect(journal?.phase).toEqual(RETRY);
      expect(effects).toEqual([tell({ why: "perhaps-none-on", failure })]);
    },
  );
});

describe("a read for a switch", () => {
  const phase: Phase = { name: "confirming", as: "reached" };

  it("ends it where the devices are as wanted", () => {
    const event: SwitchEvent = { type: "read", devices: devicesOn("ccm", "s1") };
    expect(happen({ phase }, event, ["s1"])).toEqual([null, []]);
  });

  it("that fails leaves it to be confirmed later", () => {
    const [journal, effects] = happen({ phase }, { type: "read-failed", failure: failed("server") }, ["s1"]);
    expect(journal).toMatchObject({ phase: RETRY, answered: true });
    expect(effects).toEqual([]);
  });
});
