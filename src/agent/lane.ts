/** The one lane for everything that changes something at Exotel: one change after the other. */
export interface Lane {
  /** The end of whatever is in the lane; `null` while it is free. It never rejects. */
  end(): Promise<unknown> | null;
  /** Takes the next place in the lane at once, and makes the change when its turn has come. */
  enter<T>(change: () => Promise<T>): Promise<T>;
  /**
   * Makes a change once the lane is free: whoever enters it meanwhile goes first.
   *
   * @param notBefore the end of what else it waits for, which may itself wait for the lane; `null` where there is nothing
   */
  whenFree<T>(change: () => Promise<T>, notBefore: () => Promise<unknown> | null): Promise<T>;
}

export function createLane(): Lane {
  let last: Promise<unknown> | null = null;

  function enter<T>(change: () => Promise<T>): Promise<T> {
    const made = last === null ? change() : last.then(change);
    const end: Promise<unknown> = made
      .catch(() => undefined)
      .finally(() => {
        if (last === end) last = null;
      });
    last = end;
    return made;
  }

  return {
    end: () => last,
    enter,
    async whenFree(change, notBefore) {
      const toWaitFor = (): Promise<unknown> | null => last ?? notBefore();
      // It takes its place in the same turn in which nothing is left: who has a place may not wait for others.
      for (let before = toWaitFor(); before !== null; before = toWaitFor()) await before;
      return enter(change);
    },
  };
}
