/** A simulation's future events, soonest first: a binary heap of times, each with the event's number. */
export class Heap {
  private readonly times: number[] = [];
  private readonly values: number[] = [];

  get size(): number {
    return this.times.length;
  }

  push(time: number, value: number): void {
    const { times, values } = this;
    let at = times.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = times[parent] as number;
      if (above <= time) break;
      times[at] = above;
      values[at] = values[parent] as number;
      at = parent;
    }
    times[at] = time;
    values[at] = value;
  }

  /** @throws RangeError if the heap is empty */
  pop(): readonly [time: number, value: number] {
    const { times, values } = this;
    const [first, value] = [times[0], values[0]];
    const [lastTime, lastValue] = [times.pop(), values.pop()];
    if (first === undefined || value === undefined || lastTime === undefined || lastValue === undefined) {
      throw new RangeError("the heap is empty");
    }
    const { length } = times;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && (times[child + 1] as number) < (times[child] as number)) child += 1;
      if ((times[child] as number) >= lastTime) break;
      times[at] = times[child] as number;
      values[at] = values[child] as number;
      at = child;
    }
    if (length > 0) {
      times[at] = lastTime;
      values[at] = lastValue;
    }
    return [first, value];
  }
}

/** A random number generator, uniform in [0, 1) and reproducible by its seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
