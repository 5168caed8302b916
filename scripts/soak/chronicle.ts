const SHOWN_BEFORE = 20;

/** What a soak did and found. It prints each violation with what happened just before it. */
export class Chronicle {
  readonly began = Date.now();
  /** How often each kind of thing happened. */
  readonly counts = new Map<string, number>();
  violations = 0;
  #last: string[] = [];
  readonly #broken = new Set<string>();

  /** Notes what happened, for those who look at a violation. */
  note(what: string): void {
    this.#last = [...this.#last.slice(1 - SHOWN_BEFORE), `    ${this.#elapsed()}  ${what}`];
  }

  count(kind: string, by = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + by);
  }

  /** Takes the outcome of a check. A violation counts once for as long as it lasts: `null` ends it. */
  judge(rule: string, problem: string | null): void {
    if (!this.#broken.has(rule)) this.violate(rule, problem);
    this.#broken[problem === null ? "delete" : "add"](rule);
  }

  /** Notes a violation of a rule, if there is one. */
  violate(rule: string, problem: string | null): void {
    if (problem === null) return;
    this.violations += 1;
    console.log([`VIOLATION after ${this.#elapsed()}: ${rule}: ${problem}`, ...this.#last].join("\n"));
  }

  #elapsed(): string {
    return `${((Date.now() - this.began) / 1000).toFixed(1)} s`;
  }
}
