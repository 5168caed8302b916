import { describe, expect, test } from "vitest";
import {
  badgeOf,
  badgeProblem,
  type Exchange,
  endingProblem,
  GRACE,
  knowledge,
  rulesProblem,
  type Shown,
  toldProblem,
  type Wish,
  writeProblem,
} from "../../../scripts/soak/judge.ts";
import { TAB_EVENTS } from "../../../scripts/soak/softphone-tab.ts";
import { planStorm } from "../../../scripts/soak/storm.ts";
import { growth, type HeapSnapshot, ownBytes } from "../../e2e/harness/heap.ts";
import { holdsSecret } from "../../e2e/harness/secrets.ts";
import type { Facts, Ons } from "../../emulator/demo-devices.ts";
import { ELSEWHERE } from "../../emulator/elsewhere.ts";
import type { Api } from "../../emulator/store.ts";
import { FAULTS } from "../../wire-faults/of-any-api.ts";

const MINUTE = 60_000;
/** Some moment; the logs below are counted from it. */
const T = 1_000_000_000;

const ic = (phone: boolean, sip: boolean, registered: boolean | null = true): Facts => ({
  phone,
  sip,
  registered,
});
const ccm = (phone: boolean, sip: boolean): Facts => ({ phone, sip });

function exchange(
  method: "GET" | "PUT",
  at: number,
  said: Facts | null,
  over: Partial<Exchange> = {},
): Exchange {
  return {
    method,
    startedAt: T + at,
    finishedAt: T + at + 50,
    aborted: said === null ? "client" : false,
    said,
    isOvertaken: false,
    ...over,
  };
}
const read = (at: number, said: Facts, over: Partial<Exchange> = {}) => exchange("GET", at, said, over);
const write = (at: number, said: Facts | null, over: Partial<Exchange> = {}) =>
  exchange("PUT", at, said, over);
const badgeFault = (shown: Shown, log: readonly Exchange[], cuts: readonly number[]) =>
  badgeProblem(shown, knowledge(log, cuts, shown.at, { read: GRACE, write: GRACE }), cuts);
const shown = (badge: string, at: number, over: Partial<Shown> = {}): Shown => ({
  at: T + at,
  badge,
  api: "integrations",
  apiSince: T,
  period: 30_000,
  tab: { watchedAt: 0, lostAt: null },
  ...over,
});

/** The devices when all is calm, and what led there. */
interface Ending {
  readonly on: Ons;
  readonly wish: Wish | null;
  readonly toldAt: number;
  readonly outside: { readonly at: number; readonly leftNone: boolean };
}
const judged = (ending: Ending) => endingProblem(ending.on, ending, ending.outside);

describe("the badge in a soak", () => {
  test("may say what was answered lately", () => {
    expect(badgeFault(shown("SIP", MINUTE), [read(0, ic(true, true))], [])).toBeNull();
    expect(badgeFault(shown("TEL", MINUTE), [read(0, ic(true, false))], [])).toBeNull();
    expect(badgeFault(shown("!", MINUTE), [read(0, ic(true, true, false))], [])).toBeNull();
    expect(badgeFault(shown("S?", MINUTE), [read(0, ic(true, true, null))], [])).toBeNull();
  });

  test.each(["", "…", "?", "KEY", "!!"])("may always be %j", (badge) => {
    expect(badgeFault(shown(badge, MINUTE), [], [])).toBeNull();
  });

  test("may not say it without an answer, or with an old one", () => {
    expect(badgeFault(shown("SIP", MINUTE), [], [])).toContain("SIP");
    const old = [read(0, ic(true, true))];
    expect(badgeFault(shown("SIP", 90_000 + GRACE), old, [])).toBeNull();
    expect(badgeFault(shown("SIP", 91_000 + GRACE), old, [])).toContain("SIP");
    expect(badgeFault(shown("SIP", 91_000 + GRACE, { period: 60_000 }), old, [])).toBeNull();
  });

  test("may not keep what a later answer has overtaken", () => {
    const log = [read(0, ic(true, true)), read(30_000, ic(true, true, false))];
    expect(badgeFault(shown("SIP", 31_000), log, [])).toBeNull();
    expect(badgeFault(shown("SIP", 31_000 + GRACE), log, [])).toContain("SIP");
    expect(badgeFault(shown("!", 31_000 + GRACE), log, [])).toBeNull();
  });

  test("may keep it where that answer may never have come", () => {
    const log = [read(0, ic(true, true)), read(30_000, ic(true, false))];
    const at = 31_000 + GRACE;
    expect(badgeFault(shown("SIP", at), log, [T + 30_100])).toBeNull();
    expect(badgeFault(shown("SIP", at), log, [T + 29_000])).not.toBeNull();
    const overtaken = [read(0, ic(true, true)), read(30_000, ic(true, false), { isOvertaken: true })];
    expect(badgeFault(shown("SIP", at), overtaken, [])).toBeNull();
    expect(badgeFault(shown("SIP", at), [...log, write(30_020, null, { aborted: false })], [])).toBeNull();
  });

  test("takes a write's answer for no registration, and for no younger read", () => {
    const log = [read(0, ic(true, true)), write(30_000, ic(false, true, null))];
    expect(badgeFault(shown("SIP", 31_000 + GRACE), log, [])).not.toBeNull();
    expect(badgeFault(shown("S?", 31_000 + GRACE), log, [])).toBeNull();
    expect(badgeFault(shown("S?", 95_000 + GRACE), log, [])).not.toBeNull();
  });

  test("may not be sure after a write that was not heard of", () => {
    const log = [read(0, ic(true, true)), write(30_000, null)];
    expect(badgeFault(shown("SIP", 35_000), log, [])).toBeNull();
    expect(badgeFault(shown("SIP", 80_000), log, [])).not.toBeNull();
    expect(badgeFault(shown("SIP", 80_000), [...log, read(31_000, ic(true, true))], [])).toBeNull();
    // A refusal was heard.
    expect(
      badgeFault(
        shown("SIP", 80_000),
        [read(0, ic(true, true)), write(30_000, null, { aborted: false })],
        [],
      ),
    ).toBeNull();
  });

  test("may not be green on CCM", () => {
    const log = [read(0, ic(true, true))];
    expect(badgeFault(shown("SIP", MINUTE, { api: "ccm" }), log, [])).not.toBeNull();
  });

  test("may not count a softphone whose watched tab cannot ring, unless a worker has died over it", () => {
    const log = [read(0, ic(true, true))];
    const problem = (badge: string, lostFor: number | null, cuts: readonly number[] = [], watched = true) => {
      const at = T + MINUTE;
      const tab = { watchedAt: watched ? at : 0, lostAt: lostFor === null ? null : at - lostFor };
      return badgeFault(shown(badge, MINUTE, { tab }), log, cuts);
    };
    expect(problem("SIP", 5_000)).toBeNull();
    for (const badge of ["SIP", "S?", "TEL"]) expect(problem(badge, 6_000)).toContain(badge);
    expect(problem("!", 6_000)).toBeNull();
    expect(problem("SIP", 6_000, [T + MINUTE - 2_000])).toBeNull();
    expect(problem("SIP", 20_000, [T + MINUTE - 2_000])).not.toBeNull();
    // It has come back, and may have to register again.
    for (const badge of ["SIP", "S?", "!"]) expect(problem(badge, null)).toBeNull();
    for (const badge of ["S?", "!"]) expect(problem(badge, null, [], false)).not.toBeNull();
  });

  test("may not stay after signing out, unless the worker has died in the middle of it", () => {
    const signedOut = { api: null, apiSince: T + 10_000 };
    const log = [read(0, ic(true, true))];
    expect(badgeFault(shown("SIP", 11_000, signedOut), log, [])).toBeNull();
    expect(badgeFault(shown("SIP", 10_000 + GRACE, signedOut), log, [])).not.toBeNull();
    expect(badgeFault(shown("SIP", 10_000 + GRACE, signedOut), log, [T + 12_000])).toBeNull();
    expect(badgeFault(shown("SIP", 100_000 + GRACE, signedOut), log, [T + 12_000])).not.toBeNull();
  });
});

describe("what may be known", () => {
  test("an answer that is on its way, or has only just been given, adds a possibility", () => {
    const log = [
      read(0, ic(true, true)),
      read(9_000, ic(true, false)),
      read(9_990, ic(true, true, false), { finishedAt: null }),
    ];
    const known = knowledge(log, [], T + 10_000, { read: 3_000, write: 0 });
    expect(known.map(badgeOf)).toEqual(["SIP", "TEL", "!"]);
  });
});

describe("a write in a soak", () => {
  const fault = (api: Api, asks: Ons, before: Ons, log: readonly Exchange[] = []) =>
    writeProblem(api, asks, before, knowledge(log, [], T + MINUTE, { read: 3_000, write: 0 }));
  const PHONE = { phone: true, sip: false };

  test("may not leave both off on Integrations Core", () => {
    expect(fault("integrations", PHONE, PHONE)).toBeNull();
    expect(fault("integrations", { phone: false, sip: true }, PHONE)).toBeNull();
    expect(fault("integrations", { phone: false, sip: false }, PHONE)).not.toBeNull();
    expect(fault("integrations", { phone: false }, PHONE)).not.toBeNull();
  });

  test("may not leave both off on the older contract, unless both were", () => {
    expect(fault("older", { sip: true }, PHONE)).toBeNull();
    expect(fault("older", { phone: false }, PHONE)).not.toBeNull();
    expect(fault("older", { phone: false }, { phone: true, sip: true })).toBeNull();
    expect(fault("older", { phone: false }, { phone: false, sip: false })).toBeNull();
  });

  test("may not turn a second one on where the first is known to be on, on CCM", () => {
    const turnOn = (log: readonly Exchange[]) => fault("ccm", { sip: true }, {}, log);
    const phoneIsOn = read(0, ccm(true, false));
    const phoneOff = write(50_000, { phone: false });
    expect(turnOn([phoneIsOn])).not.toBeNull();
    expect(turnOn([phoneIsOn, phoneOff])).toBeNull();
    expect(turnOn([read(0, ccm(false, false))])).toBeNull();
    // What is already on itself is no second one, and turning off is always allowed.
    expect(turnOn([read(0, ccm(false, true))])).toBeNull();
    expect(fault("ccm", { sip: false }, {}, [phoneIsOn])).toBeNull();
    // Somebody else may have turned it on, which is not known yet.
    expect(turnOn([read(0, ccm(false, false)), read(59_000, ccm(true, false))])).toBeNull();
    expect(fault("ccm", { phone: true, sip: true }, {})).not.toBeNull();
  });
});

describe("how switches end in a soak", () => {
  const wish: Wish = {
    askedAt: T,
    target: { phone: true, sip: false },
    before: { phone: false, sip: true },
    origin: "popup",
  };
  const ending = (over: Partial<Ending> = {}): Ending => ({
    on: { phone: true, sip: false },
    wish,
    toldAt: 0,
    outside: { at: 0, leftNone: false },
    ...over,
  });
  const lost = { on: { phone: false, sip: true } };

  test("as the last press wanted, or was told, or somebody else did", () => {
    expect(judged(ending())).toBeNull();
    expect(judged(ending({ ...lost, wish: null }))).toBeNull();
    expect(judged(ending({ ...lost, toldAt: T }))).toBeNull();
    expect(judged(ending({ ...lost, outside: { at: T + 1, leftNone: false } }))).toBeNull();
  });

  test("not otherwise", () => {
    expect(judged(ending(lost))).toContain("the last press wanted");
    expect(
      judged(ending({ ...lost, toldAt: T - 1, outside: { at: T - 1, leftNone: false } })),
    ).not.toBeNull();
  });

  test("not with no device on, unless the agent or somebody else wanted it", () => {
    const allOff = { phone: false, sip: false };
    const none = { on: allOff, toldAt: T + 1 };
    expect(judged(ending(none))).toContain("no device is on");
    expect(judged(ending({ ...none, wish: null }))).toContain("no device is on");
    expect(judged(ending({ ...none, outside: { at: T - 1, leftNone: true } }))).toBeNull();
    const onPurpose = { ...wish, target: allOff };
    expect(judged(ending({ ...none, wish: onPurpose }))).toBeNull();
    expect(judged(ending({ ...none, wish: onPurpose, outside: { at: T + 1, leftNone: false } }))).toBeNull();
  });

  test("with no device on where there was none before, if it is told that none could be turned on", () => {
    const allOff = { phone: false, sip: false };
    const none = { on: allOff, wish: { ...wish, before: allOff } };
    expect(judged(ending({ ...none, toldAt: T }))).toBeNull();
    expect(judged(ending(none))).toContain("no device is on");
    expect(judged(ending({ ...none, toldAt: T - 1 }))).toContain("no device is on");
  });
});

test("a shift is compared between its first third and its last, by the least of each", () => {
  expect(growth([1_000, 1_200, 9_000, 9_000, 1_300, 1_250])).toBeCloseTo(0.25);
  expect(growth([1_000, 1_000, 1_000])).toBe(0);
});

describe("the size of a heap", () => {
  const heap = (nodes: readonly number[], fields = ["type", "name", "self_size"]): HeapSnapshot => ({
    snapshot: {
      meta: { node_fields: fields, node_types: [["code", "object", "array", "native"], "string"] },
    },
    nodes,
  });

  test("is that of what the program keeps, without compiled code and what lies outside", () => {
    expect(ownBytes(heap([0, 7, 1_000, 1, 7, 20, 2, 7, 3, 3, 7, 5_000, 1, 7, 400]))).toBe(423);
  });

  test("is no number where a snapshot has another form", () => {
    expect(() => ownBytes(heap([0, 7], ["kind", "name"]))).toThrow("not as it used to be");
  });
});

test("a secret is found as it is, in Base64 and in an address", () => {
  for (const text of ["x=s3cret/1", btoa("s3cret/1"), "?t=s3cret%2F1"]) {
    expect(holdsSecret(text, ["s3cret/1"])).toBe(true);
  }
  expect(holdsSecret("nothing", ["s3cret/1"])).toBe(false);
});

describe("the plan of a soak", () => {
  const plan = (seed: number) => planStorm(seed, "integrations", 10 * MINUTE, true);
  const what = (seed: number) => plan(seed).map(({ at, ends, what }) => ({ at, ends, what }));

  test("is the same for the same seed", () => {
    expect(what(7)).toEqual(what(7));
    expect(what(7)).not.toEqual(what(8));
  });

  test("is in the order of time, ends what it begins, and can end in a fault that outlasts all reads", () => {
    const steps = plan(7);
    const times = steps.map(({ at }) => at);
    expect(steps.length).toBeGreaterThan(100);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const last = steps.at(-1);
    expect(steps.slice(0, -1).every(({ ends }) => ends <= (last?.at ?? 0))).toBe(true);
    expect(last).toMatchObject({ ends: (last?.at ?? 0) + 130_000, what: { times: Infinity } });
  });

  test("leaves no kind of fault, and no change elsewhere, out", () => {
    const all = Array.from({ length: 20 }, (_, seed) => what(seed)).flat();
    const drawn = (kind: string, field: string) =>
      new Set(all.flatMap(({ what }) => (what.do === kind ? [what[field]] : [])));
    expect(drawn("fault", "name")).toEqual(new Set(Object.keys(FAULTS)));
    expect(drawn("outside", "change")).toEqual(new Set(Object.keys(ELSEWHERE.integrations)));
    expect(drawn("tab", "tab")).toEqual(new Set(Object.keys(TAB_EVENTS)));
  });
});

describe("rules in a soak", () => {
  const begun = (at: number, target: Ons, origin: Wish["origin"] = "lock"): Wish => ({
    origin,
    askedAt: T + at,
    target,
    before: {},
  });
  const PHONE = { phone: true, sip: false };

  test("may switch now and then", () => {
    expect(rulesProblem([])).toBeNull();
    const often = Array.from({ length: 40 }, (_, index) => begun(index * 10_000, PHONE));
    expect(rulesProblem(often)).toBeNull();
    const each = (["lock", "hours", "safety-net"] as const).flatMap((by) =>
      Array.from({ length: 6 }, (_, index) => begun(index * 1_000, PHONE, by)),
    );
    expect(rulesProblem(each)).toBeNull();
  });

  test("may not turn every device off, nor switch without end", () => {
    expect(rulesProblem([begun(0, { phone: false, sip: false })])).toContain("turns every device off");
    const without = Array.from({ length: 7 }, (_, index) => begun(index * 8_000, PHONE));
    expect(rulesProblem(without)).toContain("never comes to rest");
  });

  test("leave no device on by a switch of theirs", () => {
    const wish: Wish = {
      askedAt: T,
      target: { phone: false, sip: false },
      before: PHONE,
      origin: "lock",
    };
    const none: Ending = {
      on: { phone: false, sip: false },
      wish,
      toldAt: 0,
      outside: { at: 0, leftNone: false },
    };
    expect(judged(none)).toContain("no device is on");
    expect(judged({ ...none, wish: { ...wish, origin: "popup" } })).toBeNull();
  });
});

describe("notifications in a soak", () => {
  test("may tell each episode once", () => {
    expect(toldProblem([])).toBeNull();
    expect(toldProblem(["1", "2"])).toBeNull();
    expect(toldProblem(["1", "2", "1"])).toContain("more than once: 1");
  });
});
