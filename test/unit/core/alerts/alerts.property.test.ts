import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALERT_KINDS } from "../../../../src/core/alerts/alert.ts";
import { isLost, verdict } from "../../../../src/core/devices/verdict.ts";
import { MINUTE, Teller } from "./teller.ts";

/** Something that happens, and its name for a counterexample. */
type Step = readonly [name: string, act: (teller: Teller) => void];

const step = (name: string, act: Step[1]): fc.Arbitrary<Step> =>
  fc.constant<Step>([name, act]).map((one) => Object.assign(one, { toString: () => name }));

const kind = fc.constantFrom(...ALERT_KINDS);
const STATES = ["open", "closed", "asleep", "opening"] as const;

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.nat(5 * MINUTE).chain((ms) => step(`pass ${ms}`, (its) => its.pass(ms))) },
    step("drops", (its) => its.register("not-registered")),
    step("registers", (its) => its.register("registered")),
    step("in doubt", (its) => its.register("not-reported")),
    fc.constantFrom(...STATES).chain((state) => step(`tab ${state}`, (its) => its.tab(state))),
    fc.constantFrom("active", "locked" as const).chain((is) => step(is, (its) => its.presence(is))),
    fc
      .tuple(fc.boolean(), fc.boolean())
      .chain((on) => step(`press ${on}`, (its) => its.switchTo("popup", ...on))),
    fc
      .tuple(fc.boolean(), fc.boolean())
      .chain(([phone, sip]) =>
        step(`elsewhere ${phone} ${sip}`, (its) => its.desk.elsewhere({ phone, sip })),
      ),
    step("offline", (its) => Object.assign(its, { status: { offline: true } })),
    step("refused", (its) => Object.assign(its, { status: { credentials: "refused" } })),
    step("online", (its) => Object.assign(its, { status: {} })),
    kind.chain((one) => step(`close ${one}`, (its) => its.close(one))),
    kind.chain((one) => step(`later ${one}`, (its) => its.later(one))),
    fc.boolean().chain((isDead) => step(`dead ${isDead}`, (its) => Object.assign(its, { isDead }))),
    fc
      .nat(60)
      .chain((minutes) =>
        step(`pause ${minutes}`, (its) =>
          Object.assign(its.desk, { pausedUntil: minutes === 0 ? null : its.desk.now + minutes * MINUTE }),
        ),
      ),
    step("sleep", (its) => Object.assign(its.desk, { now: its.desk.now + 4 * 3_600_000 })),
    step("clock set back", (its) => Object.assign(its.desk, { now: its.desk.now - 3_600_000 })),
  ),
  { maxLength: 40 },
);

/** Whether a call would not reach the agent, or the softphone is on and cannot ring. */
function isBad(teller: Teller): boolean {
  const judged = verdict(teller.facts);
  return judged.reach === "nobody" || (judged.reach === "phone" && isLost(judged.softphone));
}

describe.each(["integrations-core", "ccm"] as const)("whatever happens, on %s", (api) => {
  it("each episode has one notification, which follows the verdict and goes with it", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const teller = new Teller("softphone", {}, api);
        let laters = 0;
        const check = (): void => {
          const { desk, memory, shown } = teller;
          const { episode } = memory.alerts;
          const isQuiet = desk.presence === "locked" || (desk.pausedUntil ?? 0) > desk.now;
          if (episode === null && !teller.isDead) expect(shown.has("reach")).toBe(false);
          if (shown.has("reach") && !isQuiet && !teller.isDead) expect(teller.text()).toBe(teller.verdict);
          const ofThis = teller.showings.filter(
            (one) => one.kind === "reach" && one.episode === episode?.since,
          );
          if (episode !== null) expect(ofThis.length).toBeLessThanOrEqual(1 + laters);
        };
        for (const [name, act] of all) {
          const before = teller.showings.length;
          const words = teller.text();
          act(teller);
          teller.tell();
          const { desk } = teller;
          if (name.startsWith("later")) laters += 1;
          // Of what was shown since then, the last one was shown now.
          const isNow = teller.showings
            .slice(before)
            .some(({ kind: of, at }) => of === "reach" && at === desk.now);
          if (isNow) expect(isBad(teller)).toBe(true);
          if (desk.presence === "locked" && name !== "locked") {
            expect(teller.showings.length).toBe(before);
            if (teller.text() !== null) expect(teller.text()).toBe(words);
          }
          check();
        }
        // All is well from now on.
        Object.assign(teller, { isDead: false, status: {} });
        teller.presence("active");
        teller.register(api === "ccm" ? "not-reported" : "registered");
        teller.tab("open");
        teller.desk.elsewhere({ phone: true, sip: false });
        teller.pass(30 * MINUTE);
        expect([...teller.shown.keys()].filter((one) => one !== "well")).toEqual([]);
        expect(teller.memory.alerts).toMatchObject({ suspected: null, episode: null });
        for (const { due } of Object.values(teller.memory.alerts.kinds)) expect(due).toBeNull();
      }),
      { numRuns: 150 },
    );
  });
});
