/** Something that happened, or was done, in a soak. */
export interface Happening {
  /** Epoch ms. */
  readonly at: number;
  readonly what: string;
}

/** A rule that did not hold. */
export interface Violation {
  /** ms after the run's beginning. */
  readonly after: number;
  readonly rule: string;
  readonly detail: string;
  /** What happened before it, the oldest first. */
  readonly before: readonly Happening[];
}

const SHOWN_BEFORE = 20;
const KEPT = 200;

/** What a soak did and found. */
export class Chronicle {
  readonly began = Date.now();
  readonly violations: Violation[] = [];
  readonly #counts = new Map<string, number>();
  #last: Happening[] = [];
  #broken = new Set<string>();

  /** Notes what happened, for those who look at a violation. */
  note(what: string): void {
    this.#last.push({ at: Date.now(), what });
    if (this.#last.length > KEPT) this.#last = this.#last.slice(-SHOWN_BEFORE);
  }

  count(kind: string, by = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + by);
  }

  counts(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(([a], [b]) => a.localeCompare(b));
  }

  /** How often anything came of which the name begins so. */
  counted(beginning: string): number {
    return this.counts().reduce((sum, [kind, times]) => sum + (kind.startsWith(beginning) ? times : 0), 0);
  }

  /** Notes a violation, once for as long as it lasts: `mended` ends it. */
  violate(rule: string, detail: string): void {
    if (this.#broken.has(rule)) return;
    this.#broken.add(rule);
    const after = Date.now() - this.began;
    const violation = { after, rule, detail, before: this.#last.slice(-SHOWN_BEFORE) };
    this.violations.push(violation);
    console.log(describe(violation, this.began));
  }

  mended(rule: string): void {
    this.#broken.delete(rule);
  }
}

/** A violation for a person to read. */
function describe({ after, rule, detail, before }: Violation, began: number): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`.padStart(9);
  const lines = before.map(({ at, what }) => `    ${seconds(at - began)}  ${what}`);
  return [`VIOLATION after ${seconds(after).trim()}: ${rule}: ${detail}`, ...lines].join("\n");
}
