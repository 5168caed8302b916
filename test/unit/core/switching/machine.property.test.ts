import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Api } from "../../../../src/core/api-rules.ts";
import type { Assignment } from "../../../../src/core/devices/device.ts";
import { type Failure, isOutcomeUnknown, NO_DETAILS } from "../../../../src/core/failure.ts";
import { RETRY_CAP } from "../../../../src/core/polling/schedule.ts";
import { waitForAny } from "../../../../src/core/polling/server-waits.ts";
import {
  type Facts,
  isRequest,
  type Request,
  type SwitchEvent,
} from "../../../../src/core/switching/events.ts";
import { type Journal, retryAt } from "../../../../src/core/switching/journal.ts";
import { step } from "../../../../src/core/switching/machine.ts";
import { noneIsOn } from "../../../../src/core/switching/plan.ts";
import { journalSchema } from "../../../../src/store/journal-schema.ts";
import { DEVICES, FAILURES, factsOf, NOW, type Ons, only, readingOf } from "../../switch-model.ts";

/** A device of a type that no document names (CCM). */
const UNKNOWN = "x1";
const REFUSED: Failure = { ...NO_DETAILS, kind: "invalid-request", cause: "another-device-on" };

/** What happens next: somebody presses, a request comes out, or the world changes around the switch. */
type Happening =
  | { readonly is: "press"; readonly device: number; readonly none: boolean }
  /** `done`: a write that is not answered was carried out all the same. */
  | { readonly is: "outcome"; readonly failure: Failure | null; readonly done: boolean }
  | { readonly is: "browser-fails" | "worker-dies" | "signed-out" | "signed-in" }
  | { readonly is: "changed-elsewhere"; readonly device: number }
  | { readonly is: "time"; readonly ms: number };

const device = fc.nat(2);
const outcome = fc.record({
  is: fc.constant("outcome" as const),
  failure: fc.constantFrom(null, null, null, null, null, ...FAILURES, ...FAILURES.slice(0, 2)),
  done: fc.boolean(),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: outcome },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("press" as const), device, none: fc.boolean() }) },
  fc.record({ is: fc.constantFrom("browser-fails", "worker-dies", "signed-out", "signed-in") }),
  fc.record({ is: fc.constant("changed-elsewhere" as const), device }),
  fc.record({ is: fc.constant("time" as const), ms: fc.constantFrom(1, 5_000, 61_000, 3_600_000) }),
);

/** No agent wishes to have every device off. */
const wanted = happening.filter((what) => what.is !== "press" || !what.none);

/** A server, what is known of it, and the one switch that is carried out. */
class Model {
  journal: Journal | null = null;
  request: Request | null = null;
  private now = NOW;
  private ons: Record<string, boolean | null>;
  private known: Ons;
  /** Whether neither a write nor time has come since the last read. */
  private isJustRead = false;
  private credentials: Facts["credentials"] = "present";
  private writeUntil: number | null = null;
  private readonly ids: readonly string[];

  /** @param toggles whether turning a device on turns the other one off (the older contract does not say) */
  constructor(
    private readonly api: Api,
    private readonly toggles: boolean,
  ) {
    this.ids = DEVICES[api];
    this.ons = { ...only(api, this.ids[0] ?? ""), ...(api === "ccm" && { [UNKNOWN]: false }) };
    this.known = { ...this.ons };
  }

  get anyOn(): boolean {
    return Object.values(this.ons).includes(true);
  }

  private facts(): Facts {
    const { now, credentials, writeUntil } = this;
    const waits = { readUntil: null, writeUntil, since: null };
    return factsOf(readingOf(this.api, this.known), { now, credentials, waits });
  }

  private feed(event: SwitchEvent): void {
    const { journal: before } = this;
    const facts = this.facts();
    const stored = before && (JSON.parse(JSON.stringify(before)) as Journal);
    const [journal, effects] = step(before, event, facts);
    // A journal is plain JSON, as it must be for storage; and a step knows nothing but what it is given.
    expect(step(stored, event, facts)).toEqual([journal, effects]);
    expect(before).toEqual(stored);
    if (journal !== null) expect(v.is(journalSchema, journal)).toBe(true);
    const requests = effects.filter(isRequest);
    if (event.type === "pressed" && before !== null && journal?.waiting === event.intent) {
      expect(requests).toEqual([]);
      if (before.phase.name === "waiting-to-retry") this.takeUp(journal);
      else this.journal = journal;
      return;
    }
    // Each step ends the switch, or asks for one thing, or sets a timer.
    const rests = journal === null || retryAt(journal) !== null;
    expect(requests).toHaveLength(rests ? 0 : 1);
    const at = journal && retryAt(journal);
    if (at !== null) {
      const earliest = Math.max(this.now, waitForAny(facts.waits));
      expect(at).toBeGreaterThan(earliest);
      expect(at).toBeLessThanOrEqual(earliest + RETRY_CAP);
    }
    this.journal = journal;
    this.request = requests[0] ?? null;
    if (this.request?.do === "write") this.judge(this.request.change);
  }

  private takeUp(journal: Journal): void {
    this.journal = journal;
    this.feed({ type: "resumed" });
  }

  private judge(change: Assignment): void {
    const on = Object.values(change).filter((is) => is).length;
    if (this.api === "integrations-core") {
      // Never both false, and never one without the other.
      expect(Object.keys(change).sort()).toEqual([...this.ids].sort());
      expect(on).toBeGreaterThan(0);
    } else if (this.api === "usermapping") {
      // One device a request, turned off only where another one was just read to be on.
      expect(Object.keys(change)).toHaveLength(1);
      const others = this.ids.filter((id) => change[id] === undefined);
      if (on === 0) expect([this.isJustRead, others.some((id) => this.known[id])]).toEqual([true, true]);
    } else {
      // Never two on: one device a request, turned on only while none is known to be.
      expect(Object.keys(change)).toHaveLength(1);
      if (on > 0) expect(noneIsOn(readingOf(this.api, this.known).devices)).toBe(true);
    }
  }

  /** Whether the server does it: a device that would be the second one on is refused. */
  private carryOut(change: Assignment): boolean {
    const after = { ...this.ons, ...change };
    const isTwo = Object.values(after).filter((is) => is === true).length > 1;
    if (this.api === "ccm" && isTwo) return false;
    const turnsOn = Object.values(change).includes(true);
    this.ons = this.toggles && turnsOn ? only(this.api, ...Object.keys(change)) : after;
    return true;
  }

  happen(what: Happening): void {
    switch (what.is) {
      case "press":
        this.press(what.device, what.none);
        break;
      case "outcome":
        this.comeOut(what.failure, what.done);
        break;
      case "browser-fails":
        if (this.request !== null) this.feed({ type: "failed" });
        break;
      case "worker-dies":
        if (this.journal !== null) this.feed({ type: "resumed" });
        break;
      case "signed-out":
      case "signed-in":
        this.credentials = what.is === "signed-in" ? "present" : "missing";
        break;
      case "changed-elsewhere":
        this.changeElsewhere(what.device);
        break;
      case "time":
        this.pass(what.ms);
    }
  }

  press(device: number, none = false): Assignment {
    const on = none && this.api === "ccm" ? [] : [this.idOf(device)];
    const target = only(this.api, ...on);
    const intent = { origin: "popup" as const, target, askedAt: this.now };
    this.feed({ type: "pressed", intent, anew: this.request === null });
    return target;
  }

  private idOf(device: number): string {
    return this.ids[device % this.ids.length] ?? "";
  }

  /** Turns one device on and the others off; on CCM it may be one of an unknown type, which is left alone. */
  private changeElsewhere(device: number): void {
    const all = Object.keys(this.ons);
    const on = all[device % all.length];
    this.ons = Object.fromEntries(all.map((id) => [id, id === on]));
  }

  private comeOut(failure: Failure | null, done: boolean): void {
    const { request } = this;
    if (request?.do === "open") this.feed({ type: this.credentials === "present" ? "opened" : "signed-out" });
    else if (request?.do === "read") this.feed(this.read(failure));
    else if (request?.do === "write") this.feed(this.write(request.change, failure, done));
  }

  private read(failure: Failure | null): SwitchEvent {
    if (failure !== null) return { type: "read-failed", failure };
    this.known = this.look();
    this.isJustRead = true;
    return { type: "read", devices: readingOf(this.api, this.known).devices };
  }

  private write(change: Assignment, failure: Failure | null, done: boolean): SwitchEvent {
    this.isJustRead = false;
    const isDone = failure === null || (done && isOutcomeUnknown(failure) && failure.status !== 429);
    const isRefused = isDone && !this.carryOut(change);
    const heard = failure ?? (isRefused ? REFUSED : null);
    if (heard === null) {
      // The older contract's answer says nothing of the devices.
      if (this.api !== "usermapping") this.known = { ...this.known, ...change };
      return { type: "written" };
    }
    this.writeUntil = heard.waitUntil ?? this.writeUntil;
    return { type: "write-failed", failure: heard };
  }

  private pass(ms: number): void {
    this.now += ms;
    this.isJustRead = false;
    if (this.journal === null || this.request !== null) return;
    const at = retryAt(this.journal);
    if (at !== null && at <= this.now) this.feed({ type: "resumed" });
  }

  /** All goes well from now on. Returns how many requests it takes to come to rest. */
  comeToRest(): number {
    this.credentials = "present";
    for (let requests = 0; requests < 100; requests += 1) {
      if (this.request === null) this.pass(3_600_000);
      if (this.request === null) return requests;
      this.comeOut(null, true);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** No write gets through from now on. Returns how many requests it takes to end, or to wait for a timer. */
  comeToNothing(failure: Failure, done: boolean): number {
    for (let requests = 0; requests < 100; requests += 1) {
      if (this.request === null) return requests;
      this.comeOut(this.request.do === "write" ? failure : null, done);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Reads the devices, as the agent does who looks. */
  look(): Ons {
    const isUnsaid = this.api === "usermapping" && !this.anyOn;
    this.known = isUnsaid ? { phone: null, sip: null } : { ...this.ons };
    return this.known;
  }
}

describe.each<readonly [Api, string, boolean]>([
  ["integrations-core", "sets all devices at once", false],
  ["ccm", "has one on at most", false],
  ["usermapping", "leaves the other one on", false],
  ["usermapping", "turns the other one off by itself", true],
])("a switch, whatever happens (%s, which %s)", (api, _does, toggles) => {
  it("writes nothing that the API forbids, keeps to plain JSON, and ends or waits for a timer", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const model = new Model(api, toggles);
        for (const what of happenings) model.happen(what);
        expect(model.comeToRest()).toBeLessThanOrEqual(16);
        expect(model.journal).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it("reaches the target of a press that nothing disturbs, unless a device of an unknown type is on", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 20 }), device, (happenings, pressed) => {
        const model = new Model(api, toggles);
        for (const what of happenings) model.happen(what);
        model.comeToRest();
        const isLeftAlone = model.look()[UNKNOWN] === true;
        const target = model.press(pressed);
        // To open, to write and to read; where the other one stays on, it takes a read before it is turned off, too.
        expect(model.comeToRest()).toBeLessThanOrEqual(api === "usermapping" ? 5 : 4);
        if (!isLeftAlone) expect(model.look()).toMatchObject(target);
      }),
      { numRuns: 500 },
    );
  });

  it("is not tried without end where no write gets through, and leaves no agent without a device then", () => {
    const failure = fc.constantFrom(...FAILURES);
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 20 }), failure, fc.boolean(), (happenings, why, done) => {
        const model = new Model(api, toggles);
        for (const what of happenings) model.happen(what);
        expect(model.comeToNothing(why, done)).toBeLessThanOrEqual(16);
        model.comeToRest();
        expect(model.anyOn).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves no agent without a device against their wish", () => {
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 40 }), (happenings) => {
        const model = new Model(api, toggles);
        for (const what of happenings) model.happen(what);
        model.comeToRest();
        expect(model.anyOn).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
