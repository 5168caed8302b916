import { describe, expect, it } from "vitest";
import { rateLimitedUntil } from "../../../../src/core/failure.ts";
import { afterRead, afterReadFailed } from "../../../../src/core/switching/after-read.ts";
import type { Effect, Facts, Transition } from "../../../../src/core/switching/events.ts";
import type { Goal, Journal, Phase } from "../../../../src/core/switching/journal.ts";
import type { SwitchReport } from "../../../../src/core/switching/report.ts";
import { factsOf, NOW, only, readingOf } from "../../switch-model.ts";
import { devicesOn, FIRST_RETRY, factsOn, failed, tell, toSoftphone } from "./phone-to-softphone.ts";

const REFUSED = failed("conflict");
const UNHEARD = failed("timed-out");
const RETRY: Phase = { name: "waiting-to-retry", retryAt: NOW + FIRST_RETRY };
const PHONE_OFF = { p1: false };
const SOFTPHONE_ON = { s1: true };
const PHONE_ON = { p1: true };
const SENT = { writes: 1, repeated: false };

/** What comes of a read on CCM that shows these devices on. */
function read(journal: Partial<Journal>, on: string[], over: Partial<Facts> = {}): Transition {
  return afterRead(toSoftphone("ccm", journal), devicesOn("ccm", ...on), factsOn("ccm", on, over));
}

/** The phase of a write that has failed. */
const checking = (change: Record<string, boolean>, failure = REFUSED): Partial<Journal> => ({
  phase: { name: "checking", change, failure },
  attempt: SENT,
});

/** The switch has ended, and this is told. */
const ended = (report: SwitchReport): Transition => [null, [tell(report)]];
const REACHED: Transition = [null, []];

describe("a read that shows how far a switch came", () => {
  const recovering: Partial<Journal> = { phase: { name: "recovering" } };

  it("lets it go on from there", () => {
    const [journal, effects] = read(recovering, []);
    expect(journal?.phase).toEqual({ name: "writing", change: SOFTPHONE_ON });
    expect(journal?.noDeviceOn).toBe(true);
    expect(effects).toEqual([{ do: "write", change: SOFTPHONE_ON }]);
  });

  it("ends it where the target is reached, without another read", () => {
    expect(read(recovering, ["s1"])).toEqual(REACHED);
  });

  it("ends it where somebody has turned a device on meanwhile", () => {
    expect(read({ ...recovering, noDeviceOn: true }, ["p1"])).toEqual(ended({ why: "changed-elsewhere" }));
  });
});

describe("a read after a write that failed", () => {
  it("lets the switch go on where the write has worked all the same, and counts no repetition", () => {
    for (const failure of [REFUSED, UNHEARD]) {
      const [journal, effects] = read(checking(PHONE_OFF, failure), []);
      expect(journal).toMatchObject({ phase: { name: "writing", change: SOFTPHONE_ON }, attempt: SENT });
      expect(effects).toEqual([{ do: "write", change: SOFTPHONE_ON }]);
    }
    expect(read(checking(SOFTPHONE_ON, UNHEARD), ["s1"])).toEqual(REACHED);
  });

  it("has a write without a usable answer sent once more, if it has not worked", () => {
    const [journal, effects] = read(checking(PHONE_OFF, UNHEARD), ["p1"]);
    expect(journal).toMatchObject({ phase: { name: "writing" }, attempt: { writes: 1, repeated: true } });
    expect(effects).toEqual([{ do: "write", change: PHONE_OFF }]);
  });

  it("tells that write's failure where it may not be sent again", () => {
    const inWait = { waits: { readUntil: null, writeUntil: NOW + 1, since: null } };
    expect(read(checking(PHONE_OFF, UNHEARD), ["p1"], inWait)).toEqual(
      ended({ why: "not-made", failure: UNHEARD, asBefore: false }),
    );
  });

  it.each([
    ["was refused", checking(PHONE_OFF), REFUSED],
    ["was sent twice", { ...checking(PHONE_OFF, UNHEARD), attempt: { writes: 2, repeated: true } }, UNHEARD],
    [
      "was answered with a 429 by something else",
      checking(PHONE_OFF, failed("intermediary", { status: 429 })),
      failed("intermediary", { status: 429 }),
    ],
  ])("ends the switch where the write %s and has not worked", (_how, journal, failure) => {
    expect(read(journal, ["p1"])).toEqual(ended({ why: "not-made", failure, asBefore: true }));
  });

  it("ends a switch that wants no device on, whatever is on", () => {
    const toNone = { ...checking(PHONE_OFF), target: only("ccm") };
    expect(read(toNone, ["p1"])).toEqual(ended({ why: "not-made", failure: REFUSED, asBefore: true }));
  });

  it("brings the device from before back on where the other one could not be turned on", () => {
    const journal = { ...checking(SOFTPHONE_ON), noDeviceOn: true };
    const [left, effects] = read(journal, []);
    expect(left).toMatchObject({
      compensatesFor: REFUSED,
      phase: { name: "compensating", change: PHONE_ON },
    });
    expect(effects).toEqual([{ do: "write", change: PHONE_ON }]);
  });

  it("has the way back given up at once, and not confirmed, where no device was on before", () => {
    const fromNone = { ...checking(SOFTPHONE_ON), before: only("ccm") };
    expect(read(fromNone, [])).toEqual(ended({ why: "not-made", failure: REFUSED, asBefore: true }));
  });

  it("believes no server that has said yes to more writes than there are devices", () => {
    const sent = (writes: number): Partial<Journal> => ({
      ...checking(PHONE_OFF),
      attempt: { writes, repeated: false },
    });
    expect(read(sent(2), [])[0]?.phase.name).toBe("writing");
    expect(read(sent(3), [])[0]?.phase.name).toBe("compensating");
    expect(read(sent(3), ["s1"])).toEqual(REACHED);
  });

  it("of a request that the browser blocked changes nothing: the switch ends, or waits where no device is on", () => {
    const failure = failed("access-withheld");
    expect(read(checking(PHONE_OFF, failure), ["p1"])).toEqual(
      ended({ why: "not-made", failure, asBefore: false }),
    );
    const [left, effects] = read(checking(SOFTPHONE_ON, failure), []);
    expect(left?.phase).toEqual(RETRY);
    expect(effects).toEqual([tell({ why: "perhaps-none-on", failure })]);
  });
});

describe("a read after a compensating write that failed", () => {
  const cause = failed("not-permitted");
  const back = (failure = REFUSED, over: Partial<Journal> = {}): Partial<Journal> => ({
    ...checking(PHONE_ON, failure),
    compensatesFor: cause,
    ...over,
  });

  it.each([
    ["it has worked all the same", PHONE_ON],
    ["somebody has turned the device from before on", SOFTPHONE_ON],
  ])("ends the switch as undone where %s", (_how, change) => {
    const journal = back(REFUSED, { phase: { name: "checking", change, failure: REFUSED } });
    expect(read(journal, ["p1"])).toEqual(ended({ why: "compensated", failure: cause, asBefore: true }));
  });

  it("ends the switch as undone, too, where it has turned on another one than that from before", () => {
    const change = { p2: true };
    const journal = toSoftphone(
      "ccm",
      back(REFUSED, { phase: { name: "checking", change, failure: REFUSED } }),
    );
    const reading = readingOf("ccm", { p1: false, p2: true, s1: false });
    expect(afterRead(journal, reading.devices, factsOf(reading))).toEqual(
      ended({ why: "compensated", failure: cause, asBefore: false }),
    );
  });

  it("ends the switch, for its first failure, where another device is on", () => {
    expect(read(back(), ["s1"])).toEqual(ended({ why: "not-made", failure: cause, asBefore: false }));
  });

  it.each([
    ["refused: another device is tried next", REFUSED, 1],
    ["without a usable answer twice: the same one is tried again", UNHEARD, 0],
  ])("has it tried again later while no device is on; %s", (_how, failure, refusals) => {
    const [left, effects] = read(back(failure, { attempt: { writes: 2, repeated: true } }), []);
    expect(left).toMatchObject({ phase: RETRY, refusals, compensatesFor: cause });
    expect(effects).toEqual([tell({ why: "perhaps-none-on", failure })]);
  });
});

describe("a read that confirms a switch", () => {
  const confirming = (as: Goal, over: Partial<Journal> = {}): Partial<Journal> => ({
    phase: { name: "confirming", as },
    ...over,
  });

  it.each<[string, Goal, string[], Transition]>([
    ["reached", "reached", ["s1"], REACHED],
    ["not reached", "reached", ["p1"], ended({ why: "changed-elsewhere" })],
    ["undone", "compensated", ["p1"], ended({ why: "compensated", failure: "interrupted", asBefore: true })],
    [
      "undone, with another device on",
      "compensated",
      ["s1"],
      ended({ why: "compensated", failure: "interrupted", asBefore: false }),
    ],
    ["changed elsewhere", "changed-elsewhere", ["p1"], ended({ why: "changed-elsewhere" })],
    ["as wanted after all", "changed-elsewhere", ["s1"], ended({ why: "changed-elsewhere" })],
  ])("counts for more than the answers: %s", (_how, as, on, transition) => {
    expect(read(confirming(as), on)).toEqual(transition);
  });

  it.each<Goal>(["reached", "compensated", "changed-elsewhere"])(
    "has the switch tried again where none is on after all (%s)",
    (as) => {
      const [left, effects] = read(confirming(as), []);
      expect(left).toMatchObject({ phase: RETRY, noDeviceOn: true });
      expect(effects).toEqual([tell({ why: "none-stays-on" })]);
    },
  );

  it("is content with none on where none is wanted", () => {
    expect(read(confirming("reached", { target: only("ccm") }), [])).toEqual(REACHED);
  });
});

describe("a read that failed", () => {
  const DOUBT: Effect = { do: "doubt" };
  const unread = failed("server");
  const failedIn = (phase: Phase, failure = unread, over: Partial<Journal> = {}): Transition =>
    afterReadFailed(toSoftphone("ccm", { phase, ...over }), failure, factsOn("ccm", ["p1"]));
  const perhaps = (failure: typeof unread): Effect => tell({ why: "perhaps-none-on", failure });

  it("leaves in doubt how far a switch came, unless each of its writes was answered", () => {
    const [journal, effects] = failedIn({ name: "recovering" });
    expect(journal?.phase).toEqual(RETRY);
    expect(effects).toEqual([DOUBT, perhaps(unread)]);
    expect(failedIn({ name: "recovering" }, unread, { answered: true })).toEqual([
      { ...journal, answered: true },
      [],
    ]);
  });

  const refused = failed("credentials-refused");
  it.each([
    ["the write's failure", unread, UNHEARD],
    ["refused credentials, which the agent must mend", refused, refused],
  ])("leaves in doubt whether a write has worked, and tells %s", (_which, failure, told) => {
    const [journal, effects] = failedIn({ name: "checking", change: PHONE_OFF, failure: UNHEARD }, failure);
    expect(journal?.phase).toEqual(RETRY);
    expect(effects).toEqual([DOUBT, perhaps(told)]);
  });

  it("leaves nothing in doubt where the browser blocked the write", () => {
    const failure = failed("access-forbidden");
    const told = ended({ why: "not-made", failure, asBefore: false });
    expect(failedIn({ name: "checking", change: PHONE_OFF, failure })).toEqual(told);
  });

  it("leaves answered writes as they are: only the confirmation is missing", () => {
    const [journal, effects] = failedIn({ name: "confirming", as: "reached" });
    expect(journal).toMatchObject({ phase: RETRY, answered: true });
    expect(effects).toEqual([]);
  });
});

it.each<Phase>([
  { name: "ready", sure: false },
  { name: "writing", change: PHONE_OFF },
  { name: "compensating", change: PHONE_ON },
  RETRY,
])("a read that the phase $name did not ask for changes nothing", (phase) => {
  const journal = toSoftphone("ccm", { phase });
  const facts = factsOn("ccm", ["p1"]);
  expect(afterRead(journal, devicesOn("ccm", "p1"), facts)).toEqual([journal, []]);
  expect(afterReadFailed(journal, rateLimitedUntil(NOW), facts)).toEqual([journal, []]);
});
